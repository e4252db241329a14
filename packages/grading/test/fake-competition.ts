import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Competition,
  type CompetitionFacts,
  defineCompetition,
  type Grade,
  InvalidSubmissionError,
} from "@mlebench/core";
import { onTestFinished } from "vitest";

const facts: CompetitionFacts = {
  id: "fake",
  name: "Fake",
  type: "simple",
  awardsMedals: true,
  metric: "accuracy",
  lowerIsBetter: false,
  scoreType: "float",
  answers: "private/test.csv",
  sampleSubmission: "public/sample_submission.csv",
  goldSubmission: "private/test.csv",
  splits: [],
  category: null,
  sizeGB: null,
  medals: { gold: 0.9, silver: 0.7, bronze: 0.6, median: 0.5 },
  sampleSubmissionScore: 0.5,
  knownIssues: [{ summary: "made up", source: "this test" }],
};

/** Share of equal lines; the header and the number of lines must be right. */
const grade: Grade = async ({ submission, answers }) => {
  const read = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");
  const [given, right] = [read(submission), read(answers)];
  if (given[0] !== right[0]) throw new InvalidSubmissionError("Wrong header", { expected: '"id,label"' });
  if (given.length !== right.length)
    throw new InvalidSubmissionError("Wrong number of rows", { row: given.length });
  const sorted = given.slice(1).sort();
  return (
    right
      .slice(1)
      .sort()
      .filter((line, i) => line === sorted[i]).length /
    (right.length - 1)
  );
};

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-grading-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function write(path: string, text: string): string {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export interface FakeWorld {
  competition: Competition;
  dataDirectory: string;
  directory: string;
}

/** A prepared competition with four rows, in a temporary directory. */
export function fakeWorld(changes: Partial<CompetitionFacts> = {}, grader: Grade = grade): FakeWorld {
  const directory = temporaryDirectory();
  const dataDirectory = join(directory, "data");
  const competition = defineCompetition({
    facts: { ...facts, ...changes },
    submission: { id: ["id"], targets: [{ names: ["label"], value: { type: "integer" } }] },
    moduleUrl: pathToFileURL(join(directory, "package/src/index.ts")).href,
    prepare: async () => ({ prepare: async () => {} }),
    grade: async () => ({ grade: grader }),
    miniature: { defaultSize: 1, minSize: 1, load: async () => ({ writeMiniature: async () => {} }) },
  });
  write(join(dataDirectory, "fake/prepared/private/test.csv"), "id,label\na,1\nb,0\nc,1\nd,0\n");
  write(join(dataDirectory, "fake/prepared/public/sample_submission.csv"), "id,label\na,0\nb,0\nc,0\nd,0\n");
  return { competition, dataDirectory, directory };
}
