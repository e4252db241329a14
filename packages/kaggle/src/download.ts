import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { retryContext } from "./call.js";
import { runningChecksums } from "./checksums.js";
import { connectionOf, type Transport } from "./connection.js";
import { type DataSource, dataSource, notTheFile } from "./data-source.js";
import { checkedCompetition } from "./endpoint.js";
import { networkError } from "./failures.js";
import { KaggleError } from "./kaggle-error.js";
import { openPartialFile, type PartialFile, removeSidecar } from "./partial-file.js";
import { receivedBlocks } from "./received-blocks.js";
import {
  contentLength,
  contentRange,
  describeRemoteFile,
  isSameFile,
  type RemoteFile,
} from "./remote-file.js";
import { abortError, isRetryExhausted, isTemporary, markTemporary, pause } from "./retry.js";
import { type Answer, discard, isAborted } from "./send.js";
import type { DownloadedFile, DownloadOptions, KaggleClient } from "./types.js";

/** How often a file may turn out to be another one, or damaged, before it is an error. */
const mostRestarts = 2;
const progressInterval = 100;

/**
 * Downloads all data of a competition as the one file that Kaggle offers, nearly always a zip.
 *
 * Bytes go to `<destination>.part` as they come. Whatever ends the download, this process included, the next call goes on
 * where it stopped, unless the file has changed on Kaggle meanwhile. Size and checksum (MD5, else CRC-32C, as far as the
 * server names them) are verified before the file gets its name. A destination that is there already is returned as it
 * is: delete it to download again.
 *
 * Only one download to a destination at a time: callers hold a lock.
 * @throws KaggleError with `reason`: "credentials", "rules", "phone", "denied", "not found" as Kaggle decides; "network",
 * "rate limit", "server" after all attempts; "changed" or "damaged" when the file never stays the same; "disk";
 * "aborted". What has been downloaded stays for the next call.
 */
export async function downloadCompetition(
  client: KaggleClient,
  id: string,
  destination: string,
  options: DownloadOptions = {},
): Promise<DownloadedFile> {
  const connection = connectionOf(client);
  const source = dataSource(connection, checkedCompetition(id), options.signal);
  const request = { transport: connection, id, origin: `competition ${id}`, source };
  return downloadFrom(request, destination, options);
}

/** What is downloaded, and how. */
export interface DownloadRequest {
  readonly transport: Transport;
  /** Name for messages. */
  readonly id: string;
  /** What is downloaded; a part of something else is not resumed. */
  readonly origin: string;
  readonly source: DataSource;
  /** The MD5 that the file must have, in lower-case hexadecimal. */
  readonly md5?: string;
  /** Whether the file itself may begin as a web page or a message does. @default false */
  readonly mayBeText?: boolean;
}

/** Downloads from any source, as {@link downloadCompetition} does. */
export async function downloadFrom(
  request: DownloadRequest,
  destination: string,
  options: DownloadOptions,
): Promise<DownloadedFile> {
  const { transport, id, origin } = request;
  const job: Job = {
    ...request,
    signal: options.signal,
    log:
      options.onMessage === undefined ? transport.log : (line) => options.onMessage?.(transport.redact(line)),
    report: progressReporter(options),
  };
  const present = await describePresent(destination, job);
  if (present !== undefined) return present;
  const part = await openPartialFile(destination, origin, job.report.checking);
  try {
    if (part.length > 0) job.log(`Resuming ${id} at ${size(part.length)}.`);
    return await complete(job, part);
  } finally {
    await part.close();
  }
}

interface Job extends DownloadRequest {
  readonly signal: AbortSignal | undefined;
  readonly log: (line: string) => void;
  readonly report: Reporter;
}

interface Reporter {
  readonly checking: (done: number, total: number) => void;
  readonly downloading: (done: number, total: number | undefined, isImportant?: boolean) => void;
}

