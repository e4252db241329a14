import type { IncomingHttpHeaders } from "node:http";
import { header } from "./send.js";

/** What a server says about a file, to know it again. */
export interface RemoteFile {
  readonly size?: number;
  /** In lower-case hexadecimal. */
  readonly md5?: string;
  readonly crc32c?: string;
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface ContentRange {
  readonly start: number;
  readonly total?: number;
}

/**
 * What the headers of an answer with (a part of) a file say.
 * @param size of the complete file
 */
export function describeRemoteFile(headers: IncomingHttpHeaders, size: number | undefined): RemoteFile {
  const stored = header(headers, "x-goog-stored-content-encoding") ?? "identity";
  // Google's checksums are of what is stored, which is not what comes when that is compressed.
  const hashes = stored === "identity" ? (header(headers, "x-goog-hash") ?? "") : "";
  const md5 = hashOf(hashes, "md5", 16);
  const crc32c = hashOf(hashes, "crc32c", 4);
  const etag = header(headers, "etag");
  const lastModified = header(headers, "last-modified");
  return {
    ...(size !== undefined && { size }),
    ...(md5 !== undefined && { md5 }),
    ...(crc32c !== undefined && { crc32c }),
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
}

function hashOf(header: string, name: string, bytes: number): string | undefined {
  const text = new RegExp(`(?:^|[,\\s])${name}=([A-Za-z0-9+/]+=*)`).exec(header)?.[1];
  const value = text === undefined ? undefined : Buffer.from(text, "base64");
  return value?.length === bytes ? value.toString("hex") : undefined;
}

/** The length of a complete response. */
export function contentLength(headers: IncomingHttpHeaders): number | undefined {
  const text = header(headers, "content-length");
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `Content-Range: bytes 5-9/10` (RFC 9110, 14.4); `start` is NaN in the form of status 416, which has none. */
export function contentRange(headers: IncomingHttpHeaders): ContentRange | undefined {
  const match = /^bytes\s+(?:(\d+)-\d+|\*)\/(\d+|\*)$/i.exec(header(headers, "content-range")?.trim() ?? "");
  if (match === null) return undefined;
  const [, start, total] = match;
  return {
    start: start === undefined ? Number.NaN : Number(start),
    ...(total !== "*" && { total: Number(total) }),
  };
}

/**
 * Whether two descriptions are of the same bytes. The strongest mark that both have decides; without a common mark they
 * are taken for different.
 */
export function isSameFile(a: RemoteFile, b: RemoteFile): boolean {
  if (a.size !== undefined && b.size !== undefined && a.size !== b.size) return false;
  const marks = ["md5", "crc32c", "etag", "lastModified"] as const;
  const common = marks.find((mark) => a[mark] !== undefined && b[mark] !== undefined);
  return common !== undefined && a[common] === b[common];
}

/** The value for `If-Range` (RFC 9110, 13.1.5): a weak ETag must not be used there. */
export function rangeCondition({ etag, lastModified }: RemoteFile): string | undefined {
  return etag?.startsWith('"') ? etag : lastModified;
}
