import { statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type Competition,
  type CompetitionPaths,
  GraderError,
  type PrepareOptions,
  readDescription,
} from "@mlebench/core";
import {
  isNonEmptyDirectory,
  publishDirectory,
  removeDirectory,
  temporaryPath,
} from "../work-directories.js";
import { settleModes } from "./settle-modes.js";

/**
 * Runs a competition's preparation beside `prepared/` and puts the result in its place when it is complete, so
 * that what is called prepared always is.
 * @param options.rawIsOurs false when a person put the raw files there; see {@link settleModes}
 * @returns bytes of raw files that appear in `prepared/` without having been copied
 * @throws GraderError when the preparation leaves out what every competition must have
 */
export async function buildPrepared(
  competition: Competition,
  raw: string,
  paths: CompetitionPaths,
  options: Pick<PrepareOptions, "link" | "onProgress"> & { rawIsOurs?: boolean },
): Promise<number> {
  const work = temporaryPath(paths.prepared);
  const directories = { raw, public: join(work, "public"), private: join(work, "private") };
  let linkedBytes = 0;
  const onNotCopied = (bytes: number): void => {
    linkedBytes += bytes;
  };
  try {
    await removeDirectory(work);
    await mkdir(directories.public, { recursive: true, mode: 0o755 });
    await mkdir(directories.private);
    const { rawIsOurs = true, ...rest } = options;
    await competition.prepare(directories, { ...rest, onNotCopied });
    checkComplete(competition, work);
    writeFileSync(join(directories.public, "description.md"), readDescription(competition));
    settleModes(directories, rawIsOurs);
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
  if (absent.length === 0) return;
  throw new GraderError(`The preparation of "${facts.id}" did not write ${absent.join(", ")}`, {
    hint: "The raw data may be incomplete; otherwise the competition's package is at fault.",
  });
}
