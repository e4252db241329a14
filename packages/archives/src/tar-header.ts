import { UserError } from "@mlebench/core";

/** Headers and files in a tar are multiples of this. */
export const tarBlock = 512;

const [nameBytes, prefixBytes] = [100, 155];
/** Sizes have 11 octal digits. */
const maxSize = 8 ** 11 - 1;
const [prefixStart, checksumStart, checksumEnd, magicStart] = [345, 148, 156, 257];

/**
 * The header of a regular file in a tar (POSIX ustar): of 1 January 1970, mode 0644, nobody's.
 * @throws UserError for a name or size that this format cannot hold
 */
export function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(tarBlock);
  const [prefix, rest] = splitName(name);
  if (size > maxSize)
    throw new UserError(`Too large for a tar: \`${name}\``, { expected: "less than 8 GiB" });
  header.write(rest);
  header.write(`0000644\0${"0000000\0".repeat(2)}`, nameBytes);
  header.write(`${size.toString(8).padStart(11, "0")} ${"0".repeat(11)} `, 124);
  header.write("0", checksumEnd);
  header.write("ustar\0", magicStart);
  header.write("00", magicStart + 6);
  header.write(prefix, prefixStart);
  // The checksum counts its own field as spaces.
  header.fill(" ", checksumStart, checksumEnd);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, "0")}\0 `, checksumStart);
  return header;
}

/** A long name is in two fields, divided at one of its slashes. */
function splitName(name: string): [prefix: string, rest: string] {
  if (Buffer.byteLength(name) <= nameBytes) return ["", name];
  for (let slash = name.indexOf("/"); slash !== -1; slash = name.indexOf("/", slash + 1)) {
    const [prefix, rest] = [name.slice(0, slash), name.slice(slash + 1)];
    if (Buffer.byteLength(rest) <= nameBytes && Buffer.byteLength(prefix) <= prefixBytes)
      return [prefix, rest];
  }
  throw new UserError(`Name too long for a tar: \`${name}\``, {
    expected: "at most 100 bytes after a slash",
  });
}
