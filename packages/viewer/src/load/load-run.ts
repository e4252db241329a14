import { runStates } from "@mlebench/runner";
import type { RunAddress } from "../address.js";
import type { RunRow } from "../read/groups.js";
import { readJsonLines } from "../read/live.js";
import { shownName } from "../read/run-line.js";
import { readPart, shownText } from "../read/text-part.js";
import { changesBody } from "./load-changes.js";
import { fileBody, filesBody } from "./load-files.js";
import { logName } from "./load-head.js";
import { nodeBody, transcriptBody, treeBody } from "./load-transcript.js";
import type { RunBody } from "./run-body.js";
import type { Source } from "./source.js";

/** Of the log, on the page of a run. */
const tailBytes = 16 * 1024;

/** What a page shows of a run; undefined where there is no such thing. */
export function runBody(
  source: Source,
  directory: string,
  row: RunRow,
  address: RunAddress,
): RunBody | undefined {
  switch (address.page) {
    case "run":
      return overview(directory, row, address);
    case "files":
      return filesBody(directory, address);
    case "file":
      return fileBody(directory, address);
    case "transcript":
      return transcriptBody(source, directory, address);
    case "tree":
      return treeBody(source, directory, address);
    case "node":
      return nodeBody(source, directory, address);
    case "changes":
      return changesBody(directory, address);
  }
}

const validationsShown = 100;

function overview(directory: string, row: RunRow, address: RunAddress): RunBody {
  const { group, run } = address;
  const part = readPart(directory, logName, undefined, tailBytes);
  const validations = readJsonLines(directory, "validations.jsonl").reverse().slice(0, validationsShown);
  const submissions = readJsonLines(directory, "submissions/submissions.jsonl")
    .reverse()
    .slice(0, validationsShown);
  return {
    kind: "run",
    log: part === undefined ? null : { to: { page: "file", group, run, path: logName }, text: part.text },
    validations: validations.map(({ time, verdict, bytes, reason }) => ({
      at: shownTime(time),
      verdict: shownName(String(verdict ?? "")),
      bytes: typeof bytes === "number" ? bytes : null,
      reason: typeof reason === "string" ? shownText(reason) : null,
    })),
    submissions: submissions.map(({ seconds, bytes, sha256, file }) => ({
      seconds: typeof seconds === "number" ? seconds : null,
      bytes: typeof bytes === "number" ? bytes : null,
      sha256: shownName(String(sha256 ?? "")),
      to: typeof file === "string" ? { page: "file", group, run, path: `submissions/${file}` } : null,
    })),
    notes: notesOf(row),
  };
}

/** To the second, without the marks of ISO 8601. */
function shownTime(time: unknown): string {
  const text = shownName(String(time ?? ""));
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)
    ? `${text.slice(0, 19).replace("T", " ")} UTC`
    : text;
}

/** What is known of a run besides. */
export function notesOf(row: RunRow): { name: string; value: string }[] {
  return [
    { name: "Run ID", value: shownName(row.id) },
    { name: "Seed", value: row.seed === null ? "" : String(row.seed) },
    { name: "Attempt", value: String(row.attempt) },
    { name: "Exit code", value: row.exitCode === null ? "" : String(row.exitCode) },
    { name: "State", value: runStates[row.status].description },
  ].filter(({ value }) => value !== "");
}
