import { existsSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type Competition,
  type CompetitionPaths,
  GraderError,
  type PrepareOptions,
  readDescription,
} from "@mlebench/core";
import { runTransition, type TransitionEvent } from "../state/states.js";
import {
  isNonEmptyDirectory,
  publishDirectory,
  removeDirectory,
  temporaryPath,
} from "../work-directories.js";
import { settleModes } from "./settle-modes.js";

interface BuildOptions extends Pick<PrepareOptions, "link" | "onProgress"> {
  /** Whether mlebench made the raw files; see {@link settleModes}. @default true */
  isOwnRaw?: boolean;
  onTransition?: (event: TransitionEvent) => void;
}

/**
 * Runs a competition's preparation beside `prepared/` and renames the result when it is complete, so `prepared/` is
 * never partial.
 * @returns bytes of raw files that are linked in `prepared/` instead of copied
 * @throws GraderError if the preparation does not write what every competition must have
 */
export async function buildPrepared(
  competition: Competition,
  raw: string,
  paths: CompetitionPaths,
  options: BuildOptions,
): Promise<number> {
  return runTransition("prepare", options, () => build(competition, raw, paths, options));
}

async function build(
  competition: Competition,
  raw: string,
  paths: CompetitionPaths,
  { link, onProgress, isOwnRaw = true }: BuildOptions,
): Promise<number> {
  const work = temporaryPath(paths.prepared);
  const directories = { raw, public: join(work, "public"), private: join(work, "private") };
  let linkedBytes = 0;
  const onLinked = (bytes: number): void => {
    linkedBytes += bytes;
  };
  try {
    await removeDirectory(work);
    await mkdir(directories.public, { recursive: true, mode: 0o755 });
    await mkdir(directories.private);
    await competition.prepare(directories, { link, onProgress, onLinked });
    checkComplete(competition, work);
    writeFileSync(join(directories.public, "description.md"), readDescription(competition));
    settleModes(directories, isOwnRaw);
    await publishDirectory(work, paths.prepared);
    return linkedBytes;
  } catch (error) {
    await removeDirectory(work).catch(() => {});
    throw error;
  }
}

function checkComplete({ facts }: Competition, work: string): void {
  const absent = [
    ...["public", "private"]
      .filter((side) => !isNonEmptyDirectory(join(work, side)))
      .map((side) => `${side}/ (nothing)`),
    ...[facts.answers, facts.sampleSubmission].filter(
      (file) => statSync(join(work, file), { throwIfNoEntry: false })?.isFile() !== true,
    ),
  ];
  const shown = (facts.extraRawFiles ?? []).find(({ name }) => existsSync(join(work, "public", name)));
  if (shown !== undefined)
    throw new GraderError(`The preparation of \`${facts.id}\` made \`${shown.name}\` public`, {
      hint: "It may contain answers, and Kaggle did not publish it. The competition's package has a bug.",
    });
  if (absent.length === 0) return;
  throw new GraderError(`The preparation of \`${facts.id}\` did not write ${absent.join(", ")}`, {
    hint: "The raw data may be incomplete, or the competition's package has a bug.",
  });
}
