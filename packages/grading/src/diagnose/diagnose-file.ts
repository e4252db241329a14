import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import {
  describeError,
  type ErrorDetails,
  gitLfsHint,
  InvalidSubmissionError,
  isGitLfsPointerText,
  missingColumns,
  quoteName,
  quoteNames,
  type SubmissionSchema,
} from "@mlebench/core";
import { type CsvRecord, firstRecords } from "./csv-records.js";
import { binaryKind } from "./file-kind.js";
import { findRepeatedLine } from "./repeated-line.js";

/** Bytes of the file that are looked at. */
const prefixBytes = 1 << 20;
/** Lines among which a header line is looked for. */
const linesLookedAt = 50;

/**
 * Explains why a rejected file is not a submission: not a table, packed, in another encoding, with other
 * separators, without a header line or with something before it, with other columns than required, or with rows of one
 * cell more than the header. It does not decide: files that the grader accepts are not diagnosed.
 * @param schema what a submission should hold
 * @returns a reason as {@link describeError} gives it; undefined when the file is a table with the right columns
 */
export function diagnoseFile(path: string, schema: SubmissionSchema): string | undefined {
  const prefix = readPrefix(path);
  const found = prefix === undefined ? undefined : findFileError(path, prefix, schema);
  if (found === undefined) return undefined;
  const { message, ...details } = found;
  return describeError(new InvalidSubmissionError(message, details));
}

interface FileError extends Pick<ErrorDetails, "row" | "column" | "expected" | "hint"> {
  message: string;
}

interface Prefix {
  bytes: Buffer;
  /** True when the file is longer. */
  partial: boolean;
}

function readPrefix(path: string): Prefix | undefined {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, prefixBytes));
      const count = readSync(file, bytes, 0, bytes.length, 0);
      return { bytes: bytes.subarray(0, count), partial: size > count };
    } finally {
      closeSync(file);
    }
  } catch {
    // A file that cannot be read has a reason already.
    return undefined;
  }
}

function findFileError(path: string, prefix: Prefix, schema: SubmissionSchema): FileError | undefined {
  const wanted = wantedColumns(schema);
  const expected = wanted.length === 0 ? "a CSV file" : `a CSV file with the columns ${quoteNames(wanted)}`;
  const notCsv = notText(prefix);
  if (notCsv !== undefined) return { expected, ...notCsv };
  const text = prefix.bytes.toString("utf8").replace(/^\ufeff/, "");
  const header = firstRecords(text, ",", 1)[0];
  const missing = missingColumns(header.cells, wanted);
  if (missing !== undefined) {
    const { headline: message, ...details } = missing;
    return otherFormat(text, expected) ?? misplacedHeader(text, wanted) ?? { message, ...details };
  }
  return shiftedRows(text) ?? surroundings(path, text, header) ?? surplusColumn(header.cells, wanted, schema);
}

function wantedColumns({ id, targets, requiredColumns = [] }: SubmissionSchema): string[] {
  return [...new Set([...id, ...targets.flatMap(({ names }) => names), ...requiredColumns])];
}

/** Nothing, or nothing that is text in UTF-8. */
function notText({ bytes, partial }: Prefix): FileError | undefined {
  if (bytes.length === 0) return { message: "The file is empty (0 bytes)" };
  if (isGitLfsPointerText(bytes.toString("latin1", 0, 64))) {
    return { message: "The file is a Git-LFS pointer, not the submission", hint: gitLfsHint };
  }
  const kind = binaryKind(bytes.subarray(0, 4096));
  if (kind !== undefined)
    return { message: `The file is ${kind.name}, not CSV text in UTF-8`, hint: kind.fix };
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const all = bytes.every((byte) => byte === 0);
    return {
      message: all
        ? "The file consists of NUL bytes"
        : `The file contains a NUL byte (line ${lineOf(bytes, nul)})`,
      hint: "The file is damaged or binary. Write it again.",
    };
  }
  const invalid = firstInvalidLine(bytes, partial);
  if (invalid !== undefined) {
    return {
      message: `The file is not UTF-8 text (line ${invalid})`,
      hint: "It may be in Latin-1 or Windows-1252. Save it as UTF-8.",
    };
  }
  if (
    bytes
      .toString("utf8")
      .replace(/^\ufeff/, "")
      .trim() === ""
  ) {
    return { message: "The file contains nothing but white space" };
  }
  return undefined;
}

function lineOf(bytes: Buffer, position: number): number {
  return bytes.toString("latin1", 0, position).split(/\r\n|\n|\r/).length;
}

