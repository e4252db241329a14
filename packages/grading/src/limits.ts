const MiB = 2 ** 20;

/**
 * The largest submission that is read, anywhere: 4 GiB. The largest sample submission of the benchmark
 * has less than one; a file beyond this is invalid unread.
 */
export const maxSubmissionBytes = 4096 * MiB;

/**
 * A submission of more than this, 16 MiB, is graded in a subprocess that may run out of memory. What a smaller
 * one can cost stays below the least memory that Node gives itself: many rows, IDs or columns, quoted text, run lengths
 * and boxes of this size were all graded with a heap of 256 MiB.
 */
export const maxInProcessBytes = 16 * MiB;

/**
 * What V8 and Node say when a file is more than a string, an array, a map or a buffer can hold. The sample
 * submission then shows whether the grader itself is the cause.
 */
const beyondCapacity =
  /ERR_STRING_TOO_LONG|ERR_FS_FILE_TOO_LARGE|ERR_BUFFER_TOO_LARGE|ERR_WORKER_OUT_OF_MEMORY|Invalid string length|Array buffer allocation failed|Invalid (typed )?array length|Invalid array buffer length|Map maximum size exceeded|Set maximum size exceeded|Maximum call stack size exceeded|greater than 2 GiB/;

/** True for an error that says that something became larger than the runtime can hold, itself or through its causes. */
export function isBeyondCapacity(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Object && depth < 8; depth++) {
    const { code, message, cause } = one as { code?: unknown; message?: unknown; cause?: unknown };
    if (beyondCapacity.test(`${String(code)} ${String(message)}`)) return true;
    one = cause;
  }
  return false;
}

/**
 * True when a process ended because it had no more memory: V8 says so and aborts, the kernel kills.
 * @param stderrText what it wrote to standard error
 */
export function ranOutOfMemory(signal: NodeJS.Signals | null, stderrText: string): boolean {
  return signal === "SIGKILL" || /out of memory|allocation failed/i.test(stderrText);
}
