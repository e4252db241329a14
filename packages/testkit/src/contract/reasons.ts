import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Competition, isMlebenchError, quoteName, type TargetValue } from "@mlebench/core";
import { expect } from "vitest";
import { type CsvRows, changeCell, dropColumn, formatCsvRows, parseCsvRows } from "../csv-rows.js";
import { type ActualVerdict, tryGrade } from "../golden.js";
import { leakFinder } from "../private-values.js";
import { randomSubmission, targetsByColumn } from "../random-submission.js";
import { createSeededRandom } from "../seeded-random.js";
import { submissionVariants } from "../submission-variants.js";
import type { ContractTest } from "./contract-test.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";

/** Of a larger miniature, so many rows are enough to put faults into. */
const [largest, enough] = [2000, 300];

/** A prepared competition cut down to its first rows, and a place to grade altered copies of its files. */
interface Bench {
  competition: Competition;
  sample: CsvRows;
  answers: CsvRows;
  /** A valid submission whose rows stand in another order than the answers'. */
  base: CsvRows;
  /** The miniature as it was prepared, and whether the sheets hold all of it. */
  prepared: string;
  isWhole: boolean;
  seed: number;
  /** Grades texts; the paths of the files are taken out of what is said. */
  grade(submission: string | Uint8Array, answers?: string | Uint8Array): Promise<ActualVerdict>;
}

/** The rows with these IDs; without ID columns as many rows as there are IDs. */
function rowsOf(csv: CsvRows, names: readonly string[], ids: ReadonlySet<string>): CsvRows {
  const indices = names.map((name) => csv.header.indexOf(name));
  if (indices.includes(-1)) return { ...csv, rows: csv.rows.slice(0, ids.size) };
  return { ...csv, rows: csv.rows.filter((row) => ids.has(indices.map((i) => row[i]).join("\u0000"))) };
}

async function openBench(tested: PackageUnderTest, miniatures: MiniatureCache): Promise<Bench> {
  const competition = await tested.load();
  const { facts, submission: schema } = competition;
  const recorded = tested.golden?.miniatures.toSorted((a, b) => b.size - a.size)[0];
  const { seed, size } = recorded ?? { seed: 3, size: competition.miniature.defaultSize };
  const prepared = await miniatures.prepared({ seed, size });
  const read = (file: string): CsvRows => parseCsvRows(readFileSync(join(prepared, file), "utf8"));
  const all = read(facts.sampleSubmission);
  const isWhole = all.rows.length <= largest;
  const sample = isWhole ? all : { ...all, rows: all.rows.slice(0, enough) };
  const indices = schema.id.map((name) => sample.header.indexOf(name));
  const ids = new Set(sample.rows.map((row) => indices.map((i) => row[i]).join("\u0000")));
  const answers = rowsOf(read(facts.answers), schema.id, ids);
  const random = createSeededRandom(seed, 77);
  const gold = read(facts.goldSubmission);
  const made = randomSubmission(sample, gold, schema, { closeness: 0.5, digits: 8 }, random);

  const home = miniatures.scratch();
  const files = { submission: join(home, "submission.csv"), answers: join(home, facts.answers) };
  for (const file of [facts.answers, facts.sampleSubmission])
    mkdirSync(dirname(join(home, file)), { recursive: true });
  writeFileSync(join(home, facts.sampleSubmission), formatCsvRows(sample));
  return {
    competition,
    sample,
    answers,
    base: { ...made, rows: random.shuffled(made.rows) },
    prepared,
    isWhole,
    seed,
    async grade(submission, truth = formatCsvRows(answers)) {
      writeFileSync(files.submission, submission);
      writeFileSync(files.answers, truth);
      const verdict = await tryGrade(competition, files);
      return "broken" in verdict ? { ...verdict, broken: verdict.broken.replaceAll(home, "") } : verdict;
    },
  };
}

const sayOf = (verdict: ActualVerdict): string =>
  "score" in verdict
    ? `scored ${verdict.score}`
    : "invalid" in verdict
      ? `invalid: ${verdict.invalid}`
      : `grader error: ${verdict.broken}`;

/** Whether only numbers, True and False can be an answer. */
const isNumeric = (value: TargetValue): boolean =>
  value.type === "number" ||
  value.type === "integer" ||
  value.type === "boolean" ||
  (value.type === "class" && value.classes.every((name) => typeof name === "number"));

