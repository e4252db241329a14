import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const prefix = "mlebench-tests-";

/**
 * Gives all tests one temporary directory and takes it away at the end, whatever they leave in it. Every project calls
 * this: the first one makes the directory, since paths of sockets may not be long.
 */
export default function setUp(): () => Promise<void> {
  if (basename(tmpdir()).startsWith(prefix)) return async () => undefined;
  const directory = mkdtempSync(join(tmpdir(), prefix));
  process.env.TMPDIR = directory;
  return () => removeDirectory(directory);
}

/**
 * Removes a directory by a program, which takes a third of Node's time for the tens of thousands of files of an image.
 * Meanwhile Vitest sees that its workers have ended: else it would report that they have not.
 */
export async function removeDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return await rm(directory, { recursive: true, force: true });
  const child = spawn("rm", ["-rf", "--", directory], { stdio: ["ignore", "ignore", "inherit"] });
  await new Promise<void>((resolve, reject) => child.on("error", reject).on("close", () => resolve()));
}