/** The line of the first byte that is not UTF-8; a character that the end of a partial prefix cuts does not count. */
function firstInvalidLine(bytes: Buffer, partial: boolean): number | undefined {
  const whole = partial ? bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1) : bytes;
  if (isUtf8(whole)) return undefined;
  let start = 0;
  for (let line = 1; start < whole.length; line++) {
    const feed = whole.indexOf(0x0a, start);
    const end = feed === -1 ? whole.length : feed + 1;
    if (!isUtf8(whole.subarray(start, end))) return line;
    start = end;
  }
  return undefined;
}

/** Text in a format of its own. */
function otherFormat(text: string, expected: string): FileError | undefined {
  const start = text.trimStart();
  const hint = "Write the table as CSV: in pandas, with `to_csv(path, index=False)`.";
  const is = (name: string, fix = hint): FileError => ({
    message: `The file is ${name}, not CSV`,
    expected,
    hint: fix,
  });
  if (/^<(!doctype\s+html|html|head|body|table|div|script)\b/i.test(start)) {
    return is("an HTML page", "Was it downloaded from a page that asks for a login? Write the table as CSV.");
  }
  if (/^<(\?xml|!doctype|!--|[a-z][\w:.-]*[\s/>])/i.test(start)) return is("XML");
  if (/^\{\s*["}]/.test(start)) return is(/^\{[^\n]*\}\s*\n\s*\{/.test(start) ? "JSON Lines" : "JSON");
  if (/^\[\s*([[{"\]]|-?\d)/.test(start)) return is("JSON");
  if (/^\|.*\|\s*\n\|[\s:|-]+\|/.test(start)) return is("a Markdown table");
  if (start.startsWith("Traceback (most recent call last)")) return is("an error message of Python");
  return undefined;
}

const separators: readonly [separator: string, name: string][] = [
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
  ["spaces", "spaces"],
];

const commas = "cells separated by commas";

/** A header line that is not what stands first, is not split by commas, or is not there. */
function misplacedHeader(text: string, wanted: readonly string[]): FileError | undefined {
  const records = firstRecords(text, ",", linesLookedAt);
  const [first] = records;
  const holdsAll = ({ cells }: CsvRecord): boolean => wanted.every((name) => cells.includes(name));
  const alternatives = [",", ...separators.map(([separator]) => separator)];
  for (const separator of alternatives) {
    const below = firstRecords(text, separator, linesLookedAt).slice(1).find(holdsAll);
    if (below !== undefined) return linesBefore(text, below.line, wanted);
  }
  const split = separators.find(([separator]) => {
    if (first.cells.some((cell) => wanted.includes(cell))) return false;
    if (separator === "spaces" && first.cells.length > 1) return false;
    return firstRecords(text, separator, 1)[0].cells.some((cell) => isAmong(cell, wanted));
  });
  if (split !== undefined) {
    return {
      message: `Cells are separated by ${split[1]}`,
      expected: commas,
      hint: "Write the file with commas.",
    };
  }
  const inQuotes = first.cells.length === 1 && first.cells[0].split(",");
  if (inQuotes && wanted.every((name) => inQuotes.includes(name))) {
    return {
      message: "The entire header line is in quotes, so it is one column name",
      expected: `the columns ${quoteNames(wanted)}`,
      hint: "Put quotes around single cells only.",
    };
  }
  const respelled = wanted.filter((name) => !first.cells.includes(name) && isAmong(name, first.cells));
  if (respelled.length > 0 && wanted.every((name) => isAmong(name, first.cells))) {
    const given = respelled.map((name) => first.cells.find((cell) => plain(cell) === plain(name)) ?? "");
    return {
      message: `Column names are spelled otherwise: ${quoteNames(given)}`,
      expected: `${quoteNames(respelled)}, with the same letters, case, and spaces`,
    };
  }
  return withoutHeader(records, wanted);
}

/** A name without case, spaces, quotes and marks that nobody sees. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.'"`\-\p{Cf}]/gu, "");
}

function isAmong(name: string, names: readonly string[]): boolean {
  const key = plain(name);
  return key !== "" && names.some((candidate) => plain(candidate) === key);
}

function linesBefore(text: string, headerLine: number, wanted: readonly string[]): FileError {
  const line = text.split(/\r\n|\n|\r/).find((candidate) => candidate.trim() !== "") ?? "";
  const kind = /^\s*(```|~~~)/.test(line)
    ? "is a Markdown fence"
    : /^\s*"?sep=/i.test(line)
      ? "is Excel's separator line"
      : /^\s*(#|\/\/|%)/.test(line)
        ? "is a comment"
        : "is not the header line";
  return {
    message: `The first line ${kind}: ${quoteName(line.trim())}. The header line is line ${headerLine}`,
    expected: `the header line first, with the columns ${quoteNames(wanted)}, separated by commas`,
    hint: headerLine === 2 ? "Delete the first line." : `Delete the lines before line ${headerLine}.`,
  };
}

/** The first line holds data, or the names that pandas gives columns without names. */
function withoutHeader(
  [first, ...rest]: readonly CsvRecord[],
  wanted: readonly string[],
): FileError | undefined {
  const { cells } = first;
  if (cells.some((cell) => wanted.includes(cell))) return undefined;
  const expected = `a header line with the columns ${quoteNames(wanted)}`;
  const named = cells[0] === "" ? cells.slice(1) : cells;
  if (named.length > 0 && rest.length > 0 && named.every((cell, i) => cell === String(i))) {
    return {
      message: `The columns have no names but numbers: ${quoteNames(named)}`,
      expected,
      hint: "Name the columns before writing the file.",
    };
  }
  if (
    !cells.some((cell, i) =>
      looksLikeData(
        cell,
        rest.map((record) => record.cells[i] ?? ""),
      ),
    )
  )
    return undefined;
  return {
    message: "The header line is missing: the first line holds data",
    expected,
    hint: "In pandas, do not pass `header=False` to `to_csv`.",
  };
}

/**
 * True for a number or a boolean, for a cell that occurs again below, and for one that is an id or a file name of the
 * same form as the next: digits and letters in the same places, hexadecimal digits, or the same file extension.
 */
function looksLikeData(cell: string, below: readonly string[]): boolean {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^(true|false)$/i.test(cell.trim())) return true;
  if (cell !== "" && below.includes(cell)) return true;
  const [next] = below;
  if (next === undefined || !/\d/.test(cell)) return false;
  const form = formOf(cell);
  return form === formOf(next) && !/^a+_?0+$/.test(form);
}

/** `000_00` for `123_45`, `0` for hexadecimal digits, `.png` for `a1.png`. */
function formOf(cell: string): string {
  const extension = /\.[a-z]{2,5}$/i.exec(cell)?.[0];
  if (extension !== undefined) return extension;
  if (/^[0-9a-f]{6,}$/i.test(cell)) return `0${cell.length}`;
  return cell.replace(/\p{L}/gu, "a").replace(/\d/g, "0");
}

/** pandas takes surplus leading cells of all rows for an index when the first row has some. */
function shiftedRows(text: string): FileError | undefined {
  const [header, first] = firstRecords(text, ",", 2);
  const surplus = (first?.cells.length ?? 0) - header.cells.length;
  if (surplus <= 0) return undefined;
  const isTrailing = first.cells.slice(-surplus).every((cell) => cell === "");
  return {
    message: `Data rows have ${first.cells.length} cells, the header line has ${header.cells.length}: the first ${surplus === 1 ? "cell is" : `${surplus} cells are`} read as an index and all columns shift`,
    row: 1,
    expected: `${header.cells.length} cells in every row`,
    hint: isTrailing
      ? "Remove the comma at the end of the rows."
      : "Write the file without an index: in pandas, with `index=False`; put quotes around text that contains a comma.",
  };
}

/** The header line once more, or a fence at the end. */
function surroundings(path: string, text: string, header: CsvRecord): FileError | undefined {
  const line = text.split(/\r\n|\n|\r/)[header.line - 1];
  const again = findRepeatedLine(path, line, header.line);
  if (again === undefined) return undefined;
  return {
    message: `Line ${again} repeats the header line`,
    expected: "one header line, at the top",
    hint: "Delete the repeated line, and the rows below it if they are there twice.",
  };
}

/** An index or an empty column where only the columns asked for may be. */
function surplusColumn(
  given: readonly string[],
  wanted: readonly string[],
  schema: SubmissionSchema,
): FileError | undefined {
  if (schema.exactColumns !== true) return undefined;
  const expected = `only the columns ${quoteNames(wanted)}`;
  if (!wanted.includes(given[0]) && /^(|index|unnamed: ?\d+)$/i.test(given[0])) {
    const name = given[0] === "" ? "without a name" : quoteName(given[0]);
    return {
      message: `The first column, ${name}, is an index`,
      expected,
      hint: "Write the file without it: in pandas, with `index=False`.",
    };
  }
  if (given.at(-1) !== "") return undefined;
  return {
    message: "The header line ends in a comma, which makes one more column",
    expected,
    hint: "Remove the comma at the end of the lines.",
  };
}