interface BrokenAnswers {
  name: string;
  text: string;
  /** Also a submission that is no CSV must not be blamed. */
  hopeless: boolean;
  /** Grading as if nothing were wrong is right where the grader does not look at the column. */
  mayScore: "never" | "as before" | "otherwise";
}

/** Answers as a full disk, a killed copy or a wrong tool leave them. */
function breakAnswers({ answers, competition }: Bench, mayBeBlank: readonly string[]): BrokenAnswers[] {
  const whole = formatCsvRows(answers);
  const half = formatCsvRows({ ...answers, rows: answers.rows.slice(0, answers.rows.length >> 1) });
  const gone = [
    { name: "of 0 bytes", text: "" },
    { name: "of a header only", text: formatCsvRows({ ...answers, rows: [] }) },
    { name: "cut after half of the lines", text: half },
    { name: "cut after half of the bytes", text: whole.slice(0, whole.length >> 1) },
  ].map((broken) => ({ ...broken, hopeless: true, mayScore: "never" as const }));
  const targets = targetsByColumn(answers.header, competition.submission);
  const row = answers.rows.length >> 1;
  const columns = answers.header.flatMap((name, index): BrokenAnswers[] => {
    const isTarget = targets[index] !== undefined;
    const blank = mayBeBlank.includes(name) ? "otherwise" : isTarget ? "never" : "as before";
    const value = targets[index]?.value;
    const words = value !== undefined && isNumeric(value) ? "never" : "otherwise";
    return [
      {
        name: `without "${name}"`,
        text: formatCsvRows(dropColumn(answers, index)),
        hopeless: false,
        mayScore: "as before",
      },
      {
        name: `with a blank "${name}"`,
        text: formatCsvRows(changeCell(answers, row, index, "")),
        hopeless: false,
        mayScore: blank,
      },
      {
        name: `with a word as "${name}"`,
        text: formatCsvRows(changeCell(answers, row, index, "oops")),
        hopeless: false,
        mayScore: words,
      },
    ];
  });
  // Many classes are alike: the first few and the last stand for them.
  return [...gone, ...(columns.length > 60 ? [...columns.slice(0, 12), ...columns.slice(-3)] : columns)];
}

/** The answers with every label at another row's ID. */
function rotateLabels(answers: CsvRows, ids: readonly string[]): CsvRows {
  const { header, rows } = answers;
  const rotated = rows.map((row, r) => {
    const other = rows[(r + 1) % rows.length];
    return row.map((cell, index) => (ids.includes(header[index]) ? cell : other[index]));
  });
  return { header, rows: rotated };
}

interface Fault {
  name: string;
  csv: CsvRows;
  /** The cell that is wrong. */
  row: number;
  column: string;
}

/** Single faults in the middle of a file, in the first and the last target column and in the IDs. */
function singleFaults({ base, competition }: Bench, row: number): Fault[] {
  const { submission: schema } = competition;
  const targets = base.header.flatMap((_, index) =>
    targetsByColumn(base.header, schema)[index] === undefined ? [] : [index],
  );
  const cells = ["", "nan", "oops", "inf", "-inf", "-1", "0.5", "True"].flatMap((text) =>
    [...new Set([targets[0], targets[targets.length - 1]])].map((index) => ({ text, index })),
  );
  const id = base.header.findIndex((name) => schema.id.includes(name));
  const ids = ["", "no such id", base.rows[0][id]].map((text) => ({ text, index: id }));
  return [...cells, ...(id === -1 ? [] : ids)].map(({ text, index }) => ({
    name: `${JSON.stringify(text)} as "${base.header[index]}"`,
    csv: changeCell(base, row, index, text),
    row,
    column: base.header[index],
  }));
}

const placeOf = (verdict: ActualVerdict): string => {
  const error = "cause" in verdict ? verdict.cause : undefined;
  return isMlebenchError(error) ? `row ${error.details.row}, column ${error.details.column}` : "nowhere";
};

/**
 * @param mayBeBlank columns of the answers in which a blank cell is an answer
 */