function progressReporter({ onProgress }: DownloadOptions): Reporter {
  let last = Number.NEGATIVE_INFINITY;
  const report = (step: string, done: number, total: number | undefined, isImportant: boolean) => {
    const now = performance.now();
    if (onProgress === undefined || (!isImportant && now - last < progressInterval)) return;
    last = now;
    onProgress({ step, done, unit: "bytes", ...(total !== undefined && { total }) });
  };
  return {
    checking: (done, total) => report("check", done, total, false),
    downloading: (done, total, isImportant = false) => report("download", done, total, isImportant),
  };
}

async function describePresent(destination: string, { report }: Job): Promise<DownloadedFile | undefined> {
  const found = await stat(destination).catch(() => undefined);
  if (found === undefined) return undefined;
  const checksums = runningChecksums(false);
  let bytes = 0;
  try {
    for await (const block of createReadStream(destination, {
      highWaterMark: 1 << 20,
    }) as AsyncIterable<Buffer>) {
      checksums.add(block);
      bytes += block.length;
      report.checking(bytes, found.size);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KaggleError("disk", `What is at the destination cannot be read (${code})`, {
      file: destination,
      hint: "Move it away.",
    });
  }
  await removeSidecar(destination);
  return { bytes, md5: checksums.md5(), fetched: 0 };
}

async function complete(job: Job, part: PartialFile): Promise<DownloadedFile> {
  const { source } = job;
  const counter = { fetched: 0 };
  let failures = 0;
  let restarts = 0;
  let reached = part.length;
  for (;;) {
    try {
      const isWhole = isComplete(part) || (await transfer(job, part, counter));
      if (isWhole) verify(job, part);
      if (isWhole) break;
    } catch (error) {
      if (error instanceof Restart) {
        restarts += 1;
        reached = 0;
        source.forget();
        await part.restart(undefined);
        if (restarts > mostRestarts) throw error.failure;
        job.log(`${error.failure.message}: starting over.`);
        continue;
      }
      // A server that cannot go on in the middle may need many attempts; only what is beyond the best one is progress.
      failures = part.length > reached ? 1 : failures + 1;
      reached = Math.max(reached, part.length);
      const context = { ...retryContext(job.transport, job.signal), log: job.log };
      if (!isTemporary(error) || isRetryExhausted(error, failures, context)) throw error;
      await pause(error, failures, context);
    }
  }
  const result = { bytes: part.length, md5: part.checksums.md5(), fetched: counter.fetched };
  job.report.downloading(part.length, part.length, true);
  await part.finish();
  return result;
}

/** What is there is not, or not any more, a part of what the server has. */
class Restart extends Error {
  readonly failure: KaggleError;

  constructor(failure: KaggleError) {
    super(failure.message);
    this.failure = failure;
  }
}

function changed({ subject, owner }: DataSource): Restart {
  const what = `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`;
  return new Restart(
    new KaggleError("changed", `${what} changed on ${owner} in the middle of the download`, {
      hint: "Try again later.",
    }),
  );
}

function damaged(id: string, what: string): Restart {
  return new Restart(
    new KaggleError("damaged", `Download of \`${id}\` is corrupt: ${what}`, {
      hint: "Try again. If it happens again, a proxy may be altering the data.",
    }),
  );
}

/** True when there is proof, without asking the server, that all bytes are there. */
function isComplete({ origin, length }: PartialFile): boolean {
  return length > 0 && origin?.size === length && (origin.md5 ?? origin.crc32c) !== undefined;
}

function verify({ id, log, md5: known }: Job, { origin, length, checksums }: PartialFile): void {
  const { size: expected, md5 = known, crc32c } = origin ?? {};
  if (expected !== undefined && length !== expected)
    throw damaged(id, `${length} bytes instead of ${expected}`);
  const isOther = [md5, known].some((hash) => hash !== undefined && checksums.md5() !== hash);
  if (isOther) throw damaged(id, "MD5 mismatch");
  if (md5 === undefined && crc32c !== undefined && checksums.crc32c() !== crc32c)
    throw damaged(id, "CRC-32C mismatch");
  if (md5 === undefined && crc32c === undefined)
    log(`The server sent no checksum for ${id}. Only its size was verified.`);
}

/**
 * One request, from where the part ends.
 * @returns true when all bytes are there
 */
async function transfer(job: Job, part: PartialFile, counter: { fetched: number }) {
  const { id, report, source } = job;
  const answer = await source.open(
    part.length === 0 ? undefined : { from: part.length, origin: part.origin ?? {} },
  );
  const blocks = receivedBlocks(answer.body);
  try {
    if (answer.statusCode === 416) return isAtEnd(job, part, answer);
    await accept(answer, part, job);
    const { origin } = part;
    report.downloading(part.length, origin?.size, true);
    for await (const block of blocks) {
      if (part.length === 0 && job.mayBeText !== true && isText(block)) {
        source.forget();
        throw notTheFile(source);
      }
      if (origin?.size !== undefined && part.length + block.length > origin.size)
        throw damaged(id, "the server sends more than it announced");
      counter.fetched += block.length;
      await part.append(block);
      report.downloading(part.length, origin?.size);
    }
  } catch (error) {
    if (error instanceof KaggleError || error instanceof Restart) throw error;
    if (isAborted(job.transport, job.signal)) throw abortError();
    throw interruptedError(job, part, networkError(job.transport, error, source.host));
  } finally {
    discard(answer);
  }
  const expected = part.origin?.size;
  if (expected !== undefined && part.length < expected)
    throw interruptedError(job, part, markTemporary(new KaggleError("network", "the answer ended early")));
  if (part.length === 0) throw notTheFile(source);
  return true;
}

/** HTML, XML or a JSON object: no archive begins so. */
function isText(start: Uint8Array): boolean {
  const text = Buffer.from(start.subarray(0, 256)).toString("utf8");
  return /^\uFEFF?\s*(<(!doctype|html|head|body|\?xml|error|!--)|\{\s*("|\}))/i.test(text);
}

function interruptedError({ id }: Job, { length, origin }: PartialFile, error: KaggleError): KaggleError {
  const total = origin?.size === undefined ? "" : ` of ${size(origin.size)}`;
  const wrapped = new KaggleError(
    error.reason,
    `Download of \`${id}\` interrupted at ${size(length)}${total}: ${error.message}`,
    { hint: "Run again to resume." },
  );
  return isTemporary(error) ? markTemporary(wrapped) : wrapped;
}

/** Status 416: there is nothing behind the bytes that are there. Either they are all, or the file is another one. */
function isAtEnd({ source }: Job, part: PartialFile, answer: Answer): boolean {
  const total = contentRange(answer.headers)?.total;
  const seen = describeRemoteFile(answer.headers, total);
  const isOther = part.origin !== undefined && hasValidators(seen) && !isSameFile(part.origin, seen);
  if (total !== part.length || isOther) throw changed(source);
  return true;
}

const hasValidators = ({ md5, crc32c, etag, lastModified }: RemoteFile) =>
  (md5 ?? crc32c ?? etag ?? lastModified) !== undefined;

/** Prepares the part for the body of an answer, or refuses the answer. */
async function accept(answer: Answer, part: PartialFile, { id, log, source }: Job): Promise<void> {
  if (answer.statusCode === 206) {
    const range = contentRange(answer.headers);
    if (range?.start !== part.length) throw damaged(id, "the server sent a different range than requested");
    const seen = describeRemoteFile(answer.headers, range.total);
    if (part.origin === undefined || !isSameFile(part.origin, seen)) throw changed(source);
    return;
  }
  const seen = describeRemoteFile(answer.headers, contentLength(answer.headers));
  if (part.length > 0) {
    if (part.origin === undefined || !isSameFile(part.origin, seen)) throw changed(source);
    log(`The server does not support resuming ${id}. Restarting the download.`);
  }
  if (!hasValidators(seen) && seen.size === undefined)
    log(`The server sent neither size nor checksum of ${id}. The download cannot be verified.`);
  await part.restart(seen);
}

const size = (bytes: number) =>
  bytes >= 1e9
    ? `${(bytes / 1e9).toFixed(2)} GB`
    : bytes >= 1e6
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${bytes} bytes`;
