import { UserError } from "@mlebench/core";
import type { PythonJson } from "@mlebench/formats/python-json";
import { formatFloat } from "@mlebench/table";

/** The answers of an example's first annotation, each as `START:END`, `YES`, or `NO`. */
export interface Annotation {
  /** Empty without a long answer. */
  long: string;
  /** Spans in the order of the annotation, then YES or NO. */
  short: readonly string[];
}

/** The only annotation of an example, as a submission has it: one short answer and one long answer. */
export function goldAnswers(annotations: PythonJson, file: string): { short: string; long: string } {
  if (!Array.isArray(annotations) || annotations.length !== 1)
    throw new UserError("Invalid annotations", { file, expected: "1 annotation for each example" });
  const { long, short } = readAnnotation(annotations, file);
  const last = short.at(-1) ?? "";
  // YES and NO come before spans.
  return { long, short: last.includes(":") ? short[0] : last };
}

/** @throws UserError if there is no annotation, or if it lacks a field */
export function readAnnotation(annotations: PythonJson | undefined, file: string, row?: number): Annotation {
  const fail = (): never => {
    throw new UserError("Invalid annotation", {
      file,
      row,
      expected: "`yes_no_answer`, `long_answer`, and `short_answers`",
    });
  };
  const member = (value: PythonJson | undefined, name: string): PythonJson =>
    (value instanceof Map ? value.get(name) : undefined) ?? fail();
  const number = (value: PythonJson): string =>
    typeof value === "bigint" ? String(value) : typeof value === "number" ? formatFloat(value) : fail();
  const span = (value: PythonJson): string =>
    `${number(member(value, "start_token"))}:${number(member(value, "end_token"))}`;

  const first = Array.isArray(annotations) ? annotations[0] : undefined;
  const longAnswer = member(first, "long_answer");
  const shortAnswers = member(first, "short_answers");
  const verdict = member(first, "yes_no_answer");
  if (!Array.isArray(shortAnswers) || typeof verdict !== "string") return fail();
  const long = Number(member(longAnswer, "start_token")) === -1 ? "" : span(longAnswer);
  return { long, short: [...shortAnswers.map(span), ...(verdict === "NONE" ? [] : [verdict])] };
}
