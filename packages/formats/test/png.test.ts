import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pngSize, readGrayPng } from "../src/png.js";

const scratch = mkdtempSync(join(tmpdir(), "mlebench-png-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(scratch, "some.png");
  writeFileSync(path, bytes);
  return path;
}

interface Recorded {
  png: string;
  width: number;
  height: number;
  pixels: number[];
}

const recorded = JSON.parse(
  readFileSync(new URL("fixtures/gray-png.json", import.meta.url), "utf8"),
) as Record<string, Recorded>;

for (const [mode, { png, width, height, pixels }] of Object.entries(recorded)) {
  test(`a PNG of mode ${mode} has the gray values of Pillow`, () => {
    const image = readGrayPng(fileOf(Buffer.from(png, "base64")));
    expect({ ...image, pixels: [...image.pixels] }).toEqual({ width, height, pixels });
    expect(pngSize(fileOf(Buffer.from(png, "base64")))).toEqual({ width, height });
  });
}

test("what is no PNG is refused, and so is a file that is not there", () => {
  const whole = Buffer.from(recorded.L.png, "base64");
  expect(() => readGrayPng(fileOf(Buffer.from("not an image")))).toThrow("Invalid PNG file");
  expect(() => readGrayPng(fileOf(whole.subarray(0, 40)))).toThrow("Invalid PNG file");
  expect(() => readGrayPng(join(scratch, "absent.png"))).toThrow("File not found");
  expect(() => pngSize(join(scratch, "absent.png"))).toThrow("File not found");
  expect(() => pngSize(fileOf(whole.subarray(0, 20)))).toThrow("Invalid PNG file");
  expect(() => pngSize(fileOf(Buffer.from("not an image, but long enough")))).toThrow("Invalid PNG file");
});

test("16 bits per channel are refused", () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAAAAABq7kcWAAAAC0lEQVR4nGNg2gMAAMMAvwdKUOgAAAAASUVORK5CYII=",
    "base64",
  );
  expect(() => readGrayPng(fileOf(png))).toThrow("16 bits");
});
