import fs, { readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { type DrivenRun, driveReact } from "./drive-react.js";

/** What a process does that is killed, and when. */
export interface DriverRequest extends DrivenRun {
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
process.stdout.write(JSON.stringify(await driveReact(request)));
