import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";
import type { RunHandle } from "../backend/backend.js";

/** Directory of a run with its submissions over time, and their list in it. */
export const submissionsDirectory = "submissions";
const listName = "submissions.jsonl";

/** One distinct submission of a run, as a line of `submissions/submissions.jsonl` holds it. */
export interface KeptSubmission {
  /** Seconds since the run began when it was first seen. */
  seconds: number;
  /** ISO 8601 in UTC. */
  time: string;
  sha256: string;
  bytes: number;
  /** Name of its copy in the same directory; null if there were more than may be kept. */
  file: string | null;
}

/** Larger submissions are not kept. */
const maxBytes = 2 ** 28;

/** Keeps submissions of one run. */
export interface SubmissionKeeper {
  /**
   * Looks at the submission's state, as `usage` gives it, and copies a submission that has not changed since the last
   * look, so that none is copied while it is written.
   */
  look(state: { bytes: number; modified: string } | undefined): Promise<void>;
  /** Adds the submission that was collected at the end. */
  addFinal(path: string): void;
}

/**
 * @param most how many distinct submissions are copied; 0 keeps none
 * @param elapsed seconds since the run began
 */
export function keepSubmissions(
  runDirectory: string,
  handle: Pick<RunHandle, "readFile">,
  { most, elapsed }: { most: number; elapsed: () => number },
): SubmissionKeeper {
  const directory = join(runDirectory, submissionsDirectory);
  const known = new Map(listKeptSubmissions(runDirectory).map((kept) => [kept.sha256, kept]));
  let last = "";
  let done = "";

  const add = (content: Uint8Array): void => {
    const bytes = content.length;
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (known.has(sha256)) return;
    const seconds = Math.round(elapsed() * 1000) / 1000;
    const copies = [...known.values()].filter(({ file }) => file !== null).length;
    const file =
      copies >= most ? null : `${String(Math.floor(seconds)).padStart(6, "0")}s_${sha256.slice(0, 12)}.csv`;
    const kept: KeptSubmission = { seconds, time: new Date().toISOString(), sha256, bytes, file };
    mkdirSync(directory, { recursive: true });
    if (file !== null) writeFileAtomically(join(directory, file), content);
    appendFileSync(join(directory, listName), `${JSON.stringify(kept)}\n`);
    known.set(sha256, kept);
  };

  return {
    async look(state) {
      const now = state === undefined || state.bytes === 0 ? "" : JSON.stringify(state);
      const isStable = now !== "" && now === last && now !== done;
      last = now;
      if (most === 0 || !isStable || state === undefined) return;
      done = now;
      if (state.bytes > maxBytes) return;
      const content = await handle.readFile("submission/submission.csv", { maxBytes });
      // It was replaced meanwhile: the next look decides.
      if (content.length === state.bytes) add(content);
    },
    addFinal(path) {
      const found = most === 0 ? undefined : statSync(path, { throwIfNoEntry: false });
      if (found?.isFile() && found.size > 0 && found.size <= maxBytes) add(readFileSync(path));
    },
  };
}

/** The distinct submissions of a run, in the order in which they were seen; of those with a `file`, a copy was kept. */
export function listKeptSubmissions(runDirectory: string): KeptSubmission[] {
  const path = join(runDirectory, submissionsDirectory, listName);
  if (!existsSync(path)) return [];
  // A line that was cut off by a killed process is left out.
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as KeptSubmission];
      } catch {
        return [];
      }
    });
}
