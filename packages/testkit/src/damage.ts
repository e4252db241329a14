import type { SubmissionSchema, TargetValue } from "@mlebench/core";
import type { Dice } from "./dice.js";
import { targetsByColumn } from "./random-submission.js";
import { changeCell, changeColumn, dropColumn, formatSheet, type Sheet } from "./sheet.js";

/** A valid submission to alter, and what is known of its columns. */
interface Subject {
  sheet: Sheet;
  text: string;
  rows: number;
  /** Index of the first id column that the sheet has. */
  id: number | undefined;
  /** Index of the first target column. */
  target: number;
  value: TargetValue;
  dice: Dice;
}

/** Makes one alteration; undefined where it makes no sense for the subject. */
type Alteration = (subject: Subject) => Sheet | string | Uint8Array | undefined;

const isNumeric = (value: TargetValue): value is Extract<TargetValue, { type: "number" | "integer" }> =>
  value.type === "number" || value.type === "integer";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Puts a text into one cell of the first target column, in the middle of the file. */
function inTarget(text: string | ((current: string) => string)): Alteration {
  return ({ sheet, rows, target }) => {
    const row = rows >> 1;
    return changeCell(sheet, row, target, typeof text === "string" ? text : text(sheet.rows[row][target]));
  };
}

/** Applies an alteration to subjects whose target is of a kind only. */
function when(applies: (value: TargetValue) => boolean, alteration: Alteration): Alteration {
  return (subject) => (applies(subject.value) ? alteration(subject) : undefined);
}

/** Changes the id cell of one row. */
function inId(change: (current: string) => string): Alteration {
  return ({ sheet, rows, id }) => {
    if (id === undefined) return undefined;
    const row = rows >> 1;
    return changeCell(sheet, row, id, change(sheet.rows[row][id]));
  };
}

/** Rearranges or replaces rows. */
function inRows(change: (rows: Sheet["rows"], dice: Dice) => Sheet["rows"]): Alteration {
  return ({ sheet, dice }) => ({ ...sheet, rows: change(sheet.rows, dice) });
}

function withoutLastNewline(text: string): string {
  return text.replace(/\n$/, "");
}

/** The same content, told differently. */
const respellings: Record<string, Alteration> = {
  "shuffled-rows": inRows((rows, dice) => dice.shuffled(rows)),
  "reversed-rows": inRows((rows) => rows.toReversed()),
  "reordered-columns": ({ sheet }) => ({
    header: sheet.header.toReversed(),
    rows: sheet.rows.map((row) => row.toReversed()),
  }),
  "integer-as-float": ({ sheet, target }) => {
    const integers = sheet.rows.some((row) => /^-?\d+$/.test(row[target]));
    return integers
      ? changeColumn(sheet, target, (text) => (/^-?\d+$/.test(text) ? `${text}.0` : text))
      : undefined;
  },
  "integer-id-as-float": ({ sheet, id }) =>
    id !== undefined && sheet.rows.every((row) => /^\d{1,15}$/.test(row[id]))
      ? changeColumn(sheet, id, (text) => `${text}.0`)
      : undefined,
  "exponent-notation": when(isNumeric, ({ sheet, target }) =>
    changeColumn(sheet, target, (text) => (text === "" ? text : Number(text).toExponential())),
  ),
  "boolean-as-integer": when(
    (value) => value.type === "boolean",
    ({ sheet, target }) =>
      changeColumn(sheet, target, (text) => (text === "True" ? "1" : text === "False" ? "0" : text)),
  ),
  "boolean-as-lower-case": when(
    (value) => value.type === "boolean",
    ({ sheet, target }) => changeColumn(sheet, target, (text) => text.toLowerCase()),
  ),
  "quoted-values": ({ sheet }) => formatSheet(sheet, { quoteAll: true }),
  crlf: ({ sheet }) => formatSheet(sheet, { newline: "\r\n" }),
  "byte-order-mark": ({ text }) => `\uFEFF${text}`,
  "trailing-blank-line": ({ text }) => `${text}\n`,
  "blank-line-within": ({ sheet, rows }) => {
    const half = rows >> 1;
    const [, second] = splitAfterHeader(formatSheet({ ...sheet, rows: sheet.rows.slice(half) }));
    return `${formatSheet({ ...sheet, rows: sheet.rows.slice(0, half) })}\n${second}`;
  },
  "no-final-newline": ({ text }) => withoutLastNewline(text),
  "space-after-comma": ({ sheet }) => ({
    header: sheet.header,
    rows: sheet.rows.map((row) => row.map((cell, index) => (index > 0 ? ` ${cell}` : cell))),
  }),
};

function splitAfterHeader(text: string): [string, string] {
  const end = text.indexOf("\n") + 1;
  return [text.slice(0, end), text.slice(end)];
}

/** Other columns than asked for. */
const columnFaults: Record<string, Alteration> = {
  "extra-column": ({ sheet }) => ({
    header: [...sheet.header, "extra"],
    rows: sheet.rows.map((row, index) => [...row, String(index)]),
  }),
  "index-column": ({ sheet }) => ({
    header: ["", ...sheet.header],
    rows: sheet.rows.map((row, index) => [String(index), ...row]),
  }),
  "missing-column": ({ sheet, target }) => dropColumn(sheet, target),
  "missing-id-column": ({ sheet, id }) => (id === undefined ? undefined : dropColumn(sheet, id)),
  "renamed-target-column": ({ sheet, target }) => ({
    ...sheet,
    header: sheet.header.with(target, `${sheet.header[target]}_`),
  }),
  "renamed-id-column": ({ sheet, id }) =>
    id === undefined ? undefined : { ...sheet, header: sheet.header.with(id, `${sheet.header[id]}_`) },
  "duplicate-column": ({ sheet, target }) => ({
    header: [...sheet.header, sheet.header[target]],
    rows: sheet.rows.map((row) => [...row, row[target]]),
  }),
  semicolons: ({ sheet }) => formatSheet(sheet, { delimiter: ";" }),
  "no-header": ({ text }) => splitAfterHeader(text)[1],
  "ragged-long": ({ sheet, rows }) => ({
    ...sheet,
    rows: sheet.rows.with(rows >> 1, [...sheet.rows[rows >> 1], "surplus"]),
  }),
  "ragged-short": ({ sheet, rows }) =>
    sheet.header.length < 2
      ? undefined
      : { ...sheet, rows: sheet.rows.with(rows >> 1, sheet.rows[rows >> 1].slice(0, -1)) },
};

