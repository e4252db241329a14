import { serveThread } from "@mlebench/disk/worker-pool";
import {
  extractZipRun,
  lower,
  type ZipJob,
  type ZipRun,
  type ZipRunResult,
  zipWindowSize,
} from "./zip-run.js";

/** What a thread gets besides its runs. */
export interface ZipThreadSetup extends ZipJob {
  /** One 32-bit integer: the first row that failed in any thread. No thread goes on to those after it. */
  firstFailure: SharedArrayBuffer;
}

const window = Buffer.allocUnsafeSlow(zipWindowSize);
/** Bytes after which a thread reports. */
const eventSize = 1 << 20;

serveThread<ZipThreadSetup, ZipRun, ZipRunResult>(async ({ firstFailure, ...job }, run, emit) => {
  const shared = new Int32Array(firstFailure);
  let pending = 0;
  const onBytes = (bytes: number): void => {
    pending += bytes;
    if (pending < eventSize) return;
    emit(pending);
    pending = 0;
  };
  const isOver = (index: number): boolean => index > Atomics.load(shared, 0);
  const result = await extractZipRun(job, run, onBytes, isOver, window);
  emit(pending);
  if (result.failed !== undefined) lower(shared, result.failed);
  return result;
});
