import { exitCodes } from "./exit-codes.js";
import { note } from "./terminal.js";

/**
 * Does work that Ctrl-C, or SIGTERM, ends early but not at once: the signal is aborted, and the work returns what it has.
 * The second Ctrl-C exits.
 * @param saving what happens then, for the message, such as "saving reports on what is done"
 */
export async function interruptible<T>(
  saving: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    note(`Stopping: ${saving}. Press Ctrl-C again to exit without.`);
    controller.abort();
  };
  // The program's own handler would exit at once.
  const usual = process.listeners("SIGINT");
  for (const listener of usual) process.off("SIGINT", listener);
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
    for (const listener of usual) process.once("SIGINT", listener);
  }
}
