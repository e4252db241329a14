/** The same fault again and again is written once in this time. */
const quietMilliseconds = 10_000;

/** Characters of one complaint that are written. */
const longestComplaint = 4000;

/** Complaints that one process writes at most: whoever causes them must not be able to fill a disk. */
const mostComplaints = 1000;

/**
 * Writes about faults of the server's own to standard error: bounded in number, rate and size, whatever clients do.
 * @param write where to write to. @default standard error
 * @param now milliseconds. @default Date.now
 */
export function createComplaints(
  write: (line: string) => void = (line) => void process.stderr.write(line),
  now: () => number = Date.now,
): (text: string) => void {
  let written = 0;
  let last = Number.NEGATIVE_INFINITY;
  let suppressed = 0;
  return (text) => {
    if (written >= mostComplaints || now() - last < quietMilliseconds) {
      suppressed++;
      return;
    }
    written++;
    last = now();
    const more = suppressed > 0 ? ` (${suppressed} more suppressed)` : "";
    suppressed = 0;
    write(`${text.slice(0, longestComplaint)}${more}\n`);
  };
}
