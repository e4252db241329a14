import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ContainerToolId, findTool } from "@mlebench/containers";

/** Vitest's own temporary directory takes it away. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "mlebench-containers-"));
}

/**
 * Whether a container tool is installed. Prints a warning if it is not; with MLEBENCH_REQUIRE_CONTAINERS set, as in CI, it
 * throws.
 */
export async function toolAnswers(id: ContainerToolId, what: string): Promise<boolean> {
  if ((await findTool(id)) !== undefined) return true;
  if (process.env.MLEBENCH_REQUIRE_CONTAINERS) throw new Error(`${what} needs ${id}`);
  process.stderr.write(`\nSKIPPED, NOT TESTED: ${what}: ${id} is not installed\n`);
  return false;
}

/** A Debian root file system as a tar file, made once without any registry. */
export function baseArchive(): string {
  const given = process.env.MLEBENCH_BASE_ARCHIVE;
  if (given !== undefined) return given;
  const script = fileURLToPath(new URL("../../../tooling/docker-base/make-base.sh", import.meta.url));
  const { status, stdout, stderr } = spawnSync(script, ["--tar"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} failed: ${stderr.slice(-8000)}`);
  return stdout.trim();
}
