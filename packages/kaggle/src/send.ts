import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Transport } from "./connection.js";
import { isConfidential } from "./endpoint.js";
import { networkError } from "./failures.js";
import { KaggleError } from "./kaggle-error.js";
import { abortError } from "./retry.js";
import { loadUndici } from "./undici.js";

export type Answer = Dispatcher.ResponseData;

export interface Sending {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

const userAgent = "mlebench-typescript";

/**
 * Sends one request and returns when the head of the answer is here. Follows no redirect.
 * @throws KaggleError for what happens below HTTP
 */
export async function send(
  connection: Transport,
  { method, url, headers, body, signal }: Sending,
): Promise<Answer> {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new KaggleError("server", `Refusing to go on to an address of the kind \`${url.protocol}\``, {
      expected: "an https address",
      hint: "A proxy or a log-in page of the network may answer in place of Kaggle.",
    });
  if (!isConfidential(url))
    throw new KaggleError(
      "server",
      `Refusing to go on to ${url.host} over a connection that others can read`,
    );
  const { connect, headers: headersTimeout, idle: bodyTimeout } = connection.timeouts;
  const late = new AbortController();
  // undici counts the time to connect through a proxy to neither of its limits.
  const timer = setTimeout(() => late.abort(), 2 * connect + headersTimeout);
  const unlink = forwardAbort([connection.signal, signal], late);
  try {
    const response = await loadUndici().request(url, {
      method,
      dispatcher: connection.dispatchers.forUrl(url),
      headers: { "user-agent": userAgent, "accept-encoding": "identity", ...headers },
      ...(body !== undefined && { body }),
      headersTimeout,
      bodyTimeout,
      signal: late.signal,
    });
    response.body.once("close", unlink);
    // Without a listener, a body that is given up would bring the process down.
    response.body.on("error", () => undefined);
    connection.reached = true;
    return response;
  } catch (error) {
    unlink();
    throw isAborted(connection, signal)
      ? abortError()
      : networkError(connection, lateness(late, error), url.host);
  } finally {
    clearTimeout(timer);
  }
}

export function isAborted(connection: Transport, signal: AbortSignal | undefined): boolean {
  return connection.signal?.aborted === true || signal?.aborted === true;
}

function lateness(late: AbortController, error: unknown): unknown {
  return late.signal.aborted ? { code: "UND_ERR_HEADERS_TIMEOUT", message: "" } : error;
}

function forwardAbort(signals: readonly (AbortSignal | undefined)[], target: AbortController): () => void {
  const abort = () => target.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
  }
  return () => {
    for (const signal of signals) signal?.removeEventListener("abort", abort);
  };
}

/** Gives up the rest of an answer. */
export function discard(answer: Answer): void {
  answer.body.destroy();
}

/** A header's value; the values joined when it comes several times. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** Bytes of an answer that is no file; Kaggle's longest pages have a few hundred kilobytes. */
const longestText = 64 * 2 ** 20;

/** @throws KaggleError when the answer breaks off, or is longer than any of Kaggle's */
export async function readText(
  connection: Transport,
  answer: Answer,
  url: URL,
  signal?: AbortSignal,
): Promise<string> {
  try {
    const blocks: Buffer[] = [];
    let length = 0;
    for await (const block of answer.body as AsyncIterable<Buffer>) {
      length += block.length;
      if (length > longestText) throw tooLong(answer, url);
      blocks.push(block);
    }
    return new TextDecoder().decode(Buffer.concat(blocks));
  } catch (error) {
    if (error instanceof KaggleError) throw error;
    throw isAborted(connection, signal) ? abortError() : networkError(connection, error, url.host);
  }
}

function tooLong(answer: Answer, url: URL): KaggleError {
  discard(answer);
  return new KaggleError("server", `The answer of ${url.host} is longer than ${longestText / 2 ** 20} MiB`, {
    status: answer.statusCode,
    hint: "Something between here and Kaggle may answer in its place.",
  });
}
