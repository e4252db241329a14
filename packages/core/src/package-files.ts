import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Competition } from "./competition.js";
import { UserError } from "./errors.js";
import type { Checksums } from "./facts.js";
import { gitLfsHint, isGitLfsPointerText } from "./git-lfs.js";

const noChecksums: Checksums = { public: {}, private: {}, zip: null };

/** The published MD5s of a competition's prepared files; empty when none are published. */
export function readChecksums(competition: Competition): Checksums {
  const path = join(competition.directory, "facts/checksums.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Checksums) : noChecksums;
}

/** The task in words, in our own or in the version that names neither competition, host nor brand. */
export function readDescription(competition: Competition, obfuscated = false): string {
  return readFileSync(
    join(competition.directory, obfuscated ? "description.obfuscated.md" : "description.md"),
    "utf8",
  );
}

/**
 * Private-leaderboard scores of the human competitors, best first; undefined where the board is not known.
 * @throws UserError when the file is a Git-LFS pointer or holds anything but scores
 */
export function readLeaderboard(competition: Competition): Float64Array | undefined {
  const file = join(competition.directory, "facts/leaderboard.csv");
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  if (isGitLfsPointerText(text)) {
    throw new UserError("A Git-LFS pointer is here instead of a leaderboard", { file, hint: gitLfsHint });
  }
  const [header, ...lines] = text.split(/\r?\n/);
  if (header !== "score") {
    throw new UserError("Not a leaderboard", {
      file,
      expected: 'a header line "score"',
      hint: "Reinstall the package.",
    });
  }
  const scores = lines.filter((line) => line !== "").map(Number);
  const bad = scores.findIndex((score) => Number.isNaN(score));
  if (bad !== -1) throw new UserError("Not a score", { file, row: bad + 1, column: "score" });
  return Float64Array.from(scores);
}
