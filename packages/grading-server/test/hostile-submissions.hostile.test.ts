import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { type Competition, competitionPaths } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { hostileSubmissions } from "@mlebench/testkit/hostile";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { sendForm, serve } from "./harness.js";

let competition: Competition;
let dataDirectory: string;
let sample: string;

beforeAll(async () => {
  competition = await findCompetition("spaceship-titanic");
  dataDirectory = mkdtempSync(join(tmpdir(), "mlebench-hostile-"));
  await prepareMiniature(competition, { dataDirectory, size: 60 });
  sample = readFileSync(competitionPaths(dataDirectory, competition.facts).sampleSubmission, "utf8");
});

describe("the grading server holds against a submission of", () => {
  const names = hostileSubmissions("a,b", "1,2").map(({ name }) => name);
  test.each(names)("%s", async (name) => {
    const [header, row] = sample.split("\n");
    const submission = hostileSubmissions(header, row).find((one) => one.name === name);
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      const { url, leftovers } = await serve({ competition, dataDirectory, privateDirectory: undefined });
      const { status, body } = await sendForm(url, submission?.bytes ?? "");
      expect({ status, body }).toMatchObject({ status: 200, body: { result: expect.any(String) } });
      expect(body.result).toMatch(/^Submission invalid! \S/);
      expect(body.result?.length).toBeLessThan(2100);
      expect(body.result).not.toMatch(/\n\s+at |node:|RangeError|TypeError/);
      expect(written.mock.calls).toEqual([]);
      expect(leftovers()).toEqual([]);
      expect(await sendForm(url, sample)).toMatchObject({ body: { result: "Submission is valid." } });
    } finally {
      written.mockRestore();
    }
  });
});
