import { createHash } from "node:crypto";
import { createReadStream, lstatSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { describeMissingSubmission } from "@mlebench/core";
import { outputDirectories } from "../backend/backend.js";
import type { Collected, SkippedKind } from "./collected.js";

/** What the agent left as `submission.csv`. Only a file can be graded. */
export type SubmissionState =
  | { kind: "file"; bytes: number; sha256: string }
  /** `seen` says what is in its place, in sentences. */
  | { kind: "missing" | "empty file" | "directory" | SkippedKind; seen?: string };

/** @param directory the collected `submission/` */
export async function inspectSubmission(
  directory: string,
  collected: Pick<Collected, "skipped"> | undefined,
): Promise<SubmissionState> {
  const path = join(directory, "submission.csv");
  const found = statusOf(path);
  if (found === undefined) {
    const skipped = collected?.skipped.find((entry) => entry.path === "submission.csv" || entry.path === "");
    return skipped === undefined
      ? { kind: "missing", seen: describeMissingSubmission(path) }
      : { kind: skipped.kind };
  }
  if (found.isDirectory()) return { kind: "directory", seen: describeMissingSubmission(path) };
  // A link was collected only if it stays in the collected directories; it may still lead nowhere or to a directory.
  const real = realFile(path);
  if (real === undefined || !isCollected(real, directory)) return { kind: "symbolic link" };
  const { size } = statSync(real);
  if (size === 0) return { kind: "empty file" };
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(real, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return { kind: "file", bytes: size, sha256: hash.digest("hex") };
}

/** Undefined when there is no such file, also because links on the way lead nowhere. */
function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** True for a file of the directory, or of those that are collected beside it. */
function isCollected(file: string, directory: string): boolean {
  const top = realpathSync(dirname(directory));
  return [basename(directory), ...outputDirectories].some((name) => file.startsWith(join(top, name) + sep));
}

function realFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}
