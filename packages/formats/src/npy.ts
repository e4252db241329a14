import { UserError } from "@mlebench/core";
import type { Column } from "@mlebench/table";
import { fill, type NpyHeader, npyHeaderBytes, product, withNpyFile } from "./npy/header.js";
import { lastIndexFastest } from "./npy/rows.js";

export { type NpyHeader, type NpyKind, readNpyHeader } from "./npy/header.js";
export { type TakeNpyRowsOptions, takeNpyRows } from "./npy/rows.js";

/** Bytes that are decoded at a time. */
const blockBytes = 4 << 20;

/**
 * An array of one dimension as a column: text, bools, integers of any size, and floats of 8 bytes. Shorter floats
 * are refused, because a column of doubles would be written with other digits than NumPy prints.
 * @throws UserError when the file cannot be read as `readNpyHeader` says, or holds another kind of array
 */
export function readNpyColumn(path: string): Column {
  return withNpyFile(path, (descriptor, header) => {
    const { shape, dataOffset, itemBytes, kind } = header;
    if (shape.length !== 1) {
      throw new UserError(`The array has ${shape.length} dimensions`, {
        file: path,
        expected: "one dimension",
      });
    }
    if (!/^[biuU]$/.test(kind) && !/^[<>]f8$/.test(header.descr)) {
      throw new UserError(`Unsupported array type \`${header.descr}\``, {
        file: path,
        expected: "strings (U), booleans (b1), integers (i, u), or 64-bit floats (f8)",
      });
    }
    const block = Buffer.allocUnsafe(Math.max(1, Math.floor(blockBytes / itemBytes)) * itemBytes);
    /** Calls `take` with each value's row and position in the block. */
    const forEachValue = (take: (row: number, bytes: Buffer, at: number) => void): void => {
      const end = dataOffset + shape[0] * itemBytes;
      let row = 0;
      for (let position = dataOffset; position < end; position += block.length) {
        const bytes = block.subarray(0, Math.min(block.length, end - position));
        fill(descriptor, path, bytes, position);
        for (let at = 0; at < bytes.length; at += itemBytes) take(row++, bytes, at);
      }
    };
    return columnOf(header, path, forEachValue);
  });
}

/** A small array in memory. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order: the last index varies fastest. Booleans are 0 and 1. */
  readonly values: Float64Array;
}

/**
 * Reads an array of any shape into memory, as numbers that a double holds exactly: booleans, integers up to 2^53, and
 * floats of 4 or 8 bytes.
 * @throws UserError if the file cannot be read as `readNpyHeader` says, or holds other values
 */
export function readNpyArray(path: string): NpyArray {
  return withNpyFile(path, (descriptor, header) => {
    const { shape, dataOffset, itemBytes, kind, fortranOrder } = header;
    const isSupported = kind === "f" ? itemBytes === 4 || itemBytes === 8 : /^[biu]$/.test(kind);
    if (!isSupported) {
      throw new UserError(`Unsupported array type \`${header.descr}\``, {
        file: path,
        expected: "booleans (b1), integers (i, u), or floats (f4, f8)",
      });
    }
    const count = product(shape);
    const bytes = Buffer.allocUnsafe(count * itemBytes);
    fill(descriptor, path, bytes, dataOffset);
    const read = numberReader(header);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      values[fortranOrder ? lastIndexFastest(i, shape) : i] = read(bytes, i * itemBytes);
    }
    if (kind !== "f" && itemBytes === 8 && !values.every(Number.isSafeInteger)) {
      throw new UserError("Integer too large in the array", { file: path, expected: "integers up to 2^53" });
    }
    return { shape, values };
  });
}

function numberReader({ kind, itemBytes, littleEndian }: NpyHeader): (bytes: Buffer, at: number) => number {
  if (kind === "b") return (bytes, at) => (bytes[at] === 0 ? 0 : 1);
  if (kind === "f" && itemBytes === 4)
    return littleEndian ? (bytes, at) => bytes.readFloatLE(at) : (bytes, at) => bytes.readFloatBE(at);
  if (kind === "f")
    return littleEndian ? (bytes, at) => bytes.readDoubleLE(at) : (bytes, at) => bytes.readDoubleBE(at);
  if (itemBytes === 8) {
    const read = kind === "i" ? "readBigInt64" : "readBigUInt64";
    return (bytes, at) => Number(bytes[`${read}${littleEndian ? "LE" : "BE"}`](at));
  }
  if (kind === "i")
    return littleEndian
      ? (bytes, at) => bytes.readIntLE(at, itemBytes)
      : (bytes, at) => bytes.readIntBE(at, itemBytes);
  return littleEndian
    ? (bytes, at) => bytes.readUIntLE(at, itemBytes)
    : (bytes, at) => bytes.readUIntBE(at, itemBytes);
}

