import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const prefix = "mlebench-tests-";

/**
 * Gives all tests one temporary directory and takes it away at the end, whatever they leave in it. Every project calls
 * this: the first one makes the directory, since paths of sockets may not be long.
 */
export default function setUp(): () => void {
  if (basename(tmpdir()).startsWith(prefix)) return () => undefined;
  const directory = mkdtempSync(join(tmpdir(), prefix));
  process.env.TMPDIR = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}
