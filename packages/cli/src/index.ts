import { describeError, isMlebenchError } from "@mlebench/core";
import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.js";
import { printJsonError, wantsJson } from "./json.js";
import { createProgram } from "./program.js";
import { withoutSystemErrors } from "./system-errors.js";
import { hasPrinted, note } from "./terminal.js";

/**
 * Runs one command line. With `--json`, a JSON value is printed on standard output whatever the outcome.
 * @param args what follows `mlebench`
 * @returns exit code: 0 done, 1 an error that the user can fix, 2 invalid usage, 3 a grader error or an unexpected error
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const endings: (() => void)[] = [];
  const program = createProgram(
    (code) => {
      exitCode = code;
    },
    (work) => endings.push(work),
    args,
  );
  try {
    // Without a backend, data is prepared here.
    const isPreparing = args[0] === "prepare" && args.some((arg) => arg.startsWith("--backend"));
    if (args[0] === "run" || isPreparing) {
      const { addChosenBackend } = await import("./program/backend-options.js");
      await addChosenBackend(program, args);
    }
    await program.parseAsync([...args], { from: "user" });
    if (exitCode !== exitCodes.ok && wantsJson(args) && !hasPrinted())
      printJsonError("The command ended without a result", exitCode);
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, args);
    if (error.exitCode === 0) return exitCodes.ok;
    if (wantsJson(args)) printJsonError(error.message.replace(/^error: /, ""), exitCodes.wrongUsage);
    return exitCodes.wrongUsage;
  } finally {
    for (const end of endings) end();
  }
}

/**
 * Reports an error on standard error and, if the command line asks for JSON, on standard output.
 * @returns the exit code
 */
export function reportError(thrown: unknown, args: readonly string[]): number {
  const error = withoutSystemErrors(thrown);
  const exitCode = exitCodeOf(error);
  note(`error: ${describeError(error)}`);
  if (args.includes("--verbose")) note(stackOf(error));
  else if (!isMlebenchError(error)) note("Unexpected error. Run again with --verbose for a stack trace.");
  if (wantsJson(args)) printJsonError(error, exitCode);
  return exitCode;
}

function exitCodeOf(error: unknown): number {
  if (!isMlebenchError(error) || error.kind === "grader") return exitCodes.graderError;
  return error.kind === "usage" ? exitCodes.wrongUsage : exitCodes.userError;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? `${error.stack}` : `${error.stack}\ncaused by ${stackOf(error.cause)}`;
}
