import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Competition, isMlebenchError } from "@mlebench/core";
import { formatCsvRows, parseCsvRows } from "./csv-rows.js";
import { listFiles } from "./golden/file-digests.js";

/** Cells of up to this many characters ("1", "0.5", "no") are in every text by chance. */
const longestTrivialCell = 2;
/** Words that begin sentences of messages, whatever the data. The answers of text normalization contain them too. */
const wordsOfMessages = new Set(["The"]);
const largestPublicText = 16 << 20;

/** Finds values of private files in messages. */
export interface LeakFinder {
  /**
   * The first private value that a message holds, or undefined.
   * @param submission the submission's text: what the agent wrote, it may read
   */
  leakIn(message: string, submission: string, error: unknown): string | undefined;
}

/** Target cells of the answers and of gold. */
function privateCells(competition: Competition, preparedDirectory: string): Set<string> {
  const { facts, submission: schema } = competition;
  const targets = new Set(schema.targets.flatMap((target) => target.names));
  const cells = new Set<string>();
  for (const file of new Set([facts.answers, facts.goldSubmission])) {
    const path = join(preparedDirectory, file);
    if (!file.endsWith(".csv") || !existsSync(path)) continue;
    const { header, rows } = parseCsvRows(readFileSync(path, "utf8"));
    const indices = header.flatMap((name, index) => (targets.has(name) ? [index] : []));
    for (const row of rows) {
      for (const index of indices) {
        const cell = row[index] ?? "";
        if (cell.length > longestTrivialCell && !wordsOfMessages.has(cell)) cells.add(cell);
      }
    }
  }
  return cells;
}

function publicText(competition: Competition, preparedDirectory: string): string {
  const directory = join(preparedDirectory, "public");
  const texts = listFiles(directory)
    .filter((path) => /\.(csv|tsv|txt|json|jsonl|md)$/.test(path))
    .map((path) => join(directory, path))
    .filter((path) => statSync(path).size <= largestPublicText)
    .map((path) => readFileSync(path, "utf8"));
  return [JSON.stringify(competition.submission), ...texts].join("\n");
}

/** True when `text` holds `cell` and not merely as a part of a longer word or number. */
function holds(text: string, cell: string): boolean {
  for (let at = text.indexOf(cell); at !== -1; at = text.indexOf(cell, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + cell.length] ?? " ";
    if (!/[\p{L}\p{N}_.-]/u.test(before) && !/[\p{L}\p{N}_]/u.test(after)) return true;
  }
  return false;
}

/** Prepares to look for the private values of a prepared competition in messages. */
export function leakFinder(competition: Competition, preparedDirectory: string): LeakFinder {
  const readable = publicText(competition, preparedDirectory);
  const cells = [...privateCells(competition, preparedDirectory)];
  const answerRows = parseCsvRows(
    readFileSync(join(preparedDirectory, competition.facts.sampleSubmission), "utf8"),
  ).rows.length;
  return {
    leakIn(message, submission, error) {
      // Numbers that say where something is and how much of it there is, not what the answer is.
      const rows = submission.split(/\r\n|\r|\n/).length;
      const row = isMlebenchError(error) ? error.details.row : undefined;
      const counts = new Set([answerRows, row, rows, rows - 1, rows - 2].map(String));
      // Everybody can read the public files and the competition's schema.
      const isKnown = (cell: string): boolean =>
        submission.includes(cell) ||
        submission.includes(cell.replaceAll('"', '""')) ||
        readable.includes(cell);
      return cells.find((cell) => !counts.has(cell) && holds(message, cell) && !isKnown(cell));
    },
  };
}

/** The rows of a public table that have an ID of the answers and hold a value of a target column. */
export function labelledTestRows(competition: Competition, preparedDirectory: string): string[] {
  const { facts, submission: schema } = competition;
  if (schema.id.length === 0 || !facts.answers.endsWith(".csv")) return [];
  const targets = new Set(schema.targets.flatMap((target) => target.names));
  const key = (header: readonly string[]): ((row: readonly string[]) => string) | undefined => {
    const indices = schema.id.map((name) => header.indexOf(name));
    return indices.includes(-1) ? undefined : (row) => indices.map((index) => row[index]).join("\u0000");
  };
  const answers = parseCsvRows(readFileSync(join(preparedDirectory, facts.answers), "utf8"));
  const keyOfAnswer = key(answers.header);
  if (keyOfAnswer === undefined) return [];
  const testIds = new Set(answers.rows.map(keyOfAnswer));

  return listFiles(join(preparedDirectory, "public"))
    .map((path) => `public/${path}`)
    .filter(
      (path) => path.endsWith(".csv") && path !== facts.sampleSubmission && !/sample_?submission/i.test(path),
    )
    .flatMap((path) => {
      const { header, rows } = parseCsvRows(readFileSync(join(preparedDirectory, path), "utf8"));
      const keyOf = key(header);
      const indices = header.flatMap((name, index) => (targets.has(name) ? [index] : []));
      if (keyOf === undefined || indices.length === 0) return [];
      return rows
        .filter((row) => testIds.has(keyOf(row)) && indices.some((index) => (row[index] ?? "") !== ""))
        .map((row) => `${path}: ${formatCsvRows({ header: row, rows: [] }).trim()}`);
    });
}
