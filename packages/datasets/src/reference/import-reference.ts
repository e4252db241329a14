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
  /** Top directory of an openai/mle-bench checkout. Never changed. */
  checkout: string;
  /** Contains one directory per competition. */
  dataDirectory: string;
}

/** Outcome for one file. `unusable`: it cannot be read, or is not a leaderboard; the warnings have the reason. */
export type ImportOutcome = "imported" | "git-lfs pointer" | "missing" | "unusable";

export interface ImportReferenceResult {
  id: string;
  /** `identical to built-in`: the package has the same scores, so nothing is imported. */
  leaderboard: ImportOutcome | "identical to built-in";
  description: ImportOutcome;
  obfuscatedDescription: ImportOutcome;
  /** Problems and what to do about them, one sentence each. */
  warnings: string[];
}

/**
 * Copies a competition's leaderboard and original descriptions from an openai/mle-bench checkout to
 * `<data-dir>/ID/reference/`. Each file is written completely or not at all. Files that the checkout lacks are unchanged.
 * @throws UserError if the directory is not a checkout, or the disk refuses
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

  const importFile = async <Verdict extends string>(
    file: ReferenceFile,
    check: (path: string) => Promise<Verdict | "imported">,
  ): Promise<Verdict | ImportOutcome> => {
    const { original } = referenceFiles[file];
    const path = join(source, original);
    if (!isDirectory(source) || !exists(path)) return "missing";
    const text = readFile(path);
    if (typeof text !== "string") {
      warnings.push(describeError(text));
      return "unusable";
    }
    if (isGitLfsPointerText(text)) {
      // The same line for every competition, so that it is printed once.
      warnings.push(
        `\`${original}\` in ${checkout} is a Git-LFS pointer. Run \`git lfs pull\` there, then import again.`,
      );
      return "git-lfs pointer";
    }
    if (text.trim() === "") {
      warnings.push(`${path} is empty.`);
      return "unusable";
    }
    const verdict = await check(path);
    if (verdict !== "imported") return verdict;
    const target = importedFile(home, file);
    makeDirectory(dirname(target));
    writeFileDurably(target, text);
    return "imported";
  };

  const checkBoard = async (path: string) => {
    const verdict = await checkLeaderboard(competition, path);
    warnings.push(...verdict.warnings);
    return verdict.outcome;
  };
  const anyText = async () => "imported" as const;

  return withReadableErrors(home, async () => {
    const outcomes = {
      leaderboard: await importFile("leaderboard", checkBoard),
      description: await importFile("description", anyText),
      obfuscatedDescription: await importFile("obfuscatedDescription", anyText),
    };
    if (Object.values(outcomes).every((outcome) => outcome === "missing"))
      warnings.push(`Nothing to import in ${source}. Check that the checkout is complete.`);
    return { id, ...outcomes, warnings };
  });
}

function competitionsOf(checkout: string): string {
  const directory = join(checkout, "mlebench", "competitions");
  if (isDirectory(directory)) return directory;
  throw new UserError("Not an openai/mle-bench checkout", {
    file: checkout,
    expected: "a directory with `mlebench/competitions/ID/description.md` and similar files",
    hint: "Run `git clone https://github.com/openai/mle-bench`, then `git lfs pull` inside it, and pass that directory.",
  });
}

/** The text, including a byte order mark; or the reason why it cannot be read. */
function readFile(path: string): string | UserError {
  const expected = "a text file in UTF-8";
  const hint = "Restore it with `git checkout`, then import again.";
  if (!isFile(path)) return new UserError("Not a regular file", { file: path, expected, hint });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) return new UserError("File is not text", { file: path, expected, hint });
    const readable = readableError(error, path);
    if (isMlebenchError(readable)) return readable;
    throw error;
  }
}

async function checkLeaderboard(
  competition: Competition,
  path: string,
): Promise<{ outcome: "imported" | "identical to built-in" | "unusable"; warnings: string[] }> {
  try {
    const { scores, warnings } = await inspectLeaderboard(path, competition.facts);
    const ours = readLeaderboard(competition);
    const isSame = ours?.length === scores.length && ours.every((score, row) => score === scores[row]);
    // Warnings about the built-in leaderboard do not concern this checkout.
    if (isSame) return { outcome: "identical to built-in", warnings: [] };
    return { outcome: "imported", warnings: warnings.map((warning) => `${path}: ${warning}`) };
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    return { outcome: "unusable", warnings: [describeError(error)] };
  }
}
