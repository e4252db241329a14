/** At most one line is written in this time. */
const quietMilliseconds = 10_000;

/** Characters of one line that are written. */
const maxLineLength = 4000;

/** Complaints that one process writes at most: whoever causes them must not be able to fill a disk. */
const maxLines = 1000;

/**
 * Writes the server's own errors to standard error, limited in number, rate, and size, so that clients cannot fill a disk.
 * @param write where to write to. @default standard error
 * @param now milliseconds. @default Date.now
 */
export function createErrorLog(
  write: (line: string) => void = (line) => void process.stderr.write(line),
  now: () => number = Date.now,
): (text: string) => void {
  let written = 0;
  let last = Number.NEGATIVE_INFINITY;
  let suppressed = 0;
  return (text) => {
    if (written >= maxLines || now() - last < quietMilliseconds) {
      suppressed++;
      return;
    }
    written++;
    last = now();
    const more = suppressed > 0 ? ` (${suppressed} more suppressed)` : "";
    suppressed = 0;
    write(`${text.slice(0, maxLineLength)}${more}\n`);
  };
}
