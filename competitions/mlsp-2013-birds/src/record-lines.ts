import { UserError } from "@mlebench/core";
import type { RawFolder } from "@mlebench/folders";

/** A line of one of the data set's text files: a recording's number and what follows the first comma, if there is one. */
export interface RecordLine {
  id: number;
  rest: string | undefined;
}

/** What ends a line for Python's `splitlines`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: three of Python's line ends are control characters.
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/**
 * The lines after the header of a file that is almost a CSV: lines have different numbers of cells.
 * @param newIds new numbers of recordings by their old ones; lines of other recordings are left out
 * @throws UserError when the file is missing or a line does not begin with an integer
 */
export function readRecordLines(
  raw: RawFolder,
  name: string,
  newIds: ReadonlyMap<number, number>,
): RecordLine[] {
  const lines = raw.text(name).split(lineEnd);
  if (lines.at(-1) === "") lines.pop();
  return lines.slice(1).flatMap((line, i) => {
    const comma = line.indexOf(",");
    const oldId = comma === -1 ? line : line.slice(0, comma);
    const number = parseInteger(oldId);
    if (number === undefined) {
      throw new UserError("Line does not start with a recording number", {
        file: raw.resolve(name),
        row: i + 1,
        expected: "rec_id, then a comma or the end of the line",
      });
    }
    const id = newIds.get(number);
    return id === undefined ? [] : [{ id, rest: comma === -1 ? undefined : line.slice(comma + 1) }];
  });
}

/** A header and lines: a recording's number, then a comma and the rest, if there is one. */
export function formatRecordLines(header: string, lines: readonly RecordLine[]): string {
  const texts = lines.map(({ id, rest }) => (rest === undefined ? String(id) : `${id},${rest}`));
  return `${[header, ...texts].join("\n")}\n`;
}

/** An integer as Python's `int` reads text; undefined for anything else, such as "0.0". */
export function parseInteger(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?\d+(_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : undefined;
}
