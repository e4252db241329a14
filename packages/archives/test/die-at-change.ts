import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const names =
  /^(append|chmod|copy|cp|f?truncate|link|mkdir|open|rename|rm|symlink|unlink|utimes|write)[a-z]*(Sync)?$/i;

/**
 * Lets a process die, as of SIGKILL, just before the change of the file system that `dieAt` counts to. So tests choose what they interrupt, however fast or busy the machine is.
 * @returns how many changes there were so far
 */
export function dieAtChange(dieAt: number | undefined): () => number {
  let changes = 0;
  const count = (target: Record<string, unknown>): void => {
    for (const [name, original] of Object.entries(target)) {
      if (typeof original !== "function" || !names.test(name)) continue;
      target[name] = function counted(this: unknown, ...args: unknown[]): unknown {
        changes += 1;
        if (changes === dieAt) process.kill(process.pid, "SIGKILL");
        return original.apply(this, args);
      };
    }
  };
  count(fs as unknown as Record<string, unknown>);
  count(fs.promises as unknown as Record<string, unknown>);
  syncBuiltinESMExports();
  return () => changes;
}
