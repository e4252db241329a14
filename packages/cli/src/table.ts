import { printableLine } from "@mlebench/core";
import { displayWidth, tableWidth } from "./terminal.js";

type Rows = readonly (readonly string[])[];

const gap = "  ";
const spaces = (count: number): string => " ".repeat(Math.max(0, count));

/**
 * Columns padded to their widest cell, two spaces between them; `right` columns (by index) are aligned right. Where the
 * table is wider than `width`, cells are wrapped between words and behind slashes and commas, never cut; where that
 * does not do, a row is as many lines as it has cells.
 */
export function formatTable(rows: Rows, right: readonly number[] = [], width = tableWidth()): string {
  return (wrappedRows(rows, right, width) ?? rows.map((row) => stackedRow([], row))).flat().join("\n");
}

/** A table with a line under its header. */
export function formatHeadedTable(
  header: readonly string[],
  rows: Rows,
  right: readonly number[] = [],
  width = tableWidth(),
): string {
  const laid = wrappedRows([header, ...rows], right, width);
  if (laid === undefined) return rows.map((row) => stackedRow(header, row).join("\n")).join("\n\n");
  const [first, ...rest] = laid;
  const longest = Math.max(...laid.flat().map(displayWidth));
  return [...first, "─".repeat(longest), ...rest.flat()].join("\n");
}

/** The lines of each row; undefined where not even the longest words fit beside each other. */
function wrappedRows(rows: Rows, right: readonly number[], width: number): string[][] | undefined {
  const cells = rows.map((row) => row.map(printableLine));
  const cellWidths = cells.map((row) => row.map(displayWidth));
  const natural = largest(cellWidths);
  const room = width - gap.length * (natural.length - 1);
  if (sum(natural) <= room) {
    return cells.map((row, y) => {
      const padded = row.map((text, x) => {
        const padding = spaces(natural[x] - cellWidths[y][x]);
        return right.includes(x) ? padding + text : text + padding;
      });
      return [padded.join(gap).trimEnd()];
    });
  }
  const widths = narrowerWidths(cells, natural, room);
  if (widths === undefined) return undefined;
  return cells.map((row) => {
    const wrapped = row.map((cell, i) => wrap(cell, widths[i]));
    const height = Math.max(1, ...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((lines, i) => {
          const text = lines[line] ?? "";
          const padding = spaces(widths[i] - displayWidth(text));
          return right.includes(i) ? padding + text : text + padding;
        })
        .join(gap)
        .trimEnd(),
    );
  });
}

/** Widths of wrapped columns; undefined where not even their longest words fit beside each other. */
function narrowerWidths(cells: Rows, natural: readonly number[], room: number): number[] | undefined {
  const longestWord = (cell: string): number =>
    Math.max(0, ...words(cell).map((word) => displayWidth(word.trimEnd())));
  const least = largest(cells.map((row) => row.map(longestWord)));
  if (sum(least) > room) return undefined;
  const widths = [...natural];
  // The widest column that can still give way does so, until all of them fit.
  while (sum(widths) > room) {
    const slack = widths.map((one, i) => (one > least[i] ? one : 0));
    widths[slack.indexOf(Math.max(...slack))] -= 1;
  }
  return widths;
}

function stackedRow(header: readonly string[], row: readonly string[]): string[] {
  const lines = row.map((cell, i) => {
    const text = printableLine(cell);
    return i > 0 && header[i] ? `  ${header[i]}: ${text.trim()}` : i > 0 ? `    ${text.trim()}` : text;
  });
  return lines.filter((_line, i) => row[i].trim() !== "");
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The largest number of each column. */
function largest(rows: readonly (readonly number[])[]): number[] {
  const found: number[] = [];
  for (const row of rows) {
    for (let x = 0; x < row.length; x++) found[x] = Math.max(found[x] ?? 0, row[x]);
  }
  return found;
}

/** The parts of a cell between which a line may end; what indents it belongs to the first. */
function words(cell: string): string[] {
  return cell.match(/^\s*[^\s/,]*[\s/,]*|[^\s/,]+[\s/,]*/g)?.filter((word) => word !== "") ?? [];
}

function wrap(cell: string, width: number): string[] {
  if (displayWidth(cell) <= width) return [cell];
  const indent = /^\s*/.exec(cell)?.[0] ?? "";
  const lines: string[] = [];
  let line = "";
  for (const word of words(cell)) {
    if (line.trim() !== "" && displayWidth(line + word.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = displayWidth(indent + word.trimEnd()) <= width ? indent : "";
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}
