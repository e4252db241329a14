import { isMlebenchError, quoteName } from "@mlebench/core";
import { expect } from "vitest";
import { type CsvRows, changeCell, dropColumn, formatCsvRows } from "../csv-rows.js";
import { type ActualVerdict, describeVerdict } from "../golden.js";
import { targetsByColumn } from "../random-submission.js";
import { gradeWithBrokenAnswers } from "./broken-answers.js";
import type { ContractTest } from "./contract-test.js";
import type { GradeVariants } from "./graded-variants.js";
import { createGradingFixture, type GradingFixture } from "./grading-fixture.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";

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
function singleFaults({ base, competition }: GradingFixture, row: number): Fault[] {
  const { submission: schema } = competition;
  const targets = base.header.flatMap((_, index) =>
    targetsByColumn(base.header, schema)[index] === undefined ? [] : [index],
  );
  const cells = ["", "nan", "oops", "inf", "-inf", "-1", "0.5", "True"].flatMap((text) =>
    [...new Set([targets[0], targets[targets.length - 1]])].map((index) => ({ text, index })),
  );
  const id = base.header.findIndex((name) => schema.id.includes(name));
  // Where IDs may repeat, only a repeat of one that occurs once has a definite place.
  const counts = new Map<string, number>();
  for (const cells of base.rows) counts.set(cells[id], (counts.get(cells[id]) ?? 0) + 1);
  const single = base.rows.slice(0, row).find((cells) => counts.get(cells[id]) === 1);
  const repeats = single === undefined ? [] : [single[id]];
  const ids = ["", "no such id", ...repeats].map((text) => ({ text, index: id }));
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

/** Grades files with one fault, and with a second one below. @returns messages about another cell than the first wrong one */
async function gradeSingleFaults(fixture: GradingFixture): Promise<{ misplaced: string[]; invalid: number }> {
  const { rows } = fixture.base;
  expect(describeVerdict(await fixture.grade(formatCsvRows(fixture.base)))).toMatch(/^scores/);
  const [first, second] = [Math.floor(rows.length / 3), Math.floor((2 * rows.length) / 3)];
  const targets = targetsByColumn(fixture.base.header, fixture.competition.submission);
  const blanked = targets.findLastIndex((target) => target !== undefined);
  const misplaced: string[] = [];
  let invalid = 0;
  for (const { name, csv, row, column } of singleFaults(fixture, first)) {
    const verdict = await fixture.grade(formatCsvRows(csv));
    if (!("invalid" in verdict)) continue;
    invalid++;
    // A probability that makes a row sum to something else is wrong together with its neighbors.
    const isSum = verdict.invalid.startsWith("Probabilities of the row");
    const place = `row ${row + 1}, column ${isSum ? undefined : column}`;
    // A second fault below changes nothing: people read their file from the top.
    const both = await fixture.grade(formatCsvRows(changeCell(csv, second, blanked, "")));
    for (const [found, what] of [
      [verdict, name],
      [both, `${name} and a blank cell below`],
    ] as const) {
      if (placeOf(found) !== place) misplaced.push(`${what} (${place}): ${describeVerdict(found)}`);
    }
  }
  return { misplaced, invalid };
}

/** Grades with labels at other IDs. @returns messages that change with them, and so reveal something */
async function gradeWithOtherLabels(
  fixture: GradingFixture,
  gradeVariants: GradeVariants,
): Promise<string[]> {
  const { competition, answers, formatAnswers, base, choice } = fixture;
  const other = formatAnswers(rotateLabels(answers, competition.submission.id));
  const targets = targetsByColumn(base.header, competition.submission);
  const blanks = base.header.flatMap((_, index) =>
    targets[index] === undefined
      ? []
      : [changeCell(changeCell(base, 0, index, ""), base.rows.length - 1, index, "")],
  );
  const graded: (readonly [submission: string | Uint8Array, verdict: ActualVerdict])[] = [];
  for (const csv of blanks.slice(0, 8)) {
    const text = formatCsvRows(csv);
    graded.push([text, await fixture.grade(text)]);
  }
  // Variants of the miniature are of no use where it was cut down.
  for (const { bytes, verdict } of fixture.isWhole ? await gradeVariants(choice.seed, choice.size) : []) {
    graded.push([bytes, verdict]);
  }
  const different: string[] = [];
  for (const [submission, one] of graded) {
    if (!("invalid" in one)) continue;
    const two = await fixture.grade(submission, other);
    if (!("invalid" in two) || one.invalid === two.invalid) continue;
    different.push(`${one.invalid} | ${two.invalid}`);
  }
  return different;
}

/**
 * What messages about submissions and answers say.
 *
 * @param mayBeBlank columns of the answers in which a blank cell is an answer
 */
export function reasonTests(
  tested: PackageUnderTest,
  miniatures: MiniatureCache,
  gradeVariants: GradeVariants,
  mayBeBlank: readonly string[],
): ContractTest[] {
  let created: Promise<GradingFixture> | undefined;
  const fixture = (): Promise<GradingFixture> => {
    created ??= createGradingFixture(tested, miniatures);
    return created;
  };
  return [
    {
      name: "broken answers are a grader error that reveals none of them",
      async check() {
        expect(await gradeWithBrokenAnswers(await fixture(), mayBeBlank)).toEqual([]);
      },
    },
    {
      name: "a reason names the first wrong cell of the file",
      async check() {
        const { misplaced, invalid } = await gradeSingleFaults(await fixture());
        expect(misplaced).toEqual([]);
        expect(invalid).toBeGreaterThan(0);
      },
    },
    {
      name: "a missing column is named before a wrong number of rows",
      async check() {
        const { base, competition, grade } = await fixture();
        const index = targetsByColumn(base.header, competition.submission).findIndex(Boolean);
        const short = { ...base, rows: base.rows.slice(1) };
        const verdict = await grade(formatCsvRows(dropColumn(short, index)));
        expect(describeVerdict(verdict)).toMatch(/^is invalid: Missing columns?: /);
        expect(describeVerdict(verdict)).toContain(quoteName(base.header[index]));
      },
    },
    {
      name: "a reason is the same whatever the labels are",
      async check() {
        const different = await gradeWithOtherLabels(await fixture(), gradeVariants);
        expect(different).toEqual([]);
      },
    },
  ];
}
