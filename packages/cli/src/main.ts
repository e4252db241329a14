import { settleCompiler } from "@mlebench/core";
import { exitCodes } from "./exit-codes.js";
import { run } from "./index.js";
import { clearStatus } from "./terminal.js";

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
  process.exit(exitCodes.interrupted);
});

process.exitCode = await run(process.argv.slice(2));
settleCompiler();