type ForEachValue = (take: (row: number, bytes: Buffer, at: number) => void) => void;

function columnOf(header: NpyHeader, file: string, forEachValue: ForEachValue): Column {
  const { kind, itemBytes } = header;
  const [length] = header.shape;
  if (kind === "U") return textColumn(header, file, forEachValue);
  if (kind === "b") {
    const values = new Uint8Array(length);
    forEachValue((row, bytes, at) => {
      values[row] = bytes[at] === 0 ? 0 : 1;
    });
    return { dtype: "bool", values };
  }
  if (kind !== "f" && itemBytes === 8) return longColumn(header, forEachValue);
  const read = numberReader(header);
  const values = new Float64Array(length);
  forEachValue((row, bytes, at) => {
    values[row] = read(bytes, at);
  });
  return { dtype: kind === "f" ? "float64" : "int64", values };
}

/** Integers of 8 bytes; those that a double holds exactly become doubles, as in every int64 column. */
function longColumn({ kind, littleEndian, shape }: NpyHeader, forEachValue: ForEachValue): Column {
  if (kind === "u") {
    const values = new BigUint64Array(shape[0]);
    forEachValue((row, bytes, at) => {
      values[row] = littleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at);
    });
    return { dtype: "uint64", values };
  }
  const values = new BigInt64Array(shape[0]);
  forEachValue((row, bytes, at) => {
    values[row] = littleEndian ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at);
  });
  const largest = BigInt(Number.MAX_SAFE_INTEGER);
  const isSafe = values.every((value) => value >= -largest && value <= largest);
  return { dtype: "int64", values: isSafe ? Float64Array.from(values, Number) : values };
}

/** Text is UTF-32, filled up with zeros. */
function textColumn(
  { littleEndian, itemBytes, shape }: NpyHeader,
  file: string,
  forEachValue: ForEachValue,
): Column {
  const values = new Array<string>(shape[0]);
  forEachValue((row, bytes, at) => {
    let text = "";
    /** Up to the last character that is none of the zeros at the end. */
    let length = 0;
    for (let offset = at; offset < at + itemBytes; offset += 4) {
      const point = littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
      if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        throw new UserError("Invalid Unicode string in the array", {
          file,
          row: row + 1,
          hint: "The file may be damaged. Download the data again.",
        });
      }
      text += String.fromCodePoint(point);
      if (point !== 0) length = text.length;
    }
    values[row] = text.slice(0, length);
  });
  return { dtype: "object", values };
}

/** Arrays of JavaScript that are the values of an array of NumPy, in C order. */
export type NpyValues =
  | readonly string[]
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/**
 * A .npy file, byte for byte as `np.save` writes an array of these values. Texts get as many characters each as the
 * longest one has.
 * @param shape sizes of the dimensions; their product is the number of values
 * @throws RangeError when it is not
 */
export function npyBytes(values: NpyValues, shape: readonly number[] = [values.length]): Buffer {
  if (product(shape) !== values.length) {
    throw new RangeError(`The shape (${shape.join(", ")}) does not fit ${values.length} values.`);
  }
  const isText = (array: NpyValues): array is readonly string[] => Array.isArray(array);
  const [descr, data] = isText(values) ? textData(values) : numberData(values);
  return Buffer.concat([npyHeaderBytes({ descr, fortranOrder: false }, shape), data]);
}

function textData(texts: readonly string[]): [descr: string, data: Buffer] {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const width = points.reduce((longest, { length }) => Math.max(longest, length), 1);
  const data = Buffer.alloc(4 * width * texts.length);
  points.forEach((row, i) => {
    row.forEach((point, j) => {
      data.writeUInt32LE(point, 4 * (width * i + j));
    });
  });
  return [`<U${width}`, data];
}

/** Typed arrays are little-endian wherever Node.js runs. */
function numberData(values: Exclude<NpyValues, readonly string[]>): [descr: string, data: Buffer] {
  const size = values.BYTES_PER_ELEMENT;
  const { name } = values.constructor;
  const letter = name.startsWith("Float") ? "f" : name.includes("Uint") ? "u" : "i";
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return [`${size === 1 ? "|" : "<"}${letter}${size}`, data];
}
