// What the generators of raw data share: seeded draws that are faster than a Mersenne Twister, and files written in blocks.
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createZip } from "@mlebench/archives";

/** Draws from a generator with 32 bits of state: the same for the same seed on every machine. */
export function createDraws(seed = 1) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end) => Math.floor(random() * end);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const pool = (count, make) => Array.from({ length: count }, (_, i) => make(i));
  return { random, below, pick, pool };
}

/** Hexadecimal digits, different for every `i` below 2^32. */
export function hex(i, digits) {
  let text = "";
  for (let part = 0; text.length < digits; part++)
    text += (Math.imul(i + 1, [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f][part % 4]) >>> 0)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, digits);
}

/** What stands for an image: as many bytes, which no file system leaves out. */
export const imageBytes = (length) => Buffer.alloc(length, "image");

/** Writes `count` pieces of text or bytes, a few megabytes at a time, and makes the folder of the file. */
export function writeFile(path, count, piece, { before = "", between = "\n", after = "\n" } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, "w");
  let block = before;
  for (let i = 0; i < count; i++) {
    block += i === count - 1 ? piece(i) : piece(i) + between;
    if (block.length < 4e6) continue;
    writeAll(descriptor, Buffer.from(block));
    block = "";
  }
  writeAll(descriptor, Buffer.from(block + after));
  closeSync(descriptor);
}

/** A CSV file with a line for every row. */
export function writeRows(path, header, count, row) {
  writeFile(path, count, row, { before: `${header}\n` });
}

/** Rows that are rendered; longer files repeat them, with another number or date in each. */
const renderedRows = 250_000;

/** What {@link writeBlocks} puts `fill` in place of. */
export const blank = (length) => "\u0001".repeat(length);

/**
 * A text file of a line for every row, as fast as a disk takes it: the first rows are rendered, and repeated with
 * `fill(i)` in place of the blank of row `i`. A text has the length of the blank, and only ASCII characters.
 */
export function writeBlocks(path, { before = "", end = "\n" }, count, row, fill) {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, "w");
  writeAll(descriptor, Buffer.from(before));
  const rows = Math.min(count, renderedRows);
  const lines = Array.from({ length: rows }, (_, i) => Buffer.from(row(i) + end));
  const block = Buffer.concat(lines);
  let [offset, written] = [0, 0];
  const offsets = lines.map((line) => {
    const start = offset;
    offset += line.length;
    return start;
  });
  const places = lines.map((line, i) => offsets[i] + line.indexOf(1));
  while (written < count) {
    const used = Math.min(rows, count - written);
    if (fill !== undefined) for (let i = 0; i < used; i++) block.latin1Write(fill(written + i), places[i]);
    writeAll(descriptor, used === rows ? block : block.subarray(0, offsets[used]));
    written += used;
  }
  closeSync(descriptor);
}

export function writeAll(descriptor, bytes) {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

/** Packs one file and removes it. */
export async function packFile(zip, name, path) {
  await createZip(zip, [{ name, path }]);
  rmSync(path);
}
