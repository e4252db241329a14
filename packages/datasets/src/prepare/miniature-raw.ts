import { readdirSync, statSync } from "node:fs";
import { cp, rename } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Competition, GraderError, UsageError, UserError } from "@mlebench/core";
import { makeDirectory, syncDirectory, withReadableErrors } from "@mlebench/disk";
import { exists, isNonEmptyDirectory, removeDirectory, temporaryPath } from "../work-directories.js";
import type { MiniatureRawOptions } from "./options.js";

/**
 * Seed and size of a miniature, with the competition's defaults filled in.
 * @throws UsageError if one is invalid
 */
export function miniatureShape(
  competition: Competition,
  { seed = 0, size = competition.miniature.defaultSize }: Pick<MiniatureRawOptions, "seed" | "size">,
): { seed: number; size: number } {
  const { minSize } = competition.miniature;
  const maxSize = 10_000_000;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new UsageError(`Invalid random seed ${seed}`, { expected: "a non-negative integer" });
  }
  if (!Number.isSafeInteger(size) || size < minSize || size > maxSize) {
    throw new UsageError(`Invalid miniature size ${size} for \`${competition.facts.id}\``, {
      expected: `an integer from ${minSize} to ${maxSize}`,
    });
  }
  return { seed, size };
}

/** Writes a miniature's raw files to a new directory. */
export async function writeRaw(
  competition: Competition,
  directory: string,
  shape: { seed: number; size: number },
): Promise<void> {
  await removeDirectory(directory);
  makeDirectory(directory);
  await competition.miniature.write({ out: directory, ...shape });
  if (!isNonEmptyDirectory(directory))
    throw new GraderError(`The miniature of \`${competition.facts.id}\` is empty`);
}

/**
 * Writes a miniature of a competition's raw data, completely or not at all.
 * @throws UserError if `out` is not empty or the disk refuses; UsageError for an invalid seed or size
 */
export async function writeMiniatureRaw(
  competition: Competition,
  options: MiniatureRawOptions,
): Promise<void> {
  const shape = miniatureShape(competition, options);
  const out = resolve(options.out);
  if (exists(out) && !isEmptyDirectory(out)) {
    throw new UserError("Output directory is not empty", {
      file: out,
      expected: "a directory that is empty or does not exist",
    });
  }
  const work = temporaryPath(out);
  await withReadableErrors(out, async () => {
    try {
      makeDirectory(dirname(out));
      await writeRaw(competition, work, shape);
      await moveInto(work, out);
      syncDirectory(dirname(out));
    } finally {
      await removeDirectory(work).catch(() => {});
    }
  });
}

function isEmptyDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && readdirSync(path).length === 0;
}

/** Renames a directory to a missing or empty one. A mounted one cannot be replaced, so files are copied into it. */
async function moveInto(work: string, out: string): Promise<void> {
  try {
    await rename(work, out);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!exists(out) || (code !== "EXDEV" && code !== "EBUSY" && code !== "EPERM")) throw error;
    await cp(work, out, { recursive: true });
  }
}
