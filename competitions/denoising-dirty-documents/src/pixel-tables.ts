import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { parse } from "node:path";
import { readGrayPng } from "@mlebench/formats/png";
import { formatFloat } from "@mlebench/table";

/** What a line ends with, per shade: its brightness from 0 to 1 as Python prints it. */
const shadeEnds = Array.from({ length: 256 }, (_, shade) => Buffer.from(`,${formatFloat(shade / 255)}\n`));
const sampleEnd = Buffer.from(",1\n");

/**
 * Writes two CSVs with a row for every pixel of every image, by image, row and column: `answers` with the pixel's
 * brightness, `sample` with 1. Both appear complete or not at all.
 * @param images paths of PNG files, in order
 * @param onImage called with the number of images done
 * @throws UserError when an image cannot be read
 */
export function writePixelTables(
  images: readonly string[],
  { answers, sample }: { answers: string; sample: string },
  onImage: (done: number) => void,
): void {
  const temporary = [answers, sample].map((path) => `${path}.${process.pid}.tmp`);
  try {
    const writers = temporary.map(openWriter);
    try {
      for (const writer of writers) writer.write(Buffer.from("id,value\n"));
      for (const [i, image] of images.entries()) {
        writePixels(image, writers[0], writers[1]);
        onImage(i + 1);
      }
    } finally {
      for (const writer of writers) writer.close();
    }
    renameSync(temporary[0], answers);
    renameSync(temporary[1], sample);
  } catch (error) {
    for (const path of temporary) rmSync(path, { force: true });
    throw error;
  }
}

function writePixels(image: string, answers: ByteWriter, sample: ByteWriter): void {
  const { name } = parse(image);
  const needsQuotes = /[",\r\n]/.test(name);
  const start = needsQuotes ? `"${name.replaceAll('"', '""')}` : name;
  const { width, height, pixels } = readGrayPng(image);
  const columns = Array.from({ length: width }, (_, column) =>
    Buffer.from(`${column + 1}${needsQuotes ? '"' : ""}`),
  );
  for (let row = 0; row < height; row++) {
    const prefix = Buffer.from(`${start}_${row + 1}_`);
    for (let column = 0; column < width; column++) {
      answers.write(prefix);
      answers.write(columns[column]);
      answers.write(shadeEnds[pixels[row * width + column]]);
      sample.write(prefix);
      sample.write(columns[column]);
      sample.write(sampleEnd);
    }
  }
}

interface ByteWriter {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Collects small pieces into writes of a megabyte. A piece is far smaller than that. */
function openWriter(path: string): ByteWriter {
  const descriptor = openSync(path, "w");
  const space = Buffer.alloc(1 << 20);
  let used = 0;
  const flush = (): void => {
    for (let done = 0; done < used; ) done += writeSync(descriptor, space, done, used - done);
    used = 0;
  };
  return {
    write(bytes) {
      if (used + bytes.length > space.length) flush();
      for (let i = 0; i < bytes.length; i++) space[used++] = bytes[i];
    },
    close() {
      try {
        flush();
      } finally {
        closeSync(descriptor);
      }
    },
  };
}
