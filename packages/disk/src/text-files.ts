import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Encodings that text files of others have. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

const sampleBytes = 64 << 10;

/** A line that is longer is read in parts of this many characters. */
export const maxLineCharacters = 1 << 20;

/**
 * The encoding of a file by its byte order mark, its zeros, and whether it is valid UTF-8; undefined for binary files.
 * @param sample the first bytes of the file
 * @param isComplete whether the sample is all of the file
 */
export function detectEncoding(sample: Uint8Array, isComplete: boolean): Encoding | undefined {
  const [first, second] = sample;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2]++;
  if (zeros[0] + zeros[1] > 0) {
    // ASCII in UTF-16 has a zero in every second byte.
    const least = sample.length / 2.5;
    if (zeros[1] > least && zeros[0] === 0) return "utf-16le";
    if (zeros[0] > least && zeros[1] === 0) return "utf-16be";
  }
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: !isComplete });
    return "utf-8";
  } catch {
    let controls = 0;
    for (const byte of sample)
      if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) controls++;
    return controls * 20 > sample.length ? undefined : "windows-1252";
  }
}

/**
 * The text of a file's bytes; undefined for a binary file.
 * @param keepMark leaves a byte order mark at the beginning
 */
export function decodeText(bytes: Uint8Array, keepMark = false): string | undefined {
  const sample = bytes.subarray(0, sampleBytes);
  const encoding = detectEncoding(sample, sample.length === bytes.length);
  return encoding === undefined
    ? undefined
    : new TextDecoder(encoding, { ignoreBOM: keepMark }).decode(bytes);
}

/** A line of a file, without its end. */
export interface TextLine {
  text: string;
  /** From 1. */
  number: number;
}

/**
 * Lines of a text file of any size and encoding; none for a binary file. Bytes that the encoding does not have become
 * U+FFFD. Memory is bounded: a line of more than {@link maxLineCharacters} comes in parts with one number.
 */
export function* readTextLines(
  path: string,
  blockBytes = 1 << 20,
): Generator<TextLine, Encoding | undefined> {
  const descriptor = openSync(path, "r");
  try {
    // A large block for each of a million small files would take minutes.
    const most = Math.min(blockBytes, Math.max(sampleBytes, fstatSync(descriptor).size + 1));
    const block = Buffer.allocUnsafe(most);
    let count = readSync(descriptor, block, 0, most, null);
    const encoding = detectEncoding(
      block.subarray(0, Math.min(count, sampleBytes)),
      count < most && count <= sampleBytes,
    );
    if (encoding === undefined) return undefined;
    const decoder = new TextDecoder(encoding);
    let rest = "";
    let number = 1;
    for (; count > 0; count = readSync(descriptor, block, 0, most, null)) {
      rest += decoder.decode(block.subarray(0, count), { stream: true });
      // A line feed may follow in the next block.
      const held = rest.endsWith("\r") ? "\r" : "";
      const lines = (held === "" ? rest : rest.slice(0, -1)).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? "") + held;
      for (const text of lines) {
        const last = yield* longParts(text, number);
        yield { text: last, number: number++ };
      }
      rest = yield* longParts(rest, number);
    }
    rest += decoder.decode();
    const last = yield* longParts(rest.replace(/\r$/, ""), number);
    if (last !== "") yield { text: last, number };
    return encoding;
  } finally {
    closeSync(descriptor);
  }
}

/** Yields full parts of a long line, and returns what remains. */
function* longParts(text: string, number: number): Generator<TextLine, string> {
  let from = 0;
  for (; text.length - from > maxLineCharacters; from += maxLineCharacters)
    yield { text: text.slice(from, from + maxLineCharacters), number };
  return from === 0 ? text : text.slice(from);
}
