import type { SubmissionSchema, TargetValue } from "@mlebench/core";
import { type CsvRows, changeCell, changeColumn, dropColumn, formatCsvRows } from "./csv-rows.js";
import { targetsByColumn } from "./random-submission.js";
import type { SeededRandom } from "./seeded-random.js";

/** A valid submission to alter, and what is known of its columns. */
interface MutationInput {
  csv: CsvRows;
  text: string;
  rows: number;
  /** Index of the first id column that the file has. */
  id: number | undefined;
  /** Index of the first target column. */
  target: number;
  value: TargetValue;
  random: SeededRandom;
}

/** Makes one mutation; undefined where it makes no sense for the input. */
type Mutation = (input: MutationInput) => CsvRows | string | Uint8Array | undefined;

const isNumeric = (value: TargetValue): value is Extract<TargetValue, { type: "number" | "integer" }> =>
  value.type === "number" || value.type === "integer";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Puts a text into one cell of the first target column, in the middle of the file. */
function inTarget(text: string | ((current: string) => string)): Mutation {
  return ({ csv, rows, target }) => {
    const row = rows >> 1;
    return changeCell(csv, row, target, typeof text === "string" ? text : text(csv.rows[row][target]));
  };
}

/** Applies a mutation only to subjects with a target of one kind. */
function when(applies: (value: TargetValue) => boolean, mutation: Mutation): Mutation {
  return (input) => (applies(input.value) ? mutation(input) : undefined);
}

/** Changes the id cell of one row. */
function inId(change: (current: string) => string): Mutation {
  return ({ csv, rows, id }) => {
    if (id === undefined) return undefined;
    const row = rows >> 1;
    return changeCell(csv, row, id, change(csv.rows[row][id]));
  };
}

/** Rearranges or replaces rows. */
function inRows(change: (rows: CsvRows["rows"], random: SeededRandom) => CsvRows["rows"]): Mutation {
  return ({ csv, random }) => ({ ...csv, rows: change(csv.rows, random) });
}

function withoutLastNewline(text: string): string {
  return text.replace(/\n$/, "");
}

/** The same content in another form. */
const equivalentForms: Record<string, Mutation> = {
  "shuffled-rows": inRows((rows, random) => random.shuffled(rows)),
  "reversed-rows": inRows((rows) => rows.toReversed()),
  "reordered-columns": ({ csv }) => ({
    header: csv.header.toReversed(),
    rows: csv.rows.map((row) => row.toReversed()),
  }),
  "integer-as-float": ({ csv, target }) => {
    const integers = csv.rows.some((row) => /^-?\d+$/.test(row[target]));
    return integers
      ? changeColumn(csv, target, (text) => (/^-?\d+$/.test(text) ? `${text}.0` : text))
      : undefined;
  },
  "integer-id-as-float": ({ csv, id }) =>
    id !== undefined && csv.rows.every((row) => /^\d{1,15}$/.test(row[id]))
      ? changeColumn(csv, id, (text) => `${text}.0`)
      : undefined,
  "exponent-notation": when(isNumeric, ({ csv, target }) =>
    changeColumn(csv, target, (text) => (text === "" ? text : Number(text).toExponential())),
  ),
  "boolean-as-integer": when(
    (value) => value.type === "boolean",
    ({ csv, target }) =>
      changeColumn(csv, target, (text) => (text === "True" ? "1" : text === "False" ? "0" : text)),
  ),
  "boolean-as-lower-case": when(
    (value) => value.type === "boolean",
    ({ csv, target }) => changeColumn(csv, target, (text) => text.toLowerCase()),
  ),
  "quoted-values": ({ csv }) => formatCsvRows(csv, { quoteAll: true }),
  crlf: ({ csv }) => formatCsvRows(csv, { newline: "\r\n" }),
  "byte-order-mark": ({ text }) => `\uFEFF${text}`,
  "trailing-blank-line": ({ text }) => `${text}\n`,
  "blank-line-within": ({ csv, rows }) => {
    const half = rows >> 1;
    const [, second] = splitAfterHeader(formatCsvRows({ ...csv, rows: csv.rows.slice(half) }));
    return `${formatCsvRows({ ...csv, rows: csv.rows.slice(0, half) })}\n${second}`;
  },
  "no-final-newline": ({ text }) => withoutLastNewline(text),
  "space-after-comma": ({ csv }) => ({
    header: csv.header,
    rows: csv.rows.map((row) => row.map((cell, index) => (index > 0 ? ` ${cell}` : cell))),
  }),
};

function splitAfterHeader(text: string): [string, string] {
  const end = text.indexOf("\n") + 1;
  return [text.slice(0, end), text.slice(end)];
}

