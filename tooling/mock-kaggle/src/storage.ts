import type { IncomingHttpHeaders } from "node:http";
import { type Answer, storageError } from "./answer.js";
import { openContent } from "./content.js";
import type { FaultKind } from "./fault.js";
import type { StoredObject } from "./site.js";

/** A part of a file, from (inclusive) to (exclusive). */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a Range header (RFC 9110, 14.1.2). Several ranges at once are ignored, as servers may.
 * @returns undefined: all of it; "unsatisfiable": nothing of it
 */
export function readRange(header: string | undefined, size: number): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null) return undefined;
  const [, first, last] = match;
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { from: size - length, to: size };
  }
  const from = Number(first);
  const to = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < from) return undefined;
  return from >= size ? "unsatisfiable" : { from, to };
}

const firstModified = Date.UTC(2024, 0, 1);

/** The answer to a good request for an object. */
export async function answerObject(
  { content, generation }: StoredObject,
  name: string,
  headers: IncomingHttpHeaders,
  faults: FaultKind,
): Promise<Answer> {
  const open = await openContent(content);
  const { md5, crc32c } = await open.hashes();
  const etag = `"${md5}"`;
  const lastModified = new Date(firstModified + generation * 60_000).toUTCString();

  const wanted = headers["if-match"];
  if (wanted !== undefined && wanted !== "*" && !wanted.split(/,\s*/).includes(etag))
    return storageError(
      412,
      "PreconditionFailed",
      "At least one of the pre-conditions you specified did not hold.",
    );

  const condition = headers["if-range"];
  const isSame = condition === undefined || condition === etag || condition === lastModified;
  const honoured = faults.ignoreRange !== true && (isSame || faults.ignoreIfRange === true);
  const range = honoured ? readRange(headers.range, open.size) : undefined;
  if (range === "unsatisfiable") {
    return storageError(416, "InvalidRange", "The requested range cannot be satisfied.", {
      "content-range": `bytes */${open.size}`,
    });
  }
  const { from, to } = range ?? { from: 0, to: open.size };
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      "content-type": /\.zip$/.test(name) ? "application/zip" : "application/octet-stream",
      "accept-ranges": "bytes",
      etag,
      "last-modified": lastModified,
      "x-goog-generation": String(generation + 1),
      "x-goog-stored-content-length": String(open.size),
      ...hashHeader(faults, md5, crc32c),
      ...(range !== undefined && { "content-range": `bytes ${from}-${to - 1}/${open.size}` }),
    },
    content: open,
    from,
    to,
  };
}

/** Google sends one header line for each checksum. */
function hashHeader(faults: FaultKind, md5: string, crc32c: number | undefined): Record<string, string[]> {
  const bytes = Buffer.from(md5, "hex");
  if (faults.hash === "wrong") bytes[0] ^= 0xff;
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32c ?? 0);
  const lines = [
    ...(crc32c === undefined ? [] : [`crc32c=${crc.toString("base64")}`]),
    ...(faults.hash === "missing" ? [] : [`md5=${bytes.toString("base64")}`]),
  ];
  return lines.length === 0 ? {} : { "x-goog-hash": lines };
}
