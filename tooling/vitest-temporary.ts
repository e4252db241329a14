import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives all tests one temporary directory and takes it away at the end, whatever they leave in it. */
export default function setUp(): () => void {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-tests-"));
  process.env.TMPDIR = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}
