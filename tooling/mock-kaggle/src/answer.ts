import type { OutgoingHttpHeaders } from "node:http";
import { type OpenContent, openBytes } from "./content.js";

/** An answer that has not been sent yet. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly content: Pick<OpenContent, "size" | "read">;
  /** The part of the content that is sent, from (inclusive) to (exclusive). */
  readonly from: number;
  readonly to: number;
}

/** All of some bytes. */
export function bytesAnswer(status: number, bytes: Uint8Array, headers: OutgoingHttpHeaders): Answer {
  return { status, headers, content: openBytes(bytes), from: 0, to: bytes.length };
}

export function jsonAnswer(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): Answer {
  return bytesAnswer(status, Buffer.from(JSON.stringify(body)), {
    ...headers,
    "content-type": "application/json; charset=utf-8",
  });
}

const statusNames: Readonly<Record<number, readonly [name: string, message: string]>> = {
  400: ["INVALID_ARGUMENT", "Invalid argument"],
  401: ["UNAUTHENTICATED", "Unauthenticated"],
  403: ["PERMISSION_DENIED", "Permission denied"],
  404: ["NOT_FOUND", "Not found"],
  429: ["RESOURCE_EXHAUSTED", "Too many requests"],
  500: ["INTERNAL", "Internal error"],
  502: ["UNAVAILABLE", "Bad gateway"],
  503: ["UNAVAILABLE", "Service unavailable"],
  504: ["DEADLINE_EXCEEDED", "Gateway timeout"],
};

/** An error of the API. Throttling and trouble of the service come in another shape than the rest. */
export function apiError(status: number, message?: string, headers: OutgoingHttpHeaders = {}): Answer {
  const [name, usual] = statusNames[status] ?? ["UNKNOWN", `Status ${status}`];
  const text = message ?? usual;
  const isNested = status === 429 || status >= 500;
  const body = isNested
    ? { error: { code: status, message: text, status: name } }
    : { code: status, message: text };
  return jsonAnswer(body, status, headers);
}

/** An error of storage, in its XML. */
export function storageError(
  status: number,
  code: string,
  message: string,
  headers: OutgoingHttpHeaders = {},
): Answer {
  const xml = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return bytesAnswer(status, Buffer.from(xml), {
    ...headers,
    "content-type": "application/xml; charset=UTF-8",
  });
}
