import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32c } from "../src/checksums.js";
import { connectToKaggle, findKaggleCredentials, type KaggleClient } from "../src/index.js";
import type { ConnectOptions } from "../src/types.js";

export const sentinel = "KGAT_5ecret-that+must/never=appear";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Handler = (request: Seen, response: ServerResponse) => unknown;

export interface Loopback {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
}

const open: Server[] = [];

/** A server on this machine; `closeAll` ends it. */
export async function serve(handler: Handler): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(entry);
      void handler(entry, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, seen };
}

export async function closeAll(): Promise<void> {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export function json(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** The last part of a call's address. */
export const methodOf = ({ url }: Seen) => url.split("/").at(-1) ?? "";

export function tokenCredentials(token = sentinel) {
  const found = findKaggleCredentials({ environment: { KAGGLE_API_TOKEN: token }, home: "/nowhere" });
  if (found === undefined) throw new Error("no credentials");
  return found;
}

export const quickRetry = { attempts: 4, initialDelay: 1, maxDelay: 5, maxRetryAfter: 50 };

export function connect(endpoint: string, options: Partial<ConnectOptions> = {}): KaggleClient {
  return connectToKaggle({
    credentials: tokenCredentials(),
    endpoint,
    environment: {},
    retry: quickRetry,
    timeouts: { connect: 500, headers: 300, idle: 300 },
    ...options,
  });
}

/** A storage host with one file, and how it behaves. Change it at any time. */
export interface Storage {
  data: Buffer;
  etag: string | undefined;
  lastModified: string | undefined;
  hash: "md5" | "crc32c" | "both" | "none" | "wrong";
  ranges: boolean;
  ifRange: boolean;
  /** Offsets at which a connection that passes them breaks, each once. */
  cuts: number[];
  /** Called before each answer; true when it has answered itself. */
  before?: (request: Seen, response: ServerResponse) => boolean;
  /** Ranges that went out. */
  readonly sent: [from: number, to: number][];
}

export function newStorage(data: Buffer): Storage {
  return {
    data,
    etag: '"one"',
    lastModified: undefined,
    hash: "both",
    ranges: true,
    ifRange: true,
    cuts: [],
    sent: [],
  };
}

export const md5 = (data: Uint8Array) => createHash("md5").update(data).digest("hex");

export function storageHandler(storage: Storage): Handler {
  return (request, response) => {
    if (storage.before?.(request, response) === true) return;
    const { data } = storage;
    const isCurrent =
      !storage.ifRange ||
      request.headers["if-range"] === undefined ||
      [storage.etag, storage.lastModified].includes(String(request.headers["if-range"]));
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
    const from = storage.ranges && isCurrent && asked !== undefined ? Number(asked) : 0;
    const isPart = storage.ranges && isCurrent && asked !== undefined;
    const headers: Record<string, string | string[]> = {
      ...(storage.etag !== undefined && { etag: storage.etag }),
      ...(storage.lastModified !== undefined && { "last-modified": storage.lastModified }),
      ...hashHeader(storage),
    };
    if (isPart && from >= data.length) {
      response.writeHead(416, { ...headers, "content-range": `bytes */${data.length}` }).end();
      return;
    }
    response.writeHead(isPart ? 206 : 200, {
      ...headers,
      "content-length": data.length - from,
      ...(isPart && { "content-range": `bytes ${from}-${data.length - 1}/${data.length}` }),
    });
    const cut = storage.cuts.find((offset) => offset > from && offset < data.length);
    if (cut === undefined) {
      storage.sent.push([from, data.length]);
      response.end(data.subarray(from));
      return;
    }
    storage.cuts.splice(storage.cuts.indexOf(cut), 1);
    storage.sent.push([from, cut]);
    response.write(data.subarray(from, cut), () => response.socket?.end());
  };
}

function hashHeader({ data, hash }: Storage): Record<string, string[]> {
  const digest = Buffer.from(md5(data), "hex");
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32c(data));
  if (hash === "wrong") digest[0] ^= 1;
  const values = [
    ...(["both", "crc32c"].includes(hash) ? [`crc32c=${crc.toString("base64")}`] : []),
    ...(["both", "md5", "wrong"].includes(hash) ? [`md5=${digest.toString("base64")}`] : []),
  ];
  return values.length > 0 ? { "x-goog-hash": values } : {};
}

/** Kaggle in front of a storage host; each download call gives a new signature. */
export async function serveDownload(data: Buffer) {
  const storage = newStorage(data);
  const host = await serve(storageHandler(storage));
  let signatures = 0;
  const api = await serve((request, response) => {
    if (methodOf(request) !== "DownloadDataFiles") return json(response, { code: 404, message: "?" }, 404);
    signatures += 1;
    response
      .writeHead(302, { location: `${host.url}/data.zip?X-Goog-Signature=${signatures}${sentinel}` })
      .end();
  });
  return { storage, host, api };
}
