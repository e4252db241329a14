import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { removeDirectory } from "./vitest-temporary.js";

/** Where Linux keeps files in memory. */
const memory = "/dev/shm";
/** Many times what a lane of small files has at once. */
const enoughBytes = 2e9;

/**
 * Gives the tests of a lane a temporary directory in memory, where there is one: the contract writes tens of thousands
 * of small files, which costs a third of its time on a disk.
 */
export default function setUp(project: TestProject): () => Promise<void> {
  return giveDirectoryInMemory(project, "TMPDIR");
}

/**
 * Gives a lane a directory in memory, where there is one, by a variable of the environment.
 * @returns what removes it
 */
export function giveDirectoryInMemory({ config }: TestProject, variable: string): () => Promise<void> {
  const directory = directoryInMemory();
  if (directory === undefined) return async () => undefined;
  config.env = { ...config.env, [variable]: directory };
  return () => removeDirectory(directory);
}

function directoryInMemory(): string | undefined {
  let directory: string | undefined;
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < enoughBytes) return undefined;
    directory = mkdtempSync(join(memory, "mlebench-tests-"));
    // Containers often have it without the right to run programs from it, which some tests do.
    const script = join(directory, "script");
    writeFileSync(script, "#!/bin/sh\n", { mode: 0o700 });
    if (spawnSync(script).status === 0) return directory;
  } catch {
    // Another system, or nobody may write there.
  }
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  return undefined;
}