/** Other columns than asked for. */
const columnMutations: Record<string, Mutation> = {
  "extra-column": ({ csv }) => ({
    header: [...csv.header, "extra"],
    rows: csv.rows.map((row, index) => [...row, String(index)]),
  }),
  "index-column": ({ csv }) => ({
    header: ["", ...csv.header],
    rows: csv.rows.map((row, index) => [String(index), ...row]),
  }),
  "missing-column": ({ csv, target }) => dropColumn(csv, target),
  "missing-id-column": ({ csv, id }) => (id === undefined ? undefined : dropColumn(csv, id)),
  "renamed-target-column": ({ csv, target }) => ({
    ...csv,
    header: csv.header.with(target, `${csv.header[target]}_`),
  }),
  "renamed-id-column": ({ csv, id }) =>
    id === undefined ? undefined : { ...csv, header: csv.header.with(id, `${csv.header[id]}_`) },
  "duplicate-column": ({ csv, target }) => ({
    header: [...csv.header, csv.header[target]],
    rows: csv.rows.map((row) => [...row, row[target]]),
  }),
  semicolons: ({ csv }) => formatCsvRows(csv, { delimiter: ";" }),
  "no-header": ({ text }) => splitAfterHeader(text)[1],
  "ragged-long": ({ csv, rows }) => ({
    ...csv,
    rows: csv.rows.with(rows >> 1, [...csv.rows[rows >> 1], "surplus"]),
  }),
  "ragged-short": ({ csv, rows }) =>
    csv.header.length < 2
      ? undefined
      : { ...csv, rows: csv.rows.with(rows >> 1, csv.rows[rows >> 1].slice(0, -1)) },
};

/** Other rows than asked for. */
const rowMutations: Record<string, Mutation> = {
  "missing-row": inRows((rows) => rows.toSpliced(rows.length >> 1, 1)),
  "extra-row": ({ csv, id }) => {
    const last = csv.rows[csv.rows.length - 1];
    return { ...csv, rows: [...csv.rows, id === undefined ? last : last.with(id, `${last[id]}9999`)] };
  },
  "repeated-row": inRows((rows) => [...rows, rows[0]]),
  "duplicate-id": ({ csv, rows, id }) =>
    id === undefined || rows < 2 ? undefined : { ...csv, rows: csv.rows.with(0, csv.rows[rows - 1]) },
  "unknown-id": inId((text) => `${text}000000`),
  "text-id": inId(() => "no such id"),
  "missing-id": inId(() => ""),
  "leading-space-id": inId((text) => ` ${text}`),
  "trailing-space-id": inId((text) => `${text} `),
  "single-row": inRows((rows) => rows.slice(0, 1)),
  "header-only": ({ csv }) => ({ ...csv, rows: [] }),
};

