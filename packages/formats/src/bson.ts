import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { UserError } from "@mlebench/core";

/** A value of a BSON document. Integral numbers are stored as int32, bigints as int64, other numbers as doubles. */
export type BsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly BsonValue[]
  | { readonly [name: string]: BsonValue };

const type = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  boolean: 0x08,
  null: 0x0a,
  int32: 0x10,
  int64: 0x12,
};
/** Bytes of the types that always have the same size; ObjectId, dates, timestamps and Decimal128 are among them. */
const fixedSizes = new Map([
  [type.double, 8],
  [0x07, 12],
  [type.boolean, 1],
  [0x09, 8],
  [type.null, 0],
  [type.int32, 4],
  [0x11, 8],
  [type.int64, 8],
  [0x13, 16],
]);
/** MongoDB's limit of a document is 16 MB; a longer one means that the file is damaged. */
const maxDocument = 64 << 20;

/**
 * Reads the documents of a BSON dump, one after the other (https://bsonspec.org). The bytes of a document are
 * overwritten when the next one is requested.
 * @throws UserError if the file is missing, is not BSON, or ends early
 */
export function* readBsonDocuments(path: string): Generator<Buffer> {
  const descriptor = openForReading(path);
  try {
    const { size } = fstatSync(descriptor);
    let block = Buffer.alloc(4 << 20);
    let [start, end] = [0, 0];
    for (let position = 0; position < size; ) {
      const length = end - start >= 4 ? block.readInt32LE(start) : 4;
      if (end - start >= 4) {
        if (length < 5 || length > maxDocument || position + length > size) throw damaged(path, position);
        if (end - start >= length) {
          const document = block.subarray(start, start + length);
          if (document[length - 1] !== 0) throw damaged(path, position);
          yield document;
          start += length;
          position += length;
          continue;
        }
      }
      const space = length > block.length ? Buffer.alloc(2 * length) : block;
      block.copy(space, 0, start, end);
      block = space;
      [start, end] = [0, end - start];
      const count = readSync(descriptor, block, end, block.length - end, position + end);
      if (count === 0) throw damaged(path, position);
      end += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads an integer of a document.
 * @returns undefined if the document has no field of this name
 * @throws UserError if the field is not an int32 or int64
 */
export function bsonInteger(document: Buffer, name: string): bigint | undefined {
  const field = findField(document, name);
  if (field === undefined) return undefined;
  if (field.type === type.int32) return BigInt(document.readInt32LE(field.value));
  if (field.type === type.int64) return document.readBigInt64LE(field.value);
  throw new UserError(`BSON field \`${name}\` is not an integer`, { expected: "int32 or int64" });
}

/** A copy of a document without one of its fields; the other bytes stay as they are. */
export function withoutBsonField(document: Buffer, name: string): Buffer {
  const field = findField(document, name);
  if (field === undefined) return Buffer.from(document);
  const rest = Buffer.concat([document.subarray(0, field.start), document.subarray(field.end)]);
  rest.writeInt32LE(rest.length, 0);
  return rest;
}

/** A document as pymongo's `bson.encode` writes it. */
export function bsonDocument(fields: { readonly [name: string]: BsonValue }): Buffer {
  const elements = Object.entries(fields).map(([name, value]) => {
    const [kind, data] = encode(value);
    return Buffer.concat([Buffer.from([kind]), Buffer.from(`${name}\0`), data]);
  });
  const body = Buffer.concat(elements);
  return Buffer.concat([int32(body.length + 5), body, Buffer.from([0])]);
}

interface Field {
  type: number;
  /** Where the field begins, its type and name included. */
  start: number;
  /** Where its value begins. */
  value: number;
  end: number;
}

function findField(document: Buffer, name: string): Field | undefined {
  const wanted = Buffer.from(name);
  const last = document.length - 1;
  for (let start = 4; start < last; ) {
    const nameEnd = document.indexOf(0, start + 1);
    const value = nameEnd + 1;
    const end = nameEnd === -1 ? -1 : value + valueSize(document, document[start], value);
    if (nameEnd === -1 || end > last) throw invalidDocument();
    if (wanted.equals(document.subarray(start + 1, nameEnd))) {
      return { type: document[start], start, value, end };
    }
    start = end;
  }
  return undefined;
}

function valueSize(document: Buffer, kind: number, at: number): number {
  const fixed = fixedSizes.get(kind);
  if (fixed !== undefined) return fixed;
  const isSized = [type.string, type.document, type.array, type.binary].includes(kind);
  if (!isSized || at + 4 > document.length) throw invalidDocument();
  const length = document.readInt32LE(at);
  if (length < 0) throw invalidDocument();
  if (kind === type.string) return 4 + length;
  return kind === type.binary ? 5 + length : length;
}

function encode(value: BsonValue): [kind: number, data: Buffer] {
  if (value === null) return [type.null, Buffer.alloc(0)];
  if (typeof value === "boolean") return [type.boolean, Buffer.from([value ? 1 : 0])];
  if (typeof value === "bigint") {
    const data = Buffer.alloc(8);
    data.writeBigInt64LE(value);
    return [type.int64, data];
  }
  if (typeof value === "number") {
    if (Number.isInteger(value)) return [type.int32, int32(value)];
    const data = Buffer.alloc(8);
    data.writeDoubleLE(value);
    return [type.double, data];
  }
  if (typeof value === "string") {
    const text = Buffer.from(`${value}\0`);
    return [type.string, Buffer.concat([int32(text.length), text])];
  }
  if (value instanceof Uint8Array) {
    return [type.binary, Buffer.concat([int32(value.length), Buffer.from([0]), value])];
  }
  const isList = (item: typeof value): item is readonly BsonValue[] => Array.isArray(item);
  if (!isList(value)) return [type.document, bsonDocument(value)];
  return [type.array, bsonDocument(Object.fromEntries(value.entries()))];
}

function int32(value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeInt32LE(value);
  return data;
}

function openForReading(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw new UserError("Cannot read the file", { file: path, cause });
  }
}

function damaged(path: string, position: number): UserError {
  return new UserError("Invalid BSON file", {
    file: path,
    expected: `a document at byte ${position}`,
    hint: "The file may be damaged. Download the data again.",
  });
}

function invalidDocument(): UserError {
  return new UserError("Invalid BSON document", {
    expected: "fields of known types that fill the document",
    hint: "The file may be damaged. Download the data again.",
  });
}
