import { settleCompiler } from "@mlebench/core";
import { exitCodes } from "./exit-codes.js";
import { run, tellError } from "./index.js";
import { printJsonError, wantsJson } from "./json.js";
import { clearStatus } from "./terminal.js";

const args = process.argv.slice(2);

// However it ends: here by process.exit, at the bottom by an empty event loop.
process.on("exit", settleCompiler);

// A reader that has seen enough, such as `head`, is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? exitCodes.ok);
    process.stderr.write(`error: The output cannot be written: ${error.message}\n`);
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

// What is thrown outside of any command's own course, such as by a timer of a third party's package.
process.on("uncaughtException", (error) => {
  process.exit(tellError(error, args));
});

process.exitCode = await run(args);
settleCompiler();
