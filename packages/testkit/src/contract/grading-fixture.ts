import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Competition } from "@mlebench/core";
import { type CsvRows, formatCsvRows } from "../csv-rows.js";
import { type ActualVerdict, tryGrade } from "../golden.js";
import { randomSubmission } from "../random-submission.js";
import { createSeededRandom } from "../seeded-random.js";
import { formatAnswerRows, isJsonLines, parseAnswerRows } from "./answer-rows.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";

/** Of a larger miniature, so many rows are enough to put faults into. */
const [largest, enough] = [2000, 300];

/** A prepared competition cut down to its first rows, and a place to grade altered copies of its files. */
export interface GradingFixture {
  competition: Competition;
  sample: CsvRows;
  answers: CsvRows;
  /** The text of a file of answers with these rows. */
  formatAnswers(rows: CsvRows): string;
  /** A valid submission, with rows in another order than the answers unless they are paired by position. */
  base: CsvRows;
  /** The miniature as it was prepared, what it is, and whether the sheets hold all of it. */
  prepared: string;
  choice: { seed: number; size: number };
  isWhole: boolean;
  /** Grades texts. Paths are removed from messages. */
  grade(submission: string | Uint8Array, answers?: string | Uint8Array): Promise<ActualVerdict>;
}

/** The rows with these IDs; without ID columns as many rows as there are IDs. */
function rowsOf(csv: CsvRows, names: readonly string[], ids: ReadonlySet<string>): CsvRows {
  const indices = names.map((name) => csv.header.indexOf(name));
  if (indices.includes(-1)) return { ...csv, rows: csv.rows.slice(0, ids.size) };
  return { ...csv, rows: csv.rows.filter((row) => ids.has(indices.map((i) => row[i]).join("\u0000"))) };
}

/** Prepares the recorded miniature, and cuts it down to its first rows if it is large. */
export async function createGradingFixture(
  tested: PackageUnderTest,
  miniatures: MiniatureCache,
): Promise<GradingFixture> {
  const competition = await tested.load();
  const { facts, submission: schema } = competition;
  const recorded = tested.golden?.miniatures.toSorted((a, b) => b.size - a.size)[0];
  const { seed, size } = recorded ?? { seed: 3, size: competition.miniature.defaultSize };
  const prepared = await miniatures.prepared({ seed, size });
  const read = (file: string): CsvRows => parseAnswerRows(file, readFileSync(join(prepared, file), "utf8"));
  const all = read(facts.sampleSubmission);
  const isWhole = all.rows.length <= largest;
  const sample = isWhole ? all : { ...all, rows: all.rows.slice(0, enough) };
  const indices = schema.id.map((name) => sample.header.indexOf(name));
  const ids = new Set(sample.rows.map((row) => indices.map((i) => row[i]).join("\u0000")));
  const allAnswers = read(facts.answers);
  // Records of JSON lines can stand for several rows each.
  const answers = isJsonLines(facts.answers) ? allAnswers : rowsOf(allAnswers, schema.id, ids);
  const formatAnswers = (rows: CsvRows): string => formatAnswerRows(facts.answers, rows);
  const random = createSeededRandom(seed, 77);
  const gold = read(facts.goldSubmission);
  const made = randomSubmission(sample, gold, schema, { closeness: 0.5, digits: 8 }, random);

  const home = miniatures.scratch();
  const files = { submission: join(home, "submission.csv"), answers: join(home, facts.answers) };
  for (const file of [facts.answers, facts.sampleSubmission])
    mkdirSync(dirname(join(home, file)), { recursive: true });
  writeFileSync(join(home, facts.sampleSubmission), formatCsvRows(sample));
  const unchanged = formatAnswers(answers);
  let written: string | Uint8Array | undefined;
  return {
    competition,
    sample,
    answers,
    formatAnswers,
    base: schema.matchedBy === "position" ? made : { ...made, rows: random.shuffled(made.rows) },
    prepared,
    choice: { seed, size },
    isWhole,
    async grade(submission, truth = unchanged) {
      writeFileSync(files.submission, submission);
      if (truth !== written) writeFileSync(files.answers, truth);
      written = truth;
      const verdict = await tryGrade(competition, files);
      return "broken" in verdict ? { ...verdict, broken: verdict.broken.replaceAll(home, "") } : verdict;
    },
  };
}
