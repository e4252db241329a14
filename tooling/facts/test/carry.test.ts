import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
// @ts-expect-error plain JavaScript without declarations
import { driftedFacts } from "../carried.mjs";
// @ts-expect-error plain JavaScript without declarations
import { carryFacts } from "../carry.mjs";
// @ts-expect-error plain JavaScript without declarations
import { parseExactly, stringifyExactly } from "../exact-json.mjs";

const top = mkdtempSync(join(tmpdir(), "mlebench-facts-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let count = 0;

function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const entry = `{
  "name": "Tides, 2nd \\"edition\\" at -1.50", "type": "simple", "awardsMedals": true,
  "prizes": [{"position": 1, "value": 1000.00}], "metric": "rmse", "lowerIsBetter": false,
  "answers": "private/test.csv", "sampleSubmission": "public/sample.csv", "goldSubmission": "private/test.csv",
  "splits": ["low"], "category": null, "sizeGB": 0.30,
  "medals": {"gold": 1.0, "silver": 0.90000, "bronze": 1e-05, "median": 0.5995950000000001},
  "checksums": {"private": {"test.csv": "ab"}, "public": {}, "zip": null},
  "kernels": ["ada/one", "ada/two"], "sampleSubmissionScore": 12345678901234567890.10, "teams": 3
}`;
const source = (changes: Readonly<Record<string, string>> = {}): string =>
  writeFiles(join(top, `source-${count++}`), {
    "competitions.json": `{"tides": ${entry}, "stars": ${entry}}`,
    "leaderboards/tides.csv": "score\n1.00000\n0.90\n0.5995950000000001\n",
    "splits/low.txt": "tides\nstars\n",
    ...changes,
  });
const repository = (files: Readonly<Record<string, string>> = {}): string =>
  writeFiles(join(top, `repository-${count++}`), {
    "splits/low.txt": "",
    "competitions/tides/package.json": "{}",
    "competitions/tides/facts/competition.json":
      '{"id": "tides", "scoreType": "float64", "medals": {"gold": 1}, "knownIssues": [], "accessNote": 0.10}',
    "competitions/tides/facts/checksums.json": '{"public": {}, "private": {}, "contents": {"a": "0"}}',
    "competitions/own/package.json": "{}",
    "competitions/own/facts/competition.json": '{"id": "own"}',
    ...files,
  });

test("numbers in JSON keep their spelling, and texts that look like numbers are let alone", () => {
  const text =
    '{\n  "a 1.50": [\n    0.10,\n    -1E-7,\n    12345678901234567890,\n    "2.50 \\"3.0\\"",\n    null\n  ]\n}\n';
  expect(stringifyExactly(parseExactly(text))).toBe(text);
});

describe("carrying", () => {
  test("copies digit for digit, and keeps what is the package's own", () => {
    const target = repository();
    const { written, withoutPackage } = carryFacts({ source: source(), target });
    expect(written.sort()).toEqual([
      "competitions/tides/facts/checksums.json",
      "competitions/tides/facts/competition.json",
      "competitions/tides/facts/kernels.txt",
      "competitions/tides/facts/leaderboard.csv",
      "splits/low.txt",
    ]);
    expect(withoutPackage).toEqual(["stars"]);
    const read = (name: string) => readFileSync(join(target, "competitions/tides/facts", name), "utf8");
    expect(read("leaderboard.csv")).toBe("score\n1.00000\n0.90\n0.5995950000000001\n");
    expect(read("kernels.txt")).toBe("ada/one\nada/two\n");
    expect(JSON.parse(read("checksums.json"))).toEqual({
      public: {},
      private: { "test.csv": "ab" },
      contents: { a: "0" },
      zip: null,
    });
    const facts = read("competition.json");
    for (const spelling of ["1000.00", "0.30", "1.0,", "0.90000", "1e-05", "0.5995950000000001"])
      expect(facts).toContain(`: ${spelling}`);
    expect(facts).toContain('"sampleSubmissionScore": 12345678901234567890.10');
    expect(facts).toContain('"accessNote": 0.10');
    expect(JSON.parse(facts)).toMatchObject({ id: "tides", scoreType: "float64", knownIssues: [] });
    expect(facts).not.toContain("teams");
    expect(existsSync(join(target, "competitions/stars"))).toBe(false);
    expect(driftedFacts(target)).toEqual([]);
    expect(carryFacts({ source: source(), target }).written).toEqual([]);
  });

  test("takes the published leaderboard as it is, if there is one", () => {
    const target = repository();
    const table =
      "agent,llm,low,low_sem,all,all_sem,hours,date,known_leakage\nA,m,77.27,0.0,62.660,0.76,24,2026-02-09,\n";
    const path = "packages/reports/facts/published-leaderboard.csv";
    const { written } = carryFacts({ source: source({ "published-leaderboard.csv": table }), target });
    expect(written).toContain(path);
    expect(readFileSync(join(target, path), "utf8")).toBe(table);
    expect(driftedFacts(target)).toEqual([]);
    writeFileSync(join(target, path), table.replace("62.660", "62.66"));
    expect(driftedFacts(target)).toEqual([path]);
  });

  test("of some competitions leaves the others' facts and digests alone", () => {
    const target = repository({ "competitions/stars/package.json": "{}" });
    carryFacts({ source: source(), target });
    const newer = source({
      "competitions.json": `{"tides": ${entry.replace("0.90000", "0.9")}, "stars": ${entry.replace("0.90000", "0.9")}}`,
    });
    expect(carryFacts({ source: newer, target, ids: ["stars"] }).written).toEqual([
      "competitions/stars/facts/competition.json",
    ]);
    expect(driftedFacts(target)).toEqual([]);
  });

  test.each<[string, Record<string, string>, string[], string]>([
    ["an unknown competition", {}, ["moons"], "no facts of moons"],
    [
      "a fact that is missing",
      { "competitions.json": '{"tides": {"name": "Tides"}}' },
      [],
      "type, awardsMedals",
    ],
    ["a leaderboard with a word", { "leaderboards/tides.csv": "score\n1\nbest\n" }, [], "tides.csv, row 2"],
    ["a leaderboard with a hole", { "leaderboards/tides.csv": "score\n1\n\n2\n" }, [], "tides.csv, row 2"],
    ["an empty leaderboard", { "leaderboards/tides.csv": "score\n" }, [], "tides.csv"],
    [
      "a leaderboard of agents without errors",
      { "published-leaderboard.csv": "agent,llm,low\nA,m,1\n" },
      [],
      "low_sem, all",
    ],
    ["another table", { "leaderboards/tides.csv": "team,score\n1,2\n" }, [], "tides.csv"],
  ])("of %s fails, and nothing is written", (_, changes, ids, message) => {
    const target = repository();
    const facts = join(target, "competitions/tides/facts/competition.json");
    const before = readFileSync(facts, "utf8");
    expect(() => carryFacts({ source: source(changes), target, ids })).toThrow(message);
    expect(readFileSync(facts, "utf8")).toBe(before);
    expect(existsSync(join(target, "tooling"))).toBe(false);
  });
});

describe("drift", () => {
  const facts = "competitions/tides/facts";
  test.each<[string, string, (text: string) => string]>([
    [
      "a rounded threshold",
      `${facts}/competition.json`,
      (text) => text.replace("0.5995950000000001", "0.5996"),
    ],
    ["another spelling of a number", `${facts}/competition.json`, (text) => text.replace("0.90000", "0.9")],
    ["another checksum", `${facts}/checksums.json`, (text) => text.replace('"ab"', '"ac"')],
    ["a leaderboard that lacks a row", `${facts}/leaderboard.csv`, (text) => text.replace("0.90\n", "")],
    ["another kernel", `${facts}/kernels.txt`, (text) => `${text}ada/three\n`],
    ["another split", "splits/low.txt", (text) => text.replace("stars", "moons")],
  ])("%s is found", (_, path, change) => {
    const target = repository();
    carryFacts({ source: source(), target });
    writeFileSync(join(target, path), change(readFileSync(join(target, path), "utf8")));
    expect(driftedFacts(target)).toEqual([path]);
  });

  test("finds an added or removed leaderboard, and a package without imported facts", () => {
    const target = repository();
    carryFacts({ source: source(), target });
    rmSync(join(target, facts, "leaderboard.csv"));
    writeFiles(target, {
      "competitions/stars/facts/competition.json": "{}",
      "competitions/stars/facts/leaderboard.csv": "score\n1\n",
    });
    expect(driftedFacts(target)).toEqual(
      expect.arrayContaining([`${facts}/leaderboard.csv`, "competitions/stars/facts/leaderboard.csv"]),
    );
    const fresh = repository({ "splits/low.txt": "tides\n" });
    expect(driftedFacts(fresh)).toContain(`${facts}/competition.json`);
  });

  test("what belongs to the package alone may change", () => {
    const target = repository();
    carryFacts({ source: source(), target });
    const file = join(target, facts, "competition.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("float64", "float"));
    writeFileSync(join(target, "competitions/own/facts/competition.json"), '{"id": "own", "medals": {}}');
    expect(driftedFacts(target)).toEqual([]);
  });
});
