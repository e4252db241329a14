import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare } = createTestHarness(competition);

describe("preparing", () => {
  const track = (place: string): string =>
    `LongitudeDegrees,UnixTimeMillis,LatitudeDegrees\n${place},5,37.5\n`;
  const raw = (drives: readonly string[], place = "-122.10290960000001") => ({
    ...Object.fromEntries(drives.map((drive) => [`train/${drive}/Mi8/ground_truth.csv`, track(place)])),
    "metadata/codes.csv": "a\n",
  });

  test("reads coordinates as pandas' default parser does, and sorts paths part by part", async () => {
    const made = await prepare(raw(["2020-5-1-b", "2020-05-01", "2020-05-01-a", "2020-06-01"]));
    const isEarlyTest = existsSync(join(made.public, "test/2020-05-01"));
    const trips = isEarlyTest ? ["2020-05-01", "2020-05-01-a", "2020-5-1-b"] : ["2020-06-01"];
    expect(readFileSync(join(made.private, "test.csv"), "utf8")).toBe(
      `tripId,UnixTimeMillis,LatitudeDegrees,LongitudeDegrees\n${trips
        .map((trip) => `${trip}-Mi8,5,37.5,-122.1029096\n`)
        .join("")}`,
    );
  });

  test("keeps true places of training drives only", async () => {
    const made = await prepare(raw(["2020-05-01", "2020-06-01"]));
    const [train, tested] = ["train", "test"].map((part) =>
      ["2020-05-01", "2020-06-01"].filter((drive) => existsSync(join(made.public, part, drive))),
    );
    const truth = (part: string, drive: string): boolean =>
      existsSync(join(made.public, part, drive, "Mi8/ground_truth.csv"));
    expect([...train, ...tested].sort()).toEqual(["2020-05-01", "2020-06-01"]);
    expect(train.map((drive) => truth("train", drive))).toEqual([true]);
    expect(tested.some((drive) => truth("test", drive))).toBe(false);
  });

  test.each([
    ["a drive without a date", raw(["2020-05-01", "May-1-2020"]), "does not start with a date"],
    ["one day", raw(["2020-05-01-a", "2020-5-1-b"]), "Not enough data"],
    [
      "test drives without true places",
      { ...raw([]), "train/2020-05-01/Mi8/log.txt": "", "train/2020-06-01/Mi8/log.txt": "" },
      "Unexpected files of a drive",
    ],
  ])("rejects %s", async (_, files, message) => {
    await expect(prepare(files)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });
});

describe("grading", () => {
  const header = "tripId,UnixTimeMillis,LatitudeDegrees,LongitudeDegrees\n";
  const answers = `${header}a,1,10,20\na,2,10,20\nb,1,0,0\n`;
  /** Meters of a degree along a great circle. */
  const degree = (6_371_000 * Math.PI) / 180;
  const gradeRows = (rows: string): Promise<number> => grade({ submission: header + rows, answers });

  test("averages two percentiles of distances per trip, then trips", async () => {
    expect(await gradeRows("a,1,10,20\na,2,11,20\nb,1,0,0\n")).toBeCloseTo((degree * (0.5 + 0.95)) / 4, 6);
  });

  test("pairs rows of a trip by their order, and never looks at times", async () => {
    expect(await gradeRows("b,x,0,0\na,2,10,20\na,2,10,20\n")).toBe(0);
  });

  test("a missing coordinate makes the score NaN, as in the reference", async () => {
    expect(await gradeRows("a,1,10,20\na,2,,20\nb,1,0,0\n")).toBeNaN();
  });

  test.each([
    ["a trip with a row too many", "a,1,10,20\nb,2,10,20\nb,1,0,0\n"],
    ["text", "a,1,10,20\na,2,10,east\nb,1,0,0\n"],
    ["booleans", "a,1,True,20\na,2,True,20\nb,1,False,0\n"],
  ])("refuses %s", async (_, rows) => {
    await expect(gradeRows(rows)).rejects.toMatchObject({ kind: "invalid-submission" });
  });
});