/** Other values than asked for. */
const valueMutations: Record<string, Mutation> = {
  "missing-value": inTarget(""),
  "missing-values-everywhere": ({ csv, target }) => changeColumn(csv, target, () => ""),
  "constant-value": ({ csv, target }) => changeColumn(csv, target, () => csv.rows[0][target]),
  "nan-text": inTarget("nan"),
  "text-in-number": inTarget("oops"),
  "text-everywhere": ({ csv, target }) => changeColumn(csv, target, () => "oops"),
  infinity: when((value) => value.type !== "text", inTarget("inf")),
  "minus-infinity": when(isNumeric, inTarget("-inf")),
  negative: when((value) => value.type !== "text", inTarget("-1")),
  huge: when(isNumeric, inTarget("1e308")),
  "below-range": when(
    (value) => isNumeric(value) && value.min !== undefined,
    ({ value, ...input }) =>
      inTarget(String((isNumeric(value) ? (value.min ?? 0) : 0) - 0.5))({ value, ...input }),
  ),
  "out-of-range": when(
    (value) => isNumeric(value) && value.max !== undefined,
    ({ value, ...input }) =>
      inTarget(String((isNumeric(value) ? (value.max ?? 0) : 0) + 0.5))({ value, ...input }),
  ),
  "fraction-in-integer": when((value) => value.type === "integer" || value.type === "class", inTarget("0.5")),
  "integer-beyond-64-bits": when(
    (value) => value.type === "integer" || value.type === "class",
    inTarget("99999999999999999999"),
  ),
  "thousands-separator": when(isNumeric, inTarget("1,000")),
  "boolean-in-column": when((value) => value.type !== "boolean", inTarget("True")),
  "unknown-class": when(
    (value) => value.type === "class" || value.type === "labels",
    inTarget("neverheardof"),
  ),
  "number-in-text": when((value) => value.type === "text" || value.type === "labels", inTarget("42")),
  "repeated-label": when(
    (value) => value.type === "labels",
    inTarget((text) => `${text} ${text}`),
  ),
  "missing-item": when(
    (value) => value.type === "ordering",
    inTarget((text) => text.split(" ").slice(1).join(" ")),
  ),
  "repeated-item": when(
    (value) => value.type === "ordering",
    inTarget((text) => text.split(" ").with(-1, text.split(" ")[0]).join(" ")),
  ),
  "blank-sequence": when((value) => value.type === "sequence", inTarget(" ")),
  "integer-in-sequence": when((value) => value.type === "sequence", inTarget("42")),
  "fraction-in-sequence": when((value) => value.type === "sequence", inTarget("1 2.0 3")),
  "commas-in-sequence": when((value) => value.type === "sequence", inTarget("3,4")),
  "double-space": when(
    (value) => ["labels", "text", "ordering", "sequence", "boxes"].includes(value.type),
    inTarget((text) => `${text}  ${text}`),
  ),
  "row-sum-off": ({ csv, target, value, rows }) =>
    isNumeric(value)
      ? changeCell(csv, rows >> 1, target, String(Number(csv.rows[rows >> 1][target]) * 0.5 + 0.3))
      : undefined,
  "open-span": when((value) => value.type === "span", inTarget("5:")),
  "span-of-three": when((value) => value.type === "span", inTarget("5:6:7")),
  "fractional-span": when((value) => value.type === "span", inTarget("5:6.5")),
  "spaced-span": when(
    (value) => value.type === "span",
    inTarget((text) => ` ${text.replace(":", " : ")} `),
  ),
  "no-run": when((value) => value.type === "run-lengths", inTarget(" ")),
  "odd-runs": when((value) => value.type === "run-lengths", inTarget("1 2 3")),
  "unsorted-runs": when((value) => value.type === "run-lengths", inTarget("20 2 5 2")),
  "overlapping-runs": when((value) => value.type === "run-lengths", inTarget("1 5 3 5")),
  "zero-run-start": when((value) => value.type === "run-lengths", inTarget("0 5")),
  "negative-run-length": when((value) => value.type === "run-lengths", inTarget("3 -2")),
  "runs-beyond-image": when(
    (value) => value.type === "run-lengths",
    (input) => {
      const { value } = input;
      return value.type === "run-lengths"
        ? inTarget(`${value.height * value.width - 1} 10`)(input)
        : undefined;
    },
  ),
  "fractional-run": when((value) => value.type === "run-lengths", inTarget("1.5 2")),
  "cut-box": when(
    (value) => value.type === "boxes",
    inTarget((text) => text.split(" ").slice(0, -1).join(" ") || "1"),
  ),
  "inverted-box": when(
    (value) => value.type === "boxes",
    inTarget((text) => text.split(" ").toReversed().join(" ")),
  ),
};

/** Not the file that it claims to be. */
const fileMutations: Record<string, Mutation> = {
  "empty-file": () => "",
  "only-newline": () => "\n",
  garbage: () => 'this is not a table\nit just, has some, commas\n"and an open quote\n',
  "prose-in-markdown": () => "# Submission\n\nSorry, I could not finish in time.\n",
  "nul-byte": ({ text }) => `${text.slice(0, text.length >> 1)}\u0000${text.slice(text.length >> 1)}`,
  binary: () => Uint8Array.from({ length: 256 }, (_, index) => (index * 167 + 13) % 256),
  "invalid-utf-8": ({ text }) => {
    const bytes = encode(text);
    bytes[splitAfterHeader(text)[0].length] = 0xff;
    return bytes;
  },
  "utf-16": ({ text }) => new Uint8Array(Buffer.from(`\uFEFF${text}`, "utf16le")),
};

const mutations = {
  ...equivalentForms,
  ...columnMutations,
  ...rowMutations,
  ...valueMutations,
  ...fileMutations,
};

/**
 * Alters a valid submission in every way that makes sense for its schema.
 * @param csv at least one row, and at least one target column of the schema
 */
export function mutateSubmission(
  csv: CsvRows,
  schema: SubmissionSchema,
  randomFor: (purpose: number) => SeededRandom,
): { name: string; bytes: Uint8Array }[] {
  const targets = targetsByColumn(csv.header, schema);
  const target = targets.findIndex((entry) => entry !== undefined);
  const value = targets[target]?.value;
  if (value === undefined || csv.rows.length === 0) return [];
  const id = csv.header.findIndex((name) => schema.id.includes(name));
  const text = formatCsvRows(csv);
  return Object.entries(mutations).flatMap(([name, alter], purpose) => {
    const input = {
      csv,
      text,
      rows: csv.rows.length,
      id: id === -1 ? undefined : id,
      target,
      value,
      random: randomFor(purpose),
    };
    const made = alter(input);
    if (made === undefined) return [];
    if (made instanceof Uint8Array) return [{ name, bytes: made }];
    return [{ name, bytes: encode(typeof made === "string" ? made : formatCsvRows(made)) }];
  });
}
