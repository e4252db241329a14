import {
  deflated as deflateMethod,
  localHeaderSignature,
  localHeaderSize,
  max16,
  max32,
  stored,
  tableRowSignature,
  tableRowSize,
  utf8Name,
  zip64Tag,
} from "./zip-numbers.js";

/** The fixed parts of a zip file (PKWARE APPNOTE 6.3), as {@link createZip} writes them. */
export interface ZipRecord {
  name: Buffer;
  deflated: boolean;
  crc: number;
  packedSize: number;
  size: number;
  /** Where the local header starts. */
  offset: number;
  /** Sizes have eight bytes in the local header. */
  zip64: boolean;
}

/** 1 January 1980 in the format of DOS, the first day that it knows. */
const dosDate = 0x21;
const unix = 3 << 8;
const versionDeflate = 20;
const versionZip64 = 45;
const regularFile = 0o100644;

/** Deflate may make data slightly larger, so the limit lies below 4 GiB. */
export const needsZip64 = (size: number): boolean => size >= 0xff000000;

const version = (zip64: boolean) => (zip64 ? versionZip64 : versionDeflate);
const flags = (name: Buffer) => (name.some((byte) => byte > 0x7f) ? utf8Name : 0);
const method = (isDeflated: boolean) => (isDeflated ? deflateMethod : stored);

/** The header in front of a member's data. */
export function localHeader({ name, deflated, crc, packedSize, size, zip64 }: ZipRecord): Buffer {
  const header = Buffer.alloc(localHeaderSize);
  header.writeUInt32LE(localHeaderSignature, 0);
  header.writeUInt16LE(version(zip64), 4);
  header.writeUInt16LE(flags(name), 6);
  header.writeUInt16LE(method(deflated), 8);
  header.writeUInt16LE(dosDate, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(zip64 ? max32 : packedSize, 18);
  header.writeUInt32LE(zip64 ? max32 : size, 22);
  header.writeUInt16LE(name.length, 26);
  const extra = zip64 ? zip64Extra(size, packedSize) : Buffer.alloc(0);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** The member's line in the table of contents. */
export function centralHeader({ name, deflated, crc, packedSize, size, offset, zip64 }: ZipRecord): Buffer {
  const farAway = offset >= max32;
  const extra = zip64Extra(...(zip64 ? [size, packedSize] : []), ...(farAway ? [offset] : []));
  const header = Buffer.alloc(tableRowSize);
  header.writeUInt32LE(tableRowSignature, 0);
  header.writeUInt16LE(unix | version(zip64 || farAway), 4);
  header.writeUInt16LE(version(zip64 || farAway), 6);
  header.writeUInt16LE(flags(name), 8);
  header.writeUInt16LE(method(deflated), 10);
  header.writeUInt16LE(dosDate, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(zip64 ? max32 : packedSize, 20);
  header.writeUInt32LE(zip64 ? max32 : size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(regularFile * 2 ** 16, 38);
  header.writeUInt32LE(farAway ? max32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

/** What comes after the table of contents, which reaches from `start` to `end`. */
export function endOfCentralDirectory(count: number, start: number, end: number): Buffer {
  const size = end - start;
  const zip64 = count >= max16 || start >= max32 || size >= max32;
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(zip64 ? max16 : count, 8);
  record.writeUInt16LE(zip64 ? max16 : count, 10);
  record.writeUInt32LE(zip64 ? max32 : size, 12);
  record.writeUInt32LE(zip64 ? max32 : start, 16);
  if (!zip64) return record;
  const large = Buffer.alloc(56);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(BigInt(large.length - 12), 4);
  large.writeUInt16LE(unix | versionZip64, 12);
  large.writeUInt16LE(versionZip64, 14);
  large.writeBigUInt64LE(BigInt(count), 24);
  large.writeBigUInt64LE(BigInt(count), 32);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(end), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([large, locator, record]);
}

function zip64Extra(...values: number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(zip64Tag, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}
