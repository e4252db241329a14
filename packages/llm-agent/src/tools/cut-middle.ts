/** Bytes of a tool's output that a model gets, as in Inspect. */
export const longestOutput = 16 * 1024;

/**
 * A text without its middle, if it is too long.
 * @param missing bytes that its middle lacks already
 * @returns the text with a note of how many bytes are left out
 */
export function cutMiddle(
  head: string,
  tail: string,
  missing: number,
  longest: number = longestOutput,
): string {
  const [first, last] = [Buffer.from(head), Buffer.from(tail)];
  if (missing === 0 && first.length + last.length <= longest) return head + tail;
  const half = Math.floor(longest / 2);
  const all = missing === 0 ? Buffer.concat([first, last]) : undefined;
  const start = (all ?? first).subarray(0, half);
  const source = all ?? last;
  const end = source.subarray(Math.max(0, source.length - half));
  const left = missing + first.length + last.length - start.length - end.length;
  return `${decodeStart(start)}\n[… ${left} bytes left out …]\n${decodeEnd(end)}`;
}

/** A cut may go through a character. */
const decodeStart = (bytes: Buffer): string => bytes.toString("utf8").replace(/\uFFFD{1,3}$/, "");
const decodeEnd = (bytes: Buffer): string => bytes.toString("utf8").replace(/^\uFFFD{1,3}/, "");
