import { settleCompiler } from "@mlebench/disk";
import { exitCodes } from "./exit-codes.js";
import { reportError, run } from "./index.js";
import { printJsonError, wantsJson } from "./json.js";
import { clearStatus } from "./terminal.js";

const args = process.argv.slice(2);

// In every way to exit: by process.exit here, or by an empty event loop below.
process.on("exit", settleCompiler);

// A reader that closes the pipe early, such as `head`, is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? exitCodes.ok);
    process.stderr.write(`error: Cannot write the output: ${error.message}\n`);
    process.exit(exitCodes.userError);
  });
}

// Whatever the shell allows, nobody else may write to data and runs.
process.umask(process.umask(0o002) | 0o002);

process.once("SIGINT", () => {
  clearStatus();
  if (wantsJson(args)) printJsonError("Interrupted", exitCodes.interrupted);
  process.exit(exitCodes.interrupted);
});

// Errors thrown outside a command's promise, such as by a timer of a third-party package.
process.on("uncaughtException", (error) => {
  process.exit(reportError(error, args));
});

process.exitCode = await run(args);
settleCompiler();
