import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readParquet, writeParquet } from "@mlebench/formats/parquet";
import { type Table, tableFromColumns } from "@mlebench/table";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, it } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);
const header = "event_id,azimuth,zenith";
const grade = (submission: readonly string[], answers: readonly string[]): Promise<number> =>
  harness.grade({ submission: `${submission.join("\n")}\n`, answers: `${answers.join("\n")}\n` });

it("requires the same set of IDs, whichever of them repeat", async () => {
  const answers = [header, "1,0.5,1.5", "1,2.5,0.25", "2,4.0,3.0"];
  const submission = ["zenith,event_id,azimuth", "1.0,2,1", "0.5,1.0,2", "2.0,2,5"];
  // What the reference gives.
  expect(await grade(submission, answers)).toBeCloseTo(1.1819481694754934, 12);
  await expect(grade([header, "1,0,1.5", "2,0,0.25", "3,1,3.0"], answers)).rejects.toThrow("Unknown ID: `3`");
});

it("rejects booleans and missing or infinite values as angles", async () => {
  const answers = [header, "1,0.5,1.5", "2,4.0,3.0"];
  for (const [cells, message] of [
    [["True", "False"], 'Invalid number: `True` (row 1, column "zenith")'],
    [["1", "north"], 'Invalid number: `north` (row 2, column "zenith")'],
    [["1", ""], 'Missing value (row 2, column "zenith")'],
    [["1", "-inf"], 'Infinite value: `-inf` (row 2, column "zenith")'],
  ] as const) {
    const lines = cells.map((cell, i) => `${i + 1},1.5,${cell}`);
    await expect(grade([header, ...lines], answers)).rejects.toMatchObject({
      kind: "invalid-submission",
      message: expect.stringContaining(message),
    });
  }
});

it("reports damaged answers as a grader error", async () => {
  await expect(grade([header, "1,1,1.5"], [header, "1,,1.5"])).rejects.toMatchObject({ kind: "grader" });
});

/** Twenty batches of ten events. */
function eventsOf(eventOf: (batch: number, i: number) => number): Table {
  const length = 200;
  const batchOf = (row: number) => 1 + Math.floor(row / 10);
  const column = (dtype: "int64" | "float64", value: (row: number) => number) =>
    ({ dtype, values: Float64Array.from({ length }, (_, row) => value(row)) }) as const;
  return tableFromColumns({
    batch_id: column("int64", batchOf),
    event_id: column("int64", (row) => eventOf(batchOf(row), row % 10)),
    azimuth: column("float64", (row) => row / 8),
    zenith: column("float64", (row) => row / 64),
  });
}

const prepareEvents = (events: Table) =>
  harness.prepare(async (raw) => {
    await competition.miniature.write({ out: raw, seed: 1, size: 200 });
    await writeParquet(events, join(raw, "train_meta.parquet"));
  });

it("prepares the same files whether or not events of batches lie between each other", async () => {
  for (const eventOf of [
    (batch: number, i: number) => 100 * batch + i,
    (batch: number, i: number) => 100 * i + batch,
  ]) {
    const events = eventsOf(eventOf);
    const directories = await prepareEvents(events);
    const [train, test] = await Promise.all(
      ["train", "test"].map((name) => readParquet(join(directories.public, `${name}_meta.parquet`))),
    );
    expect(train.length).toBe(180);
    expect(test.names).toEqual(["batch_id", "event_id"]);
    const batches = new Set(test.numbers("batch_id"));
    expect(batches.size).toBe(2);
    const tested = Array.from(events.numbers("batch_id").keys()).filter((row) =>
      batches.has(events.numbers("batch_id")[row]),
    );
    const floats = (value: number): string => (Number.isInteger(value) ? `${value}.0` : `${value}`);
    const lines = tested.map(
      (row) => `${events.numbers("event_id")[row]},${floats(row / 8)},${floats(row / 64)}`,
    );
    const ones = tested.map((row) => `${events.numbers("event_id")[row]},1,1`);
    expect(readFileSync(join(directories.private, "test.csv"), "utf8")).toBe(
      ["event_id,azimuth,zenith", ...lines, ""].join("\n"),
    );
    expect(readFileSync(join(directories.public, "sample_submission.csv"), "utf8")).toBe(
      ["event_id,azimuth,zenith", ...ones, ""].join("\n"),
    );
  }
});

it("rejects an event in a batch for training and in one for testing", async () => {
  const { public: prepared } = await prepareEvents(eventsOf((batch, i) => 100 * batch + i));
  const [tested] = (await readParquet(join(prepared, "test_meta.parquet"))).numbers("batch_id");
  const trained = tested === 7 ? 8 : 7;
  const shared = eventsOf((batch, i) => (batch === trained && i === 4 ? 100 * tested + 9 : 100 * batch + i));
  await expect(prepareEvents(shared)).rejects.toMatchObject({
    headline: `Event is in both a training and a test batch: ${100 * tested + 9}`,
    details: { row: 10 * (trained - 1) + 5, column: "event_id" },
  });
});
