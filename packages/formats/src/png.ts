import { readFileSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { PNG } from "pngjs";

/** An image of one brightness per pixel. */
export interface GrayImage {
  width: number;
  height: number;
  /** `width * height` of them from 0 (black) to 255 (white), row by row. */
  pixels: Uint8Array;
}

/**
 * A PNG of up to 8 bits per channel as shades of grey. Colours weigh 0.299, 0.587 and 0.114 (ITU-R BT.601) in steps of
 * 2^-16, as Pillow's `convert("L")` has it; what is transparent counts as if it were not.
 * @throws UserError when the file is missing, is no PNG or has 16 bits per channel
 */
export function readGrayPng(path: string): GrayImage {
  const { width, height, data, depth } = decodePng(path);
  if (depth === 16) {
    throw new UserError("The image has 16 bits per channel", { file: path, expected: "a PNG of at most 8" });
  }
  const pixels = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 4) {
    pixels[i] = (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 0x8000) >> 16;
  }
  return { width, height, pixels };
}

/** Four channels of 8 bits, whatever the file has. */
function decodePng(path: string): { width: number; height: number; data: Uint8Array; depth: number } {
  try {
    return PNG.sync.read(readFileSync(path)) as ReturnType<typeof PNG.sync.read> & { depth: number };
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(isMissing ? "There is no such file" : "The file is no readable PNG", {
      file: path,
      hint: isMissing
        ? "Check that the raw data is complete, and extract or download it again if not."
        : "It may be damaged: download the data again.",
      cause,
    });
  }
}
