import { type CsvRows, formatCsvRows, parseCsvRows } from "../csv-rows.js";

/** Whether answers are JSON lines instead of CSV. */
export const isJsonLines = (file: string): boolean => file.endsWith(".jsonl");

/** Answers as rows. A cell of JSON lines is JSON, and the members of the first line are the header. */
export function parseAnswerRows(file: string, text: string): CsvRows {
  if (!isJsonLines(file)) return parseCsvRows(text);
  const records = text
    .trimEnd()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
  const header = Object.keys(records[0] ?? {});
  return { header, rows: records.map((record) => header.map((name) => JSON.stringify(record[name]))) };
}

/** The text of answers that {@link parseAnswerRows} read. */
export function formatAnswerRows(file: string, { header, rows }: CsvRows): string {
  if (!isJsonLines(file)) return formatCsvRows({ header, rows });
  return rows
    .map((cells) => `{${cells.map((cell, i) => `${JSON.stringify(header[i])}:${cell}`).join(",")}}\n`)
    .join("");
}
