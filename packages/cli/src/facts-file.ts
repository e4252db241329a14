import { accessSync, constants } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { Competition } from "@mlebench/core";
import { writeFileDurably } from "@mlebench/datasets";
import { makeDirectory, readableError } from "@mlebench/disk";

/**
 * Path of a file with facts from Kaggle: in the competition's package if that is a source checkout; else, since an
 * installed package is never changed, beside the data.
 * @param name such as `leaderboard.csv`
 */
export function factsFile(competition: Competition, name: string, dataDirectory: string): string {
  return isSource(competition)
    ? join(competition.directory, "facts", name)
    : join(dataDirectory, competition.facts.id, name);
}

function isSource({ directory }: Competition): boolean {
  if (directory.split(sep).includes("node_modules")) return false;
  try {
    accessSync(join(directory, "facts"), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes a small text file that is either the old one or the new one; directories above it are made.
 * @throws UserError when the file system refuses
 */
export function writeText(path: string, text: string): void {
  try {
    makeDirectory(dirname(path));
    writeFileDurably(path, text);
  } catch (error) {
    throw readableError(error, path);
  }
}
