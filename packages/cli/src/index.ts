import { describeError, isMlebenchError } from "@mlebench/core";
import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.js";
import { createProgram } from "./program.js";
import { note } from "./terminal.js";

/**
 * Runs one command line.
 * @param args what follows `mlebench`
 * @returns exit code: 0 done, 1 something the user can mend, 2 wrong usage, 3 a grader broke
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUsage;
    return tell(error, args.includes("--verbose"));
  }
}

function tell(error: unknown, verbose: boolean): number {
  note(`error: ${describeError(error)}`);
  if (verbose) note(stackOf(error));
  else if (!isMlebenchError(error)) note("This was not expected. Run again with --verbose to see where.");
  if (!isMlebenchError(error) || error.kind === "grader") return exitCodes.graderError;
  return error.kind === "usage" ? exitCodes.wrongUsage : exitCodes.userError;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? `${error.stack}` : `${error.stack}\ncaused by ${stackOf(error.cause)}`;
}
