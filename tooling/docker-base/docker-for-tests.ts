// What tests that need a Docker engine share: is there one, and an image to begin with where no registry answers.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `docker`, input on its standard input; never throws for an exit code. */
export function docker(parameters: readonly string[], input?: string | Uint8Array): Promise<Finished> {
  return finished("docker", parameters, input);
}

/** Runs a command, input on its standard input; never throws for an exit code. */
export function finished(
  command: string,
  parameters: readonly string[],
  input?: string | Uint8Array,
): Promise<Finished> {
  const child = spawn(command, parameters);
  const out: Buffer[] = [];
  const error: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => error.push(chunk));
  // An engine that refuses the input closes it early; its message says why.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({
        status,
        stdout: Buffer.concat(out).toString("utf8"),
        stderr: Buffer.concat(error).toString("utf8"),
      }),
    );
  });
}

/**
 * Whether an engine is available. Prints a warning if none is; with MLEBENCH_REQUIRE_DOCKER set, as in CI, it throws.
 */
export function engineAnswers(what: string): boolean {
  const { status, stderr, error } = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], {
    encoding: "utf8",
    timeout: 60_000,
  });
  if (status === 0) return true;
  const reason = error?.message ?? stderr.trim();
  if (process.env.MLEBENCH_REQUIRE_DOCKER) throw new Error(`${what} needs a Docker engine: ${reason}`);
  process.stderr.write(`\nSKIPPED, NOT TESTED: ${what}: no Docker engine answers (${reason})\n`);
  return false;
}

let made: string | undefined;

/**
 * Makes the base image, Debian with Python, unless it is there; the first time takes minutes.
 * @returns its name, which holds a digest of everything that went into it, so that no outdated image is ever used
 */
export async function ensureBaseImage(): Promise<string> {
  const script = fileURLToPath(new URL("make-base.sh", import.meta.url));
  const { status, stdout, stderr } = await finished(script, []);
  if (status !== 0) throw new Error(`${script} failed: ${stderr.slice(-8000)}`);
  made = stdout.trim();
  return made;
}

/** Name of the base image that `ensureBaseImage` made before. */
export function baseImage(): string {
  if (made === undefined) throw new Error("ensureBaseImage must be called first");
  return made;
}
