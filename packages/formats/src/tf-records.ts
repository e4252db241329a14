import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { UserError } from "@mlebench/core";

/**
 * Records of a TFRecord file, one after the other. Each is a length (8 bytes, little-endian), its checksum, the data
 * and their checksum (https://www.tensorflow.org/tutorials/load_data/tfrecord). Lengths are checked against their
 * checksums, which finds whatever would derail the reading; data is not, which keeps large images cheap.
 *
 * The bytes of a record are overwritten when the next one is asked for.
 * @throws UserError when the file is missing, is no TFRecord file or ends early
 */
export function* readTfRecords(path: string): Generator<Buffer> {
  const damaged = (position: number): UserError =>
    new UserError("Invalid TFRecord file", {
      file: path,
      expected: `a record at byte ${position}`,
      hint: "The file may be damaged. Download the data again.",
    });
  const descriptor = open(path);
  try {
    const { size } = fstatSync(descriptor);
    const head = Buffer.alloc(12);
    let space = Buffer.alloc(1 << 20);
    for (let position = 0; position < size; ) {
      if (readSync(descriptor, head, 0, 12, position) < 12) throw damaged(position);
      const length = Number(head.readBigUInt64LE());
      if (head.readUInt32LE(8) !== maskedCrc(head.subarray(0, 8))) throw damaged(position);
      if (position + 16 + length > size) throw damaged(position);
      if (length > space.length) space = Buffer.alloc(2 * length);
      for (let done = 0; done < length; ) {
        done += readSync(descriptor, space, done, length - done, position + 12 + done);
      }
      yield space.subarray(0, length);
      position += 16 + length;
    }
  } finally {
    closeSync(descriptor);
  }
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw new UserError("Cannot read the file", { file: path, cause });
  }
}

/**
 * The byte strings of a feature of a `tf.train.Example`, the message that TFRecord files usually hold:
 * `Example { Features features = 1 }`, `Features { map<string, Feature> feature = 1 }`,
 * `Feature { BytesList bytes_list = 1 }`, `BytesList { repeated bytes value = 1 }`. They share the record's memory.
 * @returns nothing when the example lacks the feature or the feature is of another kind
 * @throws UserError when the record is no such message
 */
export function exampleBytes(record: Buffer, name: string): Buffer[] {
  let values: Buffer[] = [];
  for (const features of messages(record, 1)) {
    for (const entry of messages(features, 1)) {
      const [key] = messages(entry, 1).slice(-1);
      if (key?.toString() !== name) continue;
      // A key that comes again replaces what was there, as in every protobuf map.
      values = messages(entry, 2).flatMap((feature) =>
        messages(feature, 1).flatMap((list) => messages(list, 1)),
      );
    }
  }
  return values;
}

/** The length-delimited fields of a protobuf message that have this number; other fields are passed over. */
function messages(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const fail = (): UserError =>
    new UserError("Record is not a tf.train.Example", { expected: "a protobuf message" });
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= message.length || scale > 2 ** 63) throw fail();
      const byte = message[at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const kind = tag % 8;
    if (kind === 0) varint();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = varint();
      if (at + length > message.length) throw fail();
      if (Math.floor(tag / 8) === wanted) found.push(message.subarray(at, at + length));
      at += length;
    } else throw fail();
  }
  if (at > message.length) throw fail();
  return found;
}

/**
 * A TFRecord file of `tf.train.Example`s with one value per feature: a byte string (`bytes_list`), or an integer from 0
 * to 2^31 - 1 (`int64_list`).
 */
export function tfRecords(examples: readonly Readonly<Record<string, Uint8Array | number>>[]): Buffer {
  return Buffer.concat(
    examples.flatMap((features) => {
      const entries = Object.entries(features).map(([name, value]) =>
        field(1, [field(1, [Buffer.from(name)]), field(2, [featureOf(value)])]),
      );
      const data = field(1, entries);
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(data.length));
      return [length, uint32(maskedCrc(length)), data, uint32(maskedCrc(data))];
    }),
  );
}

function featureOf(value: Uint8Array | number): Buffer {
  if (typeof value !== "number") return field(1, [field(1, [value])]);
  // Integers are packed: Int64List { repeated int64 value = 1 } is field 3.
  return field(3, [field(1, [varintBytes(value)])]);
}

function field(number: number, parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(number * 8 + 2), varintBytes(body.length), body]);
}

function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Uint8Array.from(bytes);
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const castagnoli = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C, turned by 15 bits and shifted by a constant, as TFRecord files store it. */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = castagnoli[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
