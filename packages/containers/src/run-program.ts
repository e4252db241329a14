import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { childEnvironment } from "@mlebench/core";

/** How a program ended. */
export interface ProgramResult {
  /** Undefined if it could not be started or was killed. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end and keeps what it prints. It does not throw. */
export function runProgram(
  [program, ...parameters]: readonly string[],
  options: { cwd?: string; stdin?: string | Uint8Array; signal?: AbortSignal; seconds?: number } = {},
): Promise<ProgramResult> {
  const { cwd, stdin, signal, seconds } = options;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      parameters,
      {
        cwd,
        signal,
        env: toolEnvironment(),
        maxBuffer: 1 << 28,
        ...(seconds !== undefined && { timeout: seconds * 1000, killSignal: "SIGKILL" }),
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : (error as { code?: unknown }).code;
        resolve({
          exitCode: typeof code === "number" ? code : undefined,
          stdout,
          stderr: stderr || (error === null ? "" : error.message),
        });
      },
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
  });
}

/**
 * Variables that a tool takes as options: what a user's shell has set must not show a container more of the machine. And
 * those that make a shell run a file first, which clusters set.
 */
const optionVariable =
  /^(APPTAINER|SINGULARITY)(ENV)?_(?!CACHEDIR$|TMPDIR$|CONFIGDIR$)|^CH_|^(BASH_ENV|ENV)$/;

/** The environment for a container tool: no credentials, and nothing that would add files or variables to a container. */
export function toolEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const kept = Object.entries(childEnvironment(environment)).filter(([name]) => !optionVariable.test(name));
  // Charliecloud does not start without a user's name.
  return { USER: "user", ...Object.fromEntries(kept) };
}

/** The path of the first program that is installed; undefined if none is. */
export async function findProgram(...names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    for (const directory of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(directory, name);
      if (
        directory !== "" &&
        (await access(path, constants.X_OK).then(
          () => true,
          () => false,
        ))
      )
        return path;
    }
  }
  return undefined;
}
