import { settleCompiler } from "@mlebench/disk";
import { exitCodes } from "./exit-codes.js";
import { reportError, run } from "./index.js";
import { printJsonError, wantsJson } from "./json.js";
import { endBecauseOf, isClosedPipe, ownOutput } from "./output.js";
import { clearStatus } from "./terminal.js";

/** Runs the command line that this process was started with, and sets its exit code. */
export async function runProcess(): Promise<void> {
  const args = process.argv.slice(2);
  // In every way to exit: by process.exit here, or by an empty event loop below.
  process.on("exit", settleCompiler);

  ownOutput();

  // Other users must not be able to write to data and runs, whatever the umask of the shell is.
  process.umask(process.umask(0o002) | 0o002);

  process.once("SIGINT", () => {
    clearStatus();
    if (wantsJson(args)) printJsonError("Interrupted", exitCodes.interrupted);
    process.exit(exitCodes.interrupted);
  });

  // Errors thrown outside a command's promise, such as by a timer of a third-party package, or by its output.
  process.on("uncaughtException", (error) => {
    if (isClosedPipe(error)) endBecauseOf(error);
    process.exit(reportError(error, args));
  });

  process.exitCode = await run(args);
  settleCompiler();
}