export function reasonTests(
  tested: PackageUnderTest,
  miniatures: MiniatureCache,
  mayBeBlank: readonly string[],
): ContractTest[] {
  let opened: Promise<Bench> | undefined;
  const bench = (): Promise<Bench> => {
    opened ??= openBench(tested, miniatures);
    return opened;
  };
  return [
    {
      name: "broken answers are a grader error that tells none of them",
      async check() {
        const open = await bench();
        const sample = formatCsvRows(open.sample);
        const before = await open.grade(sample);
        const finder = leakFinder(open.competition, open.prepared);
        const wrong: string[] = [];
        for (const { name, text, hopeless, mayScore } of breakAnswers(open, mayBeBlank)) {
          for (const submission of hopeless ? [sample, "", '"'] : [sample]) {
            const verdict = await open.grade(submission, text);
            if ("broken" in verdict) {
              const leak = finder.leakIn(verdict.broken, "", verdict.cause);
              if (leak !== undefined) wrong.push(`${name}: ${verdict.broken} tells ${leak}`);
              continue;
            }
            const isAsBefore =
              "score" in verdict && "score" in before && Object.is(verdict.score, before.score);
            const isRight =
              "score" in verdict && (mayScore === "otherwise" || (mayScore === "as before" && isAsBefore));
            if (!isRight) wrong.push(`answers ${name}: ${sayOf(verdict)}`);
          }
        }
        expect(wrong).toEqual([]);
      },
    },
    {
      name: "a reason names the first wrong cell of the file",
      async check() {
        const open = await bench();
        const { rows } = open.base;
        expect(sayOf(await open.grade(formatCsvRows(open.base)))).toMatch(/^scored/);
        const [first, second] = [Math.floor(rows.length / 3), Math.floor((2 * rows.length) / 3)];
        const targets = targetsByColumn(open.base.header, open.competition.submission);
        const blanked = targets.findLastIndex((target) => target !== undefined);
        const misplaced: string[] = [];
        let invalid = 0;
        for (const { name, csv, row, column } of singleFaults(open, first)) {
          const verdict = await open.grade(formatCsvRows(csv));
          if (!("invalid" in verdict)) continue;
          invalid++;
          // A probability that makes a row sum to something else is wrong together with its neighbors.
          const isSum = verdict.invalid.startsWith("Probabilities of the row");
          const place = `row ${row + 1}, column ${isSum ? undefined : column}`;
          // A second fault below changes nothing: people read their file from the top.
          const both = await open.grade(formatCsvRows(changeCell(csv, second, blanked, "")));
          for (const [found, what] of [
            [verdict, name],
            [both, `${name} and a blank cell below`],
          ] as const) {
            if (placeOf(found) !== place) misplaced.push(`${what} (${place}): ${sayOf(found)}`);
          }
        }
        expect(misplaced).toEqual([]);
        expect(invalid).toBeGreaterThan(0);
      },
    },
    {
      name: "a missing column is named before a wrong number of rows",
      async check() {
        const open = await bench();
        const index = targetsByColumn(open.base.header, open.competition.submission).findIndex(Boolean);
        const short = { ...open.base, rows: open.base.rows.slice(1) };
        const verdict = await open.grade(formatCsvRows(dropColumn(short, index)));
        expect(sayOf(verdict)).toMatch(/^invalid: Missing columns?: /);
        expect(sayOf(verdict)).toContain(quoteName(open.base.header[index]));
      },
    },
    {
      name: "a reason is the same whatever the labels are",
      async check() {
        const open = await bench();
        const { competition, answers, base, seed, prepared } = open;
        const other = formatCsvRows(rotateLabels(answers, competition.submission.id));
        const targets = targetsByColumn(base.header, competition.submission);
        const blanks = base.header.flatMap((_, index) =>
          targets[index] === undefined
            ? []
            : [changeCell(changeCell(base, 0, index, ""), base.rows.length - 1, index, "")],
        );
        // Variants of the miniature are of no use where it was cut down.
        const variants = open.isWhole ? await submissionVariants(competition, prepared, seed) : [];
        const different: string[] = [];
        const texts = [
          ...blanks.slice(0, 8).map((csv) => formatCsvRows(csv)),
          ...variants.map(({ bytes }) => bytes),
        ];
        for (const submission of texts) {
          const [one, two] = [await open.grade(submission), await open.grade(submission, other)];
          if (!("invalid" in one && "invalid" in two) || one.invalid === two.invalid) continue;
          different.push(`${one.invalid} | ${two.invalid}`);
        }
        expect(different).toEqual([]);
      },
    },
  ];
}
