import type { Connection } from "./connection.js";
import { ModelError, type ModelErrorReason } from "./model-error.js";
import { markTemporary, retryAfter } from "./retry.js";
import { bareUrl } from "./secrets.js";

/** A response with an error status. */
export interface ErrorResponse {
  readonly status: number;
  readonly header: (name: string) => string | null | undefined;
  readonly body: string;
}

const quota =
  /insufficient[_ ]quota|exceeded your current quota|billing|credit balance|payment required|out of credits|insufficient (credits|balance|funds)/i;
const context =
  /context[_ ](length|window)|maximum context|prompt is too long|too many tokens|input is too long|exceeds the (maximum|max|context)|longer than the maximum|token limit/i;
/** What FastAPI says of a request that it cannot read, which llama-cpp-python wraps in HTTP 500. */
const unreadable = /validation errors?:|input should be/i;
const filtered = /content[_ ]filter|content management policy|content_policy/i;

/** What an error status means, as an error for people. Words of the server are cut and have no key. */
export function responseError(connection: Connection, response: ErrorResponse): ModelError {
  connection.state.wasReached = true;
  const { status, body, header } = response;
  const words = connection.redact(serverWords(body));
  const reason = reasonOf(status, body);
  const said = words === "" ? "" : `: ${words}`;
  const error = new ModelError(
    reason,
    `${headlines[reason](connection, status)}${said}`,
    hints(connection, reason),
  );
  return isTemporaryStatus(status, reason) ? markTemporary(error, retryAfter(header)) : error;
}

type Headline = (connection: Connection, status: number) => string;

const host = ({ url, name }: Connection): string => (url === undefined ? name.provider : new URL(url).host);

const other: Headline = (connection, status) => `Request to ${host(connection)} failed (HTTP ${status})`;

const headlines: Readonly<Record<ModelErrorReason, Headline>> = {
  credentials: (connection, status) => `${host(connection)} rejected the API key (HTTP ${status})`,
  denied: (connection, status) =>
    `${host(connection)} denied access to \`${connection.name.model}\` (HTTP ${status})`,
  quota: (connection, status) => `The quota at ${host(connection)} is used up (HTTP ${status})`,
  "rate limit": (connection, status) => `Rate limit of ${host(connection)} reached (HTTP ${status})`,
  "not found": (connection, status) =>
    `Model \`${connection.name.model}\` or address not found at ${host(connection)} (HTTP ${status})`,
  context: (connection, status) =>
    `The request is too long for \`${connection.name.model}\` (HTTP ${status})`,
  "content filter": (connection, status) =>
    `A content filter of ${host(connection)} stopped it (HTTP ${status})`,
  request: (connection, status) => `${host(connection)} did not accept the request (HTTP ${status})`,
  server: (connection, status) => `Server error of ${host(connection)} (HTTP ${status})`,
  unavailable: other,
  network: other,
  response: other,
  aborted: other,
  "missing package": other,
};

function reasonOf(status: number, body: string): ModelErrorReason {
  if (status === 401) return "credentials";
  if (status === 402 || ((status === 429 || status === 400 || status === 403) && quota.test(body)))
    return "quota";
  if (status === 403) return "denied";
  if (status === 404) return "not found";
  if (status === 429) return "rate limit";
  if (status === 500 && unreadable.test(body)) return "request";
  if (status >= 500 || status === 408 || status === 409 || status === 425) return "server";
  if (context.test(body)) return "context";
  return filtered.test(body) ? "content filter" : "request";
}

function isTemporaryStatus(status: number, reason: ModelErrorReason): boolean {
  // 501: not implemented; asking again does not change that.
  return reason === "rate limit" || (reason === "server" && status !== 501);
}

function hints({ name: { definition }, url }: Connection, reason: ModelErrorReason): { hint?: string } {
  if (reason === "credentials") return { hint: `Check \`${definition.keyVariables[0]}\`.` };
  if (reason === "not found" && url !== undefined)
    return { hint: `Check the name of the model and the base URL (${bareUrl(url)}).` };
  return {};
}

const longestWords = 300;

/** The message in an error body, in one line. */
export function serverWords(body: string): string {
  const text = messageIn(body) ?? body;
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > longestWords ? `${line.slice(0, longestWords)}…` : line;
}

function messageIn(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Pages of proxies are HTML.
    return body.trimStart().startsWith("<") ? "" : undefined;
  }
  const { error, message, detail } = (value ?? {}) as Record<string, unknown>;
  const inner =
    typeof error === "object" && error !== null ? (error as Record<string, unknown>).message : error;
  return [inner, message, detail].find((one): one is string => typeof one === "string");
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection lost",
  ENOTFOUND: "host not found",
  EAI_AGAIN: "host not found",
  ETIMEDOUT: "connection timed out",
  UND_ERR_SOCKET: "connection lost",
  UND_ERR_CONNECT_TIMEOUT: "connection timed out",
  UND_ERR_HEADERS_TIMEOUT: "response timed out",
  UND_ERR_BODY_TIMEOUT: "response timed out",
};

/** A failure below HTTP, as an error for people. */
export function networkError(connection: Connection, error: unknown): ModelError {
  const { code, message } = innermost(error);
  const what = (code !== undefined && networkWords[code]) || connection.redact(message) || "unknown failure";
  const where = host(connection);
  const failure = new ModelError(
    "network",
    `Cannot connect to ${where}: ${what}${code === undefined ? "" : ` (${code})`}`,
    { hint: "Check that the server runs, the base URL, and HTTPS_PROXY if you use a proxy." },
  );
  return code !== undefined && /CERT|SELF_SIGNED/.test(code) ? failure : markTemporary(failure);
}

/** undici and Node wrap errors in errors; the innermost says what happened. */
function innermost(error: unknown): { code: string | undefined; message: string } {
  let current: unknown = error;
  for (let depth = 0; depth < 6; depth++) {
    const { cause, errors } = (current ?? {}) as { cause?: unknown; errors?: unknown };
    const next = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
    if (typeof next !== "object" || next === null) break;
    current = next;
  }
  const { code, message } = (current ?? {}) as { code?: unknown; message?: unknown };
  return {
    code: typeof code === "string" ? code : undefined,
    message: typeof message === "string" ? message : "",
  };
}
