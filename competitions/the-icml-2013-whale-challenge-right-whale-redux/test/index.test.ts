import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createZip, listArchive } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("preparing clips", () => {
  const harness = createTestHarness(competition);
  const prepare = (clips: readonly string[]) => {
    const members = clips.map((clip) => ({ name: `train2/${clip}`, data: Buffer.from(clip) }));
    return harness.prepare((raw) => createZip(join(raw, "train2.zip"), members));
  };

  test("clips of the last two days are for testing, numbered by time and without their label", async () => {
    const made = await prepare([
      "20090331_120000_001s1ms_TRAIN7_0.aif",
      "20090330_120000_010s1ms_TRAIN6_1.aif",
      "20090330_120000_009s9ms_TRAIN5_0.aif",
      "20090329_120000_001s1ms_TRAIN12_1.aif",
      "20090328_120000_001s1ms_TRAIN3_0.aif",
    ]);
    const names = async (zip: string): Promise<string[]> =>
      (await listArchive(join(made.public, zip))).map(({ path }) => path);
    expect(await names("train2.zip")).toEqual([
      "train2/20090328_120000_001s1ms_TRAIN0_0.aif",
      "train2/20090329_120000_001s1ms_TRAIN1_1.aif",
    ]);
    expect(await names("test2.zip")).toEqual([
      "test2/20090330_120000_009s9ms_Test0.aif",
      "test2/20090330_120000_010s1ms_Test1.aif",
      "test2/20090331_120000_001s1ms_Test2.aif",
    ]);
    expect(readFileSync(join(made.private, "test.csv"), "utf8").split("\n").slice(1, 4)).toEqual([
      "20090330_120000_009s9ms_Test0.aif,0",
      "20090330_120000_010s1ms_Test1.aif,1",
      "20090331_120000_001s1ms_Test2.aif,0",
    ]);
  });

  test("another number of days is rejected", async () => {
    const error = await prepare(["20090328_120000_001s1ms_TRAIN3_0.aif"]).catch(describeError);
    expect(error).toContain("clips of 4 days");
  });
});
