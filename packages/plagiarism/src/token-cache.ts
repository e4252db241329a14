import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { makeDirectory, replaceFileSync } from "@mlebench/disk";
import type { SyntaxNodes } from "./syntax-nodes.js";

/** Part of every name, so that other versions of the grammar or the format find nothing. */
const version = "tree-sitter-python-0.23.6-1";

/**
 * Syntax nodes of a text from a file named by the text's digest, or computed and saved. A damaged file is written again,
 * and a directory that cannot be written to only costs time.
 * @param directory undefined for no cache
 */
export function cachedNodes(
  directory: string | undefined,
  text: string,
  compute: (text: string) => SyntaxNodes,
): SyntaxNodes {
  if (directory === undefined) return compute(text);
  const digest = createHash("sha256").update(version).update(text).digest("hex");
  const path = join(directory, digest.slice(0, 2), `${digest}.gz`);
  const saved = readNodes(path);
  if (saved !== undefined) return saved;
  const nodes = compute(text);
  try {
    makeDirectory(join(directory, digest.slice(0, 2)));
    replaceFileSync(path, (temporary) => writeFileSync(temporary, pack(nodes)));
  } catch {}
  return nodes;
}

function readNodes(path: string): SyntaxNodes | undefined {
  try {
    return unpack(gunzipSync(readFileSync(path)));
  } catch {
    return undefined;
  }
}

/** A line of JSON, then the numbers. */
function pack({ types, typeIndex, size, regions }: SyntaxNodes): Buffer {
  const header = Buffer.from(`${JSON.stringify({ types, count: typeIndex.length })}\n`);
  const numbers = [regions, size, typeIndex].map((part) =>
    Buffer.from(part.buffer, part.byteOffset, part.byteLength),
  );
  return gzipSync(Buffer.concat([header, ...numbers]), { level: 1 });
}

function unpack(bytes: Buffer): SyntaxNodes | undefined {
  const end = bytes.indexOf("\n");
  const { types, count } = JSON.parse(bytes.toString("utf8", 0, end)) as { types: string[]; count: number };
  if (bytes.length !== end + 1 + 22 * count) return undefined;
  // A copy begins at a multiple of four bytes, as typed arrays need it.
  const numbers = new Uint8Array(bytes.subarray(end + 1)).buffer;
  return {
    types,
    regions: new Uint32Array(numbers, 0, 4 * count),
    size: new Uint32Array(numbers, 16 * count, count),
    typeIndex: new Uint16Array(numbers, 20 * count, count),
  };
}
