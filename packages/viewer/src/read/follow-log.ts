import { setTimeout as sleep } from "node:timers/promises";
import { withFile } from "./safe-file.js";
import { shownText } from "./text-part.js";

export interface FollowLogOptions {
  /** How many lines of the end are given first. */
  lines: number;
  /** Asked whenever nothing new came; the log ends when it says so. Without it, only what is there now is given. */
  isOver?: () => boolean;
  signal?: AbortSignal;
  /** @default 500 */
  pollMilliseconds?: number;
}

const chunkBytes = 256 * 1024;
/** So much of the end is searched for the lines that are wanted. */
const maxTailBytes = 64 << 20;
const name = "run.log";

/**
 * The log of a run as it grows, without what acts on a terminal. A log of another attempt that takes its place is given
 * from its beginning.
 * @returns complete lines, without a line feed at the end, and at the end what is left
 */
export async function* followLog(run: string, options: FollowLogOptions): AsyncGenerator<string> {
  const { isOver, signal, pollMilliseconds = 500 } = options;
  let at = withFile(run, name, (file) => ({
    inode: file.stats.ino,
    offset: tailOffset(file, options.lines),
  }));
  let carry = Buffer.alloc(0);
  for (;;) {
    // Asked first, so that what is written before the end is read.
    const isLast = isOver === undefined || isOver() || signal?.aborted === true;
    for (;;) {
      const known = at;
      const read = withFile(run, name, (file) => {
        const isSame = known?.inode === file.stats.ino && file.stats.size >= known.offset;
        const offset = isSame ? known.offset : 0;
        const bytes = file.read(offset, chunkBytes);
        return { inode: file.stats.ino, offset: offset + bytes.length, bytes: Buffer.from(bytes), isSame };
      });
      if (read === undefined || read.bytes.length === 0) break;
      at = read;
      const bytes = read.isSame ? Buffer.concat([carry, read.bytes]) : read.bytes;
      // A line that is too long is given in pieces.
      const end = bytes.length > chunkBytes * 4 ? bytes.length : bytes.lastIndexOf(10) + 1;
      if (end > 0) yield shownText(bytes.toString("utf8", 0, end)).replace(/\n$/, "");
      carry = Buffer.from(bytes.subarray(end));
    }
    if (isLast) break;
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  if (carry.length > 0) yield shownText(carry.toString("utf8"));
}

/** Where the last lines begin. */
function tailOffset(
  { stats: { size }, read }: Parameters<Parameters<typeof withFile>[2]>[0],
  lines: number,
): number {
  if (lines <= 0) return size;
  let wanted = lines;
  // The line feed that ends the last line begins none.
  for (let end = size - 1; end > 0 && size - end < maxTailBytes; ) {
    const start = Math.max(0, end - chunkBytes);
    const bytes = read(start, end - start);
    for (let i = bytes.lastIndexOf(10); i !== -1; i = i === 0 ? -1 : bytes.lastIndexOf(10, i - 1)) {
      wanted--;
      if (wanted === 0) return start + i + 1;
    }
    end = start;
    if (start === 0) return 0;
  }
  return Math.max(0, size - maxTailBytes);
}
