import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGrayPng } from "@mlebench/formats/png";
import { afterAll, expect, test } from "vitest";
import { grayPng } from "../src/media.js";

const scratch = mkdtempSync(join(tmpdir(), "mlebench-png-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function read(bytes: Uint8Array): ReturnType<typeof readGrayPng> {
  const path = join(scratch, "some.png");
  writeFileSync(path, bytes);
  return readGrayPng(path);
}

test.each([
  [32, 8],
  [300, 250],
])("an image of %i × %i pixels is read as it was written", (width, height) => {
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => (i * 7 + Math.floor(i / width)) % 256);
  expect(read(grayPng({ width, height, pixels }))).toEqual({ width, height, pixels });
});

test.each([1, 2, 4] as const)("levels of gray are spread over the entire range with %i bits", (bits) => {
  const levels = 2 ** bits;
  const pixels = Uint8Array.from({ length: 5 * levels }, (_, i) => i % levels);
  expect(read(grayPng({ width: levels, height: 5, pixels }, bits)).pixels).toEqual(
    pixels.map((level) => (level * 255) / (levels - 1)),
  );
});
