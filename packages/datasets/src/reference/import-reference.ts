import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  type Competition,
  describeError,
  isGitLfsPointerText,
  isMlebenchError,
  readLeaderboard,
  UserError,
} from "@mlebench/core";
import { makeDirectory, readableError, withReadableErrors } from "@mlebench/disk";
import { exists, isDirectory, isFile, writeFileDurably } from "../work-directories.js";
import { inspectLeaderboard } from "./leaderboards.js";
import { importedFile, type ReferenceFile, referenceFiles } from "./reference-files.js";

export interface ImportReferenceOptions {
  /** Top directory of a checkout of the reference. Never changed. */
  checkout: string;
  /** Holds one directory for each competition. */
  dataDirectory: string;
}

/** What became of one file. One that is "not usable" cannot be read, or is no leaderboard; the warnings say why. */
export type ImportOutcome = "imported" | "git-lfs pointer" | "missing" | "not usable";

export interface ImportReferenceResult {
  id: string;
  /** "same as ours" when the package has the same scores, so that nothing is needed. */
  leaderboard: ImportOutcome | "same as ours";
  description: ImportOutcome;
  obfuscatedDescription: ImportOutcome;
  /** What a person should know or do, one sentence each. */
  warnings: string[];
}

/**
 * Takes a competition's leaderboard and original descriptions from a user's checkout of the reference into
 * `<data-dir>/ID/reference/`. Each file is there as a whole or not at all; what is not in the checkout stays as it was.
 * @throws UserError when the directory is no checkout, or the disk refuses
 */
export async function importReference(
  competition: Competition,
  options: ImportReferenceOptions,
): Promise<ImportReferenceResult> {
  const { id } = competition.facts;
  const checkout = resolve(options.checkout);
  const source = join(competitionsOf(checkout), id);
  const home = join(resolve(options.dataDirectory), id);
  const warnings: string[] = [];

  const take = async <Verdict extends string>(
    file: ReferenceFile,
    judge: (path: string) => Promise<Verdict | "imported">,
  ): Promise<Verdict | ImportOutcome> => {
    const { original } = referenceFiles[file];
    const path = join(source, original);
    if (!isDirectory(source) || !exists(path)) return "missing";
    const text = readFile(path);
    if (typeof text !== "string") {
      warnings.push(describeError(text));
      return "not usable";
    }
    if (isGitLfsPointerText(text)) {
      // The same line for every competition, so that it is told once.
      warnings.push(
        `In ${checkout}, ${original} is a Git-LFS pointer. Run \`git lfs pull\` there, then import again.`,
      );
      return "git-lfs pointer";
    }
    if (text.trim() === "") {
      warnings.push(`${path} is empty.`);
      return "not usable";
    }
    const verdict = await judge(path);
    if (verdict !== "imported") return verdict;
    const target = importedFile(home, file);
    makeDirectory(dirname(target));
    writeFileDurably(target, text);
    return "imported";
  };

  const judgeBoard = async (path: string) => {
    const verdict = await judgeLeaderboard(competition, path);
    warnings.push(...verdict.warnings);
    return verdict.outcome;
  };
  const anyText = async () => "imported" as const;

  return withReadableErrors(home, async () => {
    const outcomes = {
      leaderboard: await take("leaderboard", judgeBoard),
      description: await take("description", anyText),
      obfuscatedDescription: await take("obfuscatedDescription", anyText),
    };
    if (Object.values(outcomes).every((outcome) => outcome === "missing"))
      warnings.push(`${source} holds nothing to import. Check that the checkout is complete.`);
    return { id, ...outcomes, warnings };
  });
}

function competitionsOf(checkout: string): string {
  const directory = join(checkout, "mlebench", "competitions");
  if (isDirectory(directory)) return directory;
  throw new UserError("This is no checkout of the reference", {
    file: checkout,
    expected: "a directory that holds mlebench/competitions/ID/description.md and the like",
    hint: "Run `git clone https://github.com/openai/mle-bench`, `git lfs pull` inside it, and name that directory.",
  });
}

/** Text as it is, a byte order mark included; why there is none otherwise. */
function readFile(path: string): string | UserError {
  const expected = "a text file in UTF-8";
  const hint = "Restore it with `git checkout`, then import again.";
  if (!isFile(path)) return new UserError("No file is here", { file: path, expected, hint });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError)
      return new UserError("The file is no text", { file: path, expected, hint });
    const readable = readableError(error, path);
    if (isMlebenchError(readable)) return readable;
    throw error;
  }
}

async function judgeLeaderboard(
  competition: Competition,
  path: string,
): Promise<{ outcome: "imported" | "same as ours" | "not usable"; warnings: string[] }> {
  try {
    const { scores, warnings } = await inspectLeaderboard(path, competition.facts);
    const ours = readLeaderboard(competition);
    const isSame = ours?.length === scores.length && ours.every((score, row) => score === scores[row]);
    // What is wrong with the benchmark's own board is no news of this checkout.
    if (isSame) return { outcome: "same as ours", warnings: [] };
    return { outcome: "imported", warnings: warnings.map((warning) => `${path}: ${warning}`) };
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    return { outcome: "not usable", warnings: [describeError(error)] };
  }
}
