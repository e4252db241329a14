import type { TargetValue } from "@mlebench/core";
import { changeCell, dropColumn, formatCsvRows } from "../csv-rows.js";
import { describeVerdict } from "../golden.js";
import { leakFinder } from "../private-values.js";
import { targetsByColumn } from "../random-submission.js";
import type { GradingFixture } from "./grading-fixture.js";

/** Whether only numbers, True and False can be an answer. */
const isNumeric = (value: TargetValue): boolean =>
  value.type === "number" ||
  value.type === "integer" ||
  value.type === "boolean" ||
  (value.type === "class" && value.classes.every((name) => typeof name === "number"));

interface BrokenAnswers {
  name: string;
  text: string;
  /** Whether even a submission that is not a CSV file must not be called invalid. */
  isUnreadable: boolean;
  /** Grading as if nothing were wrong is right where the grader does not look at the column. */
  mayScore: "never" | "as before" | "otherwise";
}

/** Answers as a full disk, a killed copy or a wrong tool leave them. */
function breakAnswers(
  { answers, formatAnswers, competition }: GradingFixture,
  mayBeBlank: readonly string[],
): BrokenAnswers[] {
  const whole = formatAnswers(answers);
  const half = formatAnswers({ ...answers, rows: answers.rows.slice(0, answers.rows.length >> 1) });
  const gone = [
    { name: "of 0 bytes", text: "" },
    { name: "of a header only", text: formatAnswers({ ...answers, rows: [] }) },
    { name: "cut after half of the bytes", text: whole.slice(0, whole.length >> 1) },
    // Answers to some of the IDs only do not show that lines are gone.
    ...(competition.submission.matchedBy === "id-superset"
      ? []
      : [{ name: "cut after half of the lines", text: half }]),
  ].map((broken) => ({ ...broken, isUnreadable: true, mayScore: "never" as const }));
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
        text: formatAnswers(dropColumn(answers, index)),
        isUnreadable: false,
        mayScore: "as before",
      },
      {
        name: `with a blank "${name}"`,
        text: formatAnswers(changeCell(answers, row, index, "")),
        isUnreadable: false,
        mayScore: blank,
      },
      {
        name: `with a word as "${name}"`,
        text: formatAnswers(changeCell(answers, row, index, "oops")),
        isUnreadable: false,
        mayScore: words,
      },
    ];
  });
  // Many classes are alike: the first few and the last stand for them.
  return [...gone, ...(columns.length > 60 ? [...columns.slice(0, 12), ...columns.slice(-3)] : columns)];
}

/** Grades with broken answers. @returns one sentence for each that is no grader error, or that reveals an answer */
export async function gradeWithBrokenAnswers(
  fixture: GradingFixture,
  mayBeBlank: readonly string[],
): Promise<string[]> {
  const sample = formatCsvRows(fixture.sample);
  const before = await fixture.grade(sample);
  const finder = leakFinder(fixture.competition, fixture.prepared);
  const wrong: string[] = [];
  for (const { name, text, isUnreadable, mayScore } of breakAnswers(fixture, mayBeBlank)) {
    for (const submission of isUnreadable ? [sample, "", '"'] : [sample]) {
      const verdict = await fixture.grade(submission, text);
      if ("broken" in verdict) {
        const leak = finder.leakIn(verdict.broken, "", verdict.cause);
        if (leak !== undefined) wrong.push(`answers ${name}: ${verdict.broken} reveals ${leak}`);
        continue;
      }
      const isAsBefore = "score" in verdict && "score" in before && Object.is(verdict.score, before.score);
      const isRight =
        "score" in verdict && (mayScore === "otherwise" || (mayScore === "as before" && isAsBefore));
      if (!isRight) wrong.push(`answers ${name}: the sample submission ${describeVerdict(verdict)}`);
    }
  }
  return wrong;
}