/** Other rows than asked for. */
const rowFaults: Record<string, Alteration> = {
  "missing-row": inRows((rows) => rows.toSpliced(rows.length >> 1, 1)),
  "extra-row": ({ sheet, id }) => {
    const last = sheet.rows[sheet.rows.length - 1];
    return { ...sheet, rows: [...sheet.rows, id === undefined ? last : last.with(id, `${last[id]}9999`)] };
  },
  "repeated-row": inRows((rows) => [...rows, rows[0]]),
  "duplicate-id": ({ sheet, rows, id }) =>
    id === undefined || rows < 2 ? undefined : { ...sheet, rows: sheet.rows.with(0, sheet.rows[rows - 1]) },
  "unknown-id": inId((text) => `${text}000000`),
  "text-id": inId(() => "no such id"),
  "missing-id": inId(() => ""),
  "leading-space-id": inId((text) => ` ${text}`),
  "trailing-space-id": inId((text) => `${text} `),
  "single-row": inRows((rows) => rows.slice(0, 1)),
  "header-only": ({ sheet }) => ({ ...sheet, rows: [] }),
};

/** Other values than asked for. */
const valueFaults: Record<string, Alteration> = {
  "missing-value": inTarget(""),
  "missing-values-everywhere": ({ sheet, target }) => changeColumn(sheet, target, () => ""),
  "constant-value": ({ sheet, target }) => changeColumn(sheet, target, () => sheet.rows[0][target]),
  "nan-text": inTarget("nan"),
  "text-in-number": inTarget("oops"),
  "text-everywhere": ({ sheet, target }) => changeColumn(sheet, target, () => "oops"),
  infinity: when((value) => value.type !== "text", inTarget("inf")),
  "minus-infinity": when(isNumeric, inTarget("-inf")),
  negative: when((value) => value.type !== "text", inTarget("-1")),
  huge: when(isNumeric, inTarget("1e308")),
  "below-range": when(
    (value) => isNumeric(value) && value.min !== undefined,
    ({ value, ...subject }) =>
      inTarget(String((isNumeric(value) ? (value.min ?? 0) : 0) - 0.5))({ value, ...subject }),
  ),
  "out-of-range": when(
    (value) => isNumeric(value) && value.max !== undefined,
    ({ value, ...subject }) =>
      inTarget(String((isNumeric(value) ? (value.max ?? 0) : 0) + 0.5))({ value, ...subject }),
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
  "double-space": when(
    (value) => value.type === "labels" || value.type === "text",
    inTarget((text) => `${text}  ${text}`),
  ),
  "row-sum-off": ({ sheet, target, value, rows }) =>
    isNumeric(value)
      ? changeCell(sheet, rows >> 1, target, String(Number(sheet.rows[rows >> 1][target]) * 0.5 + 0.3))
      : undefined,
  "odd-runs": when((value) => value.type === "run-lengths", inTarget("1 2 3")),
  "unsorted-runs": when((value) => value.type === "run-lengths", inTarget("20 2 5 2")),
  "overlapping-runs": when((value) => value.type === "run-lengths", inTarget("1 5 3 5")),
  "zero-run-start": when((value) => value.type === "run-lengths", inTarget("0 5")),
  "negative-run-length": when((value) => value.type === "run-lengths", inTarget("3 -2")),
  "runs-beyond-image": when(
    (value) => value.type === "run-lengths",
    (subject) => {
      const { value } = subject;
      return value.type === "run-lengths"
        ? inTarget(`${value.height * value.width - 1} 10`)(subject)
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
const fileFaults: Record<string, Alteration> = {
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

const alterations = { ...respellings, ...columnFaults, ...rowFaults, ...valueFaults, ...fileFaults };

/**
 * Alters a valid submission in every way that makes sense for its schema.
 * @param sheet at least one row, and at least one target column of the schema
 */
export function damagedSubmissions(
  sheet: Sheet,
  schema: SubmissionSchema,
  diceFor: (purpose: number) => Dice,
): { name: string; bytes: Uint8Array }[] {
  const targets = targetsByColumn(sheet.header, schema);
  const target = targets.findIndex((entry) => entry !== undefined);
  const value = targets[target]?.value;
  if (value === undefined || sheet.rows.length === 0) return [];
  const id = sheet.header.findIndex((name) => schema.id.includes(name));
  return Object.entries(alterations).flatMap(([name, alter], purpose) => {
    const subject = {
      sheet,
      text: formatSheet(sheet),
      rows: sheet.rows.length,
      id: id === -1 ? undefined : id,
      target,
      value,
      dice: diceFor(purpose),
    };
    const made = alter(subject);
    if (made === undefined) return [];
    if (made instanceof Uint8Array) return [{ name, bytes: made }];
    return [{ name, bytes: encode(typeof made === "string" ? made : formatSheet(made)) }];
  });
}
