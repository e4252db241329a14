import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("scores are those of the reference", () => {
  const harness = createTestHarness(competition);
  const answers = "id,EAP,HPL,MWS\nid2,1,0,0\nid1,0,0,1\nid3,0,1,0\n";
  const grade = (...lines: string[]): Promise<number> =>
    harness.grade({ submission: lines.join("\n"), answers });
  const header = "id,EAP,HPL,MWS";
  const rest = ["id2,0.7,0.2,0.1", "id3,0.25,0.5,0.25"];

  test.each([
    ["rows in another order", [header, "id1,0.2,0.3,0.5", ...rest], 0.5809897683528744],
    [
      "classes in another order",
      ["id,MWS,EAP,HPL", "id1,0.5,0.2,0.3", "id2,0.1,0.7,0.2", "id3,0.25,0.25,0.5"],
      0.5809897683528744,
    ],
    ["a sum within the tolerance", [header, "id1,0.2,0.3,0.50001", ...rest], 0.5809831017528735],
    ["booleans", [header, "id1,True,0.0,0.0", "id2,True,0,0", "id3,False,1,0"], 12.014551129705717],
  ])("%s", async (_, lines, score) => {
    expect(Math.abs((await grade(...lines)) / score - 1)).toBeLessThan(1e-12);
  });

  test.each([
    [
      "the id after the classes",
      ["EAP,HPL,MWS,id", "0.2,0.3,0.5,id1", "0.7,0.2,0.1,id2", "0.25,0.5,0.25,id3"],
    ],
    ["a sum outside of the tolerance", [header, "id1,0.2,0.3,0.50002", ...rest]],
    ["a hole, even where the rest sums to one", [header, "id1,,0.5,0.5", ...rest]],
    ["a fifth column", [`${header},x`, "id1,0.2,0.3,0.5,1", ...rest.map((row) => `${row},1`)]],
  ])("%s is rejected", async (_, lines) => {
    await expect(grade(...lines)).rejects.toMatchObject({ kind: "invalid-submission" });
  });
});
