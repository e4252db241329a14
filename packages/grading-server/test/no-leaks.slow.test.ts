import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, extname, join } from "node:path";
import { findCompetition, summaries } from "@mlebench/competitions";
import { type Competition, competitionPaths, GraderError } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { validateSubmission } from "@mlebench/grading";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, test } from "vitest";
import { smallFilesDirectory } from "../../../tooling/small-files.js";

const directory = mkdtempSync(join(smallFilesDirectory(), "mlebench-silence-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Rows = string[][];

const write = (rows: Rows): string =>
  rows
    .map((row) =>
      row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","),
    )
    .join("\n");

/** Submissions that are wrong in the ways that agents are, and in ways that only a curious one is. */
function oddSubmissions([header, ...rows]: Rows): Record<string, Rows> {
  const change = (row: number, column: number, cell: string): Rows => [
    header,
    ...rows.map((cells, i) => (i === row ? cells.map((old, j) => (j === column ? cell : old)) : cells)),
  ];
  const last = header.length - 1;
  return {
    "as it is": [header, ...rows],
    "no rows": [header],
    "no header": rows,
    "one row less": [header, ...rows.slice(1)],
    "a row twice": [header, ...rows, rows[0]],
    "another row twice": [header, rows[1] ?? rows[0], ...rows.slice(1)],
    "another id": change(0, 0, "zzz"),
    "an empty id": change(0, 0, ""),
    "text for a value": change(0, last, "zzz"),
    "text for the last value": change(rows.length - 1, last, "zzz"),
    "no value": change(0, last, ""),
    "no values": [header, ...rows.map((cells) => cells.map((cell, j) => (j === 0 ? cell : "")))],
    "a huge value": change(0, last, "1e308"),
    "a negative value": change(0, last, "-1"),
    infinity: change(0, last, "inf"),
    "all alike": [header, ...rows.map((cells) => cells.map((cell, j) => (j === 0 ? cell : "0")))],
    "columns swapped": [header, ...rows].map((cells) => [...cells].reverse()),
    "a column less": [header, ...rows].map((cells) => cells.slice(0, -1)),
    "a column more": [header, ...rows].map((cells, i) => [...cells, i === 0 ? "more" : "1"]),
    "other names": [header.map((name) => `${name}_`), ...rows],
  };
}

/**
 * Rows that their competition does not count. Whether a row counts shows, in the reference as here: nothing that is
 * wrong in one that does not makes a submission invalid.
 */
const uncounted: Record<string, (cells: string[]) => boolean> = {
  "jigsaw-toxic-comment-classification-challenge": (cells) => cells.includes("-1"),
  // Weeks without a measurement, whose volume is empty.
  "osic-pulmonary-fibrosis-progression": (cells) => cells.includes(""),
};

/** Columns of answers that are not secret although they are no ids: the public test data has them. */
const published: Record<string, readonly string[]> = {
  "osic-pulmonary-fibrosis-progression": ["Patient", "Weeks"],
  "ventilator-pressure-prediction": ["u_out"],
};

/** How an answer becomes another one where answers cannot change places. */
const replaced: Record<string, { column: string; other: (answer: string) => string }> = {
  // Which cells a notebook has is public, their order is not.
  AI4Code: { column: "cell_order", other: (cells) => cells.split(" ").reverse().join(" ") },
  // There is one answer only.
  "vesuvius-challenge-ink-detection": { column: "Predicted", other: () => "1 1" },
};

/**
 * Answers of another world: ids stay, everything else moves to another row, so that the two worlds differ in what is
 * secret and in nothing else; undefined when all rows are alike.
 */
function otherAnswers([header, ...rows]: Rows, id: string, ids: readonly string[]): Rows | undefined {
  const { column, other } = replaced[id] ?? {};
  if (other !== undefined)
    return [header, ...rows.map((row) => row.map((cell, j) => (header[j] === column ? other(cell) : cell)))];
  const stays = header.map(
    (name, j) =>
      ids.includes(name) || (ids.length === 0 && j === 0) || published[id]?.includes(name) === true,
  );
  const counted = rows.filter((row) => uncounted[id]?.(row) !== true);
  for (let by = Math.max(1, counted.length >> 1); by < counted.length; by++) {
    const target = new Map(counted.map((row, i) => [row, counted[(i + by) % counted.length]]));
    const moved = rows.map((row) => row.map((cell, j) => (stays[j] ? cell : (target.get(row) ?? row)[j])));
    if (write(moved) !== write(rows)) return [header, ...moved];
  }
  return undefined;
}

const read = (path: string): Rows =>
  parse(readFileSync(path), { relax_column_count: true, bom: true }) as Rows;

/** A competition's miniature in one data directory, and its answers moved to other rows in another. */
async function twoWorlds(competition: Competition, here: string, elsewhere: string): Promise<void> {
  const { miniature, facts, submission } = competition;
  const from = competitionPaths(here, facts).answers;
  const to = competitionPaths(elsewhere, facts).answers;
  mkdirSync(dirname(to), { recursive: true });
  for (const size of [Math.max(miniature.minSize, 20), 100, 1000]) {
    await prepareMiniature(competition, { dataDirectory: here, size });
    if (extname(from) !== ".csv") return copyFileSync(from, to);
    const other = otherAnswers(read(from), facts.id, submission.id);
    if (other !== undefined) return writeFileSync(to, `${write(other)}\n`);
  }
  throw new Error(`All answers of ${facts.id} are alike`);
}

/** Miniatures whose test set has a large fixed size take minutes here; how they are graded is like the others. */
const largestMiniature = 5000;

async function messageFor(
  competition: Competition,
  submission: string,
  dataDirectory: string,
): Promise<string> {
  try {
    const { message } = await validateSubmission(competition, submission, { dataDirectory });
    return message;
  } catch (error) {
    if (error instanceof GraderError) return "broken";
    throw error;
  }
}

describe("responses to an agent do not depend on the answers", () => {
  test.for(summaries.map(({ id }) => id))("%s", async (id, context) => {
    const competition = await findCompetition(id);
    if (competition.miniature.minSize > largestMiniature) return context.skip();
    const [here, elsewhere] = [join(directory, "here"), join(directory, "elsewhere")];
    await twoWorlds(competition, here, elsewhere);
    const { sampleSubmission, goldSubmission } = competitionPaths(here, competition.facts);
    const rows = read(existsSync(sampleSubmission) ? sampleSubmission : goldSubmission);
    let invalid = 0;
    for (const [name, odd] of Object.entries(oddSubmissions(rows))) {
      const path = join(directory, `${id}.csv`);
      writeFileSync(path, `${write(odd)}\n`);
      const message = await messageFor(competition, path, here);
      expect(await messageFor(competition, path, elsewhere), `${id}: ${name}`).toBe(message);
      if (message.startsWith("Submission invalid!")) invalid++;
    }
    expect(invalid).toBeGreaterThan(3);
    rmSync(here, { recursive: true });
  });
});
