import type { TokenizedFile } from "@dodona/dolos-core";
import {
  type FileFingerprints,
  type FingerprintSettings,
  fileFingerprints,
  longestRun,
  sharedCounts,
} from "./file-fingerprints.js";

/** Files of two submissions that are more similar than all others of the two. */
export interface AgentPair<Key> {
  left: Key;
  right: Key;
  leftFile: TokenizedFile;
  rightFile: TokenizedFile;
  similarity: number;
  /** The larger of the shares of one file that the other one has too. */
  containment: number;
  longest: number;
}

/** Compares the files of each submission with those of every other, and returns the closest files of each two. */
export function compareAgents<Key>(
  submissions: readonly { key: Key; files: readonly TokenizedFile[] }[],
  settings: FingerprintSettings,
): AgentPair<Key>[] {
  const prepared = submissions.map(({ key, files }) => ({
    key,
    files: files.map((file) => fileFingerprints(file, settings)),
  }));
  const found: AgentPair<Key>[] = [];
  prepared.forEach((left, i) => {
    for (const right of prepared.slice(i + 1)) {
      const closest = closestFiles(left.files, right.files);
      if (closest !== undefined) found.push({ left: left.key, right: right.key, ...closest });
    }
  });
  return found.sort((a, b) => b.similarity - a.similarity);
}

function closestFiles(
  leftFiles: readonly FileFingerprints[],
  rightFiles: readonly FileFingerprints[],
): Omit<AgentPair<never>, "left" | "right"> | undefined {
  let closest: { left: FileFingerprints; right: FileFingerprints; similarity: number } | undefined;
  for (const left of leftFiles) {
    for (const right of rightFiles) {
      if (left.hashes.length === 0 || right.hashes.length === 0) continue;
      const shared = sharedCounts(left, right);
      const similarity = (shared.left + shared.right) / (left.hashes.length + right.hashes.length);
      if (closest === undefined || similarity > closest.similarity) closest = { left, right, similarity };
    }
  }
  if (closest === undefined) return undefined;
  const { left, right, similarity } = closest;
  const shared = sharedCounts(left, right);
  return {
    leftFile: left.file,
    rightFile: right.file,
    similarity,
    containment: Math.max(shared.left / left.hashes.length, shared.right / right.hashes.length),
    longest: longestRun(left, right, shared),
  };
}
