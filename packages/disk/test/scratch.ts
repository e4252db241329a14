import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A new directory for one test, removed when it has finished. */
export function scratchDirectory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "mlebench-disk-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
