import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { PassThrough, type Readable, Transform, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import { formatMemory } from "@mlebench/disk";
import { RequestError } from "./request-error.js";

export interface Upload {
  bytes: number;
  /** Hexadecimal; undefined until the complete submission has arrived. */
  sha256: string | undefined;
}

export interface ReceiveOptions {
  /** Where the submission is written to. */
  path: string;
  maxBytes: number;
  signal: AbortSignal;
  /** Kept up to date, so that what arrived is known also when receiving fails. */
  upload: Upload;
}

const howToSend =
  "Send it as `curl -F file=@submission.csv` does, or as the body with `Content-Type: text/csv`.";

/** Bytes for the boundaries, headers and small fields of a multipart body. */
const multipartOverhead = 64 * 1024;

function mediaType(headers: IncomingHttpHeaders): string {
  return (headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
}

const isMultipart = (headers: IncomingHttpHeaders): boolean => mediaType(headers) === "multipart/form-data";

/**
 * Looks at a request's headers before anything of its body is read.
 * @throws RequestError when the body cannot be a submission within the limit
 */
export function assertAcceptableHeaders(headers: IncomingHttpHeaders, maxBytes: number): void {
  const encoding = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding !== "identity") {
    throw new RequestError(415, "Compressed requests are not accepted.", "Send the CSV file as it is.");
  }
  const type = mediaType(headers);
  if (type === "application/x-www-form-urlencoded" || /^multipart\/(?!form-data$)/.test(type)) {
    throw new RequestError(415, `Unsupported content type: ${type}.`, howToSend);
  }
  const announced = Number(headers["content-length"] ?? 0);
  if (announced > maxBytes + (isMultipart(headers) ? multipartOverhead : 0)) throw tooLarge(maxBytes);
}

/**
 * Writes the submission that a request carries to a file, with flat memory.
 * @throws RequestError when there is none, it is larger than the limit, or the body is damaged
 */
export async function receiveUpload(request: IncomingMessage, options: ReceiveOptions): Promise<void> {
  const { signal } = options;
  // A pipeline that fails destroys what it reads from; the request must live on for the answer.
  const body = new PassThrough();
  const onBreak = (): void => void body.destroy(clientGone());
  request.on("error", onBreak);
  request.pipe(body);
  try {
    if (isMultipart(request.headers)) await receiveMultipart(body, request.headers, options);
    else await pipeline(body, ...store(options), { signal });
  } catch (error) {
    throw toRequestError(error, signal);
  } finally {
    request.unpipe(body);
    request.off("error", onBreak);
  }
}

async function receiveMultipart(
  body: Readable,
  headers: IncomingHttpHeaders,
  options: ReceiveOptions,
): Promise<void> {
  const parser = openParser(headers);
  let stored: Promise<void> | undefined;
  parser.on("file", (name, stream) => {
    if (name !== "file" || stored !== undefined) {
      stream.resume();
      return;
    }
    stored = pipeline(stream, ...store(options), { signal: options.signal });
    // The parser waits for a part that nobody reads: a failure of one is the failure of both.
    stored.catch((error: Error) => parser.destroy(error));
  });
  const counter = countTo(options.maxBytes + multipartOverhead, options.maxBytes);
  await pipeline(body, counter, parser, { signal: options.signal });
  if (stored === undefined) {
    throw new RequestError(400, "Missing form field `file`.", howToSend);
  }
  await stored;
}

function openParser(headers: IncomingHttpHeaders): BusboyInstance {
  const limits = { fields: 16, fieldNameSize: 100, fieldSize: 1024, parts: 24, files: 8, headerPairs: 32 };
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits });
  } catch (error) {
    throw new RequestError(400, `Cannot read the form: ${(error as Error).message}.`, howToSend);
  }
}

/** Streams that hash, count and write the submission. */
function store({ path, maxBytes, upload }: ReceiveOptions): [Transform, Writable] {
  const hash = createHash("sha256");
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      upload.bytes += chunk.length;
      if (upload.bytes > maxBytes) {
        done(tooLarge(maxBytes));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      upload.sha256 = hash.digest("hex");
      done();
    },
  });
  return [counter, createWriteStream(path, { mode: 0o600 })];
}

function countTo(total: number, maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > total) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(
    413,
    "The submission is too large.",
    `Limit: ${formatMemory(maxBytes)}. Compare the file with the sample submission.`,
  );
}

function clientGone(): RequestError {
  return new RequestError(400, "Client disconnected.", "The upload is incomplete.");
}

function toRequestError(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof RequestError) return error;
  if (signal.aborted) return signal.reason;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new RequestError(503, "Not enough disk space on the server.", "Try again later.", 60);
  }
  if (code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET") return clientGone();
  if (code !== undefined) return error;
  return new RequestError(400, `Cannot read the form: ${message}.`, howToSend);
}
