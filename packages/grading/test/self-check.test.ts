import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { selfCheck } from "../src/index.js";
import { permutedSubmissions } from "../src/permuted-submissions.js";
import { fakeWorld } from "./fake-competition.js";

describe("self-check", () => {
  test("a sane competition passes", async () => {
    const { competition, dataDirectory } = fakeWorld();
    const result = await selfCheck(competition, { dataDirectory });
    expect(result.checks.map(({ passed }) => passed)).toEqual([true, true, true, true]);
    expect(result.passed).toBe(true);
  });

  test("a competition with the wrong direction does not", async () => {
    const { competition, dataDirectory } = fakeWorld({ lowerIsBetter: true });
    const result = await selfCheck(competition, { dataDirectory });
    expect(result.passed).toBe(false);
    expect(result.checks.find(({ name }) => name.startsWith("nothing scores better"))?.passed).toBe(false);
  });

  test("reports thresholds that the answers do not reach, unless no medals are awarded", async () => {
    const medals = { gold: 1.5, silver: 1.4, bronze: 1.3, median: 1.2 };
    const strict = fakeWorld({ medals });
    expect((await selfCheck(strict.competition, strict)).passed).toBe(false);
    const relaxed = fakeWorld({ medals, awardsMedals: false });
    expect((await selfCheck(relaxed.competition, relaxed)).passed).toBe(true);
  });

  test("a broken grader does not pass", async () => {
    const { competition, dataDirectory } = fakeWorld({}, async () => {
      throw new Error("broken");
    });
    const result = await selfCheck(competition, { dataDirectory });
    expect(result.passed).toBe(false);
    expect(result.checks[0].detail).toContain("grader-error");
  });

  test("data that are not prepared fail at once", async () => {
    const { competition, directory } = fakeWorld();
    const result = await selfCheck(competition, { dataDirectory: join(directory, "nowhere") });
    expect(result).toMatchObject({ passed: false });
    expect(result.checks).toHaveLength(1);
  });
});

test("rearranging keeps the cells, quotes included, and moves values away from their ids", () => {
  const variants = permutedSubmissions('id,text\na,"x, ""y"""\nb,z\n', ["id"]);
  expect(variants[0].text).toBe('id,text\nb,z\na,"x, ""y"""\n');
  expect(variants[1].text).toBe('id,text\na,z\nb,"x, ""y"""\n');
});
