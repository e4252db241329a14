import fs, { readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { runReact } from "../src/react/run-react.js";

import { fakeTask } from "./harness.js";

/** What a process does that is killed, and when. */
export interface DriverRequest {
  readonly agent: "react" | "tree";
  readonly url: string;
  readonly root: string;
  readonly isResumed: boolean;
  /** It dies when so many writes to the transcript were done. */
  readonly dieAfter?: number;
  /** Half of the write that follows is on the disk then. */
  readonly isTorn?: boolean;
}

const request = JSON.parse(readFileSync(0, "utf8")) as DriverRequest;

/** Only transcripts are written synchronously to a descriptor and synchronized. */
function dieAfter(count: number, isTorn: boolean): void {
  let done = 0;
  const { fsyncSync, writeSync } = fs;
  fs.fsyncSync = (file) => {
    fsyncSync(file);
    done += 1;
    if (done === count && !isTorn) process.kill(process.pid, "SIGKILL");
  };
  fs.writeSync = ((file: number, bytes: Uint8Array) => {
    if (done < count || !isTorn) return writeSync(file, bytes);
    writeSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)));
    process.kill(process.pid, "SIGKILL");
    return 0;
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
}

if (request.dieAfter !== undefined) dieAfter(request.dieAfter, request.isTorn ?? false);
const began = performance.now();
const { url, root, isResumed } = request;
const task = fakeTask({
  url,
  root,
  isResumed,
  settings: request.agent === "react" ? { maxMessages: 0 } : { maxTurns: 12 },
  elapsed: () => (performance.now() - began) / 1000,
});
const report = await runReact(task);
process.stdout.write(JSON.stringify(report));
