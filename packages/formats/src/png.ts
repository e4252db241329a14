import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { isSystemError, systemError } from "@mlebench/disk";
import { PNG } from "pngjs";
import { missingRawData } from "./missing-raw-data.js";

/** A grayscale image. */
export interface GrayImage {
  width: number;
  height: number;
  /** `width * height` of them from 0 (black) to 255 (white), row by row. */
  pixels: Uint8Array;
}

/**
 * Reads a PNG of up to 8 bits per channel as grayscale, as Pillow's `convert("L")`: colors weigh 0.299, 0.587, and 0.114
 * (ITU-R BT.601) in steps of 2^-16; transparency is ignored.
 * @throws UserError if the file is missing, is not a PNG, or has 16 bits per channel
 */
export function readGrayPng(path: string): GrayImage {
  const { width, height, data, depth } = decodePng(path);
  if (depth === 16) {
    throw new UserError("Image has 16 bits per channel", { file: path, expected: "a PNG of at most 8 bits" });
  }
  const pixels = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 4) {
    pixels[i] = (data[at] * 19595 + data[at + 1] * 38470 + data[at + 2] * 7471 + 0x8000) >> 16;
  }
  return { width, height, pixels };
}

/**
 * Width and height of a PNG, from its first 24 bytes.
 * @throws UserError if the file is missing or is not a PNG
 */
export function pngSize(path: string): { width: number; height: number } {
  const head = Buffer.alloc(24);
  try {
    const descriptor = openSync(path, "r");
    try {
      if (readSync(descriptor, head, 0, head.length, 0) < head.length) head.fill(0);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const start = head.subarray(0, 16).toString("latin1");
  if (start !== "\x89PNG\r\n\x1a\n\0\0\0\rIHDR") throw unreadable(path);
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

/** Four channels of 8 bits, whatever the file has. */
function decodePng(path: string): { width: number; height: number; data: Uint8Array; depth: number } {
  try {
    return PNG.sync.read(readFileSync(path)) as ReturnType<typeof PNG.sync.read> & { depth: number };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(file: string, cause?: unknown): Error {
  if (isSystemError(cause)) return systemError(cause, file, missingRawData);
  return new UserError("Invalid PNG file", {
    file,
    hint: "The file may be damaged. Download the data again.",
    cause,
  });
}
