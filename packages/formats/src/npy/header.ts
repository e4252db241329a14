import { closeSync, fstatSync, openSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { readFully, systemError } from "@mlebench/disk";
import { missingRawData } from "../missing-raw-data.js";

/** NumPy's letter for the type of an array's values. */
export type NpyKind = "b" | "i" | "u" | "f" | "c" | "m" | "M" | "S" | "U" | "V";

/** Header of an .npy file. */
export interface NpyHeader {
  /** Type of a value as NumPy writes it, such as `<f4` or `|b1`. */
  descr: string;
  /**
   * Of the type: bool (b), signed (i) and unsigned (u) integers, floats (f), complex numbers (c), time spans (m),
   * moments (M), bytes (S), text (U) or anything (V).
   */
  kind: NpyKind;
  /** Of one value. A character of text has 4. */
  itemBytes: number;
  littleEndian: boolean;
  /** Whether the first index varies fastest in the file (Fortran) and not the last (C). */
  fortranOrder: boolean;
  shape: readonly number[];
  /** Where in the file the values begin. */
  dataOffset: number;
  /** Size of what one first index selects; of the one value where there is no index. */
  rowBytes: number;
}

/** Every file begins with this, then major and minor version of the format. */
const magic = Buffer.from("\x93NUMPY", "latin1");
const plainType = /^([<>|=]?)([biufcmMSUV])(\d+|(?<=[mM]))(\[\w+\])?$/;
const itemSizes: Readonly<Partial<Record<string, readonly number[]>>> = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8, 16],
  c: [8, 16, 32],
  m: [8],
  M: [8],
};
const entry = /\s*(["'])(\w+)\1\s*:\s*(True|False|\([\dL,\s]*\)|\[.*\]|"[^"]*"|'[^']*')\s*(?:,|(?=\}))/sy;
/** NumPy reads no longer ones either, unless configured to. */
const maxHeader = 10_000;
const downloadAgain = "The file may be damaged. Download the data again.";

/**
 * Reads the header of a .npy file (versions 1.0 to 3.0 of NumPy's format), and makes sure that the values are all there.
 * Formats: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @throws UserError when the file is missing, no .npy file or too short, and for arrays of Python objects or records
 */
export function readNpyHeader(path: string): NpyHeader {
  return withNpyFile(path, (_descriptor, header) => header);
}

/**
 * Calls `work` with an open .npy file and closes it afterwards, also after a promise.
 * @throws UserError as {@link readNpyHeader}
 */
export function withNpyFile<T>(path: string, work: (descriptor: number, header: NpyHeader) => T): T {
  const descriptor = openForReading(path);
  let result: T;
  try {
    result = work(descriptor, headerOf(descriptor, path));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => closeSync(descriptor)) as T;
  closeSync(descriptor);
  return result;
}

function openForReading(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw systemError(cause, path, missingRawData);
  }
}

/**
 * Fills `target` with the bytes from `position` on.
 * @throws UserError when the file ends before
 */
export function fill(descriptor: number, path: string, target: Uint8Array, position: number): void {
  if (readFully(descriptor, target, 0, target.length, position) < target.length)
    throw tooShort(path, `at least ${position + target.length} bytes`);
}

function tooShort(file: string, expected: string): UserError {
  return new UserError("Unexpected end of .npy file", { file, expected, hint: downloadAgain });
}

function headerOf(descriptor: number, path: string): NpyHeader {
  const { size } = requireFile(descriptor, path);
  const start = Buffer.alloc(Math.min(12, size));
  fill(descriptor, path, start, 0);
  if (!start.subarray(0, magic.length).equals(magic)) {
    throw new UserError("Not an .npy file", {
      file: path,
      expected: "\\x93NUMPY at its start, as np.save writes it",
      hint: downloadAgain,
    });
  }
  if (start.length < 12) throw tooShort(path, "a header");
  const [major, minor] = start.subarray(magic.length);
  if (major < 1 || major > 3 || minor !== 0) {
    throw new UserError(`Unsupported .npy version ${major}.${minor}`, {
      file: path,
      expected: "version 1.0, 2.0 or 3.0",
    });
  }
  const textOffset = major === 1 ? 10 : 12;
  const textLength = major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (textLength > maxHeader) {
    throw new UserError(`.npy header is too long: ${textLength} bytes`, {
      file: path,
      expected: `at most ${maxHeader} bytes`,
      hint: downloadAgain,
    });
  }
  const dataOffset = textOffset + textLength;
  if (size < dataOffset) throw tooShort(path, `a header of ${textLength} bytes`);
  const text = Buffer.alloc(textLength);
  fill(descriptor, path, text, textOffset);
  const header = { ...parseHeader(text.toString("latin1"), path), dataOffset };
  const wanted = dataOffset + header.itemBytes * product(header.shape);
  if (size < wanted) throw tooShort(path, `${wanted} bytes; there are ${size}`);
  return header;
}

function requireFile(descriptor: number, path: string): { size: number } {
  const found = fstatSync(descriptor);
  if (found.isFile()) return found;
  throw new UserError("Not a regular file", { file: path, expected: "an .npy file" });
}

/** The header is a Python dict of three entries, which other programs than NumPy order and space as they like. */
function parseHeader(text: string, file: string): Omit<NpyHeader, "dataOffset"> {
  const damaged = (expected: string): UserError =>
    new UserError("Invalid .npy header", { file, expected, hint: downloadAgain });
  const dict = text.trim();
  const entries = new Map<string, string>();
  entry.lastIndex = 1;
  for (let found = entry.exec(dict); found !== null; found = entry.exec(dict)) {
    entries.set(found[2], found[3]);
    if (/^\s*\}$/.test(dict.slice(entry.lastIndex))) break;
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((name) => entries.get(name));
  if (!dict.startsWith("{") || !dict.endsWith("}") || entries.size !== 3 || !descr || !order || !shape) {
    throw damaged("a Python dict of descr, fortran_order and shape");
  }
  if (order !== "True" && order !== "False") throw damaged("True or False as fortran_order");
  const sizes = shapeOf(shape);
  if (sizes === undefined) throw damaged("a tuple of sizes as shape, such as (3, 4)");
  const type = typeOf(descr, file);
  return {
    ...type,
    fortranOrder: order === "True",
    shape: sizes,
    rowBytes: type.itemBytes * product(sizes.slice(1)),
  };
}

/** NumPy on Python 2 wrote long integers, such as `429L`. */
function shapeOf(tuple: string): number[] | undefined {
  const inside = tuple.slice(1, -1).trim();
  if (inside === "") return [];
  if (!inside.includes(",") || !/^\d+L?(\s*,\s*\d+L?)*\s*,?$/.test(inside)) return undefined;
  const sizes = (inside.match(/\d+/g) ?? []).map(Number);
  return Number.isSafeInteger(product(sizes)) && sizes.every(Number.isSafeInteger) ? sizes : undefined;
}

function typeOf(
  literal: string,
  file: string,
): Pick<NpyHeader, "descr" | "kind" | "itemBytes" | "littleEndian"> {
  const refuse = (what: string): UserError =>
    new UserError(`.npy file contains ${what}`, {
      file,
      expected: "an array of plain values, such as `<f4`",
    });
  if (literal.startsWith("[")) throw refuse("records of several fields");
  const name = literal.slice(1, -1);
  if (/^[<>|=]?O\d*$/.test(name))
    throw refuse("pickled Python objects, which can run code when they are read");
  const found = plainType.exec(name);
  if (found === null) throw refuse(`values of an unknown type (${name})`);
  const [, order, letter, digits, unit = ""] = found;
  const kind = letter as NpyKind;
  const size = kind === "m" || kind === "M" ? Number(digits || 8) : Number(digits);
  const fits = itemSizes[kind]?.includes(size) ?? size > 0;
  if (!fits || (unit !== "" && kind !== "m" && kind !== "M")) {
    throw refuse(`values of an unknown type (${name})`);
  }
  const orderless = kind === "S" || kind === "V" || (size === 1 && kind !== "U");
  const littleEndian = order !== ">" || orderless;
  return {
    descr: `${orderless ? "|" : littleEndian ? "<" : ">"}${kind}${digits}${unit}`,
    kind,
    itemBytes: kind === "U" ? 4 * size : size,
    littleEndian,
  };
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

/**
 * Space for the first size to grow to 21 digits, which NumPy leaves behind the dict so that a file can be appended to in
 * place; the last size in Fortran order.
 */
const growthDigits = 21;
/** The values begin at a multiple of this. */
const alignment = 64;

/** A header of version 1.0, byte for byte as `np.save` writes it. */
export function npyHeaderBytes(
  { descr, fortranOrder }: Pick<NpyHeader, "descr" | "fortranOrder">,
  shape: readonly number[],
): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dict = `{'descr': '${descr}', 'fortran_order': ${fortranOrder ? "True" : "False"}, 'shape': ${tuple}, }`;
  const growing = shape.at(fortranOrder ? -1 : 0);
  const padding = growing === undefined ? 0 : growthDigits - String(growing).length;
  const start = magic.length + 4;
  const unpadded = dict.length + padding + 1;
  // A header that happens to fit gets another 64 spaces, as NumPy has it.
  const length = unpadded + alignment - ((start + unpadded) % alignment);
  const bytes = Buffer.alloc(start + length, " ");
  magic.copy(bytes);
  bytes.set([1, 0, length & 0xff, length >> 8], magic.length);
  bytes.write(dict, start, "latin1");
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}
