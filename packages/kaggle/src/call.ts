import type { Connection, Transport } from "./connection.js";
import { refusalError } from "./failures.js";
import { KaggleError } from "./kaggle-error.js";
import { markTemporary, parseRetryAfter, type RetryContext, withRetries } from "./retry.js";
import { secretOf, updateSecret } from "./secrets.js";
import { type Answer, header, readText, send } from "./send.js";

export type JsonObject = Readonly<Record<string, unknown>>;

/** One call of the API. */
export interface Call {
  readonly service: string;
  readonly method: string;
  readonly fields: JsonObject;
  /** What is asked for, as in "the data of titanic". */
  readonly subject: string;
  readonly competition?: string;
  readonly signal?: AbortSignal | undefined;
}

export const competitionService = "competitions.CompetitionApiService";
export const kernelService = "kernels.KernelsApiService";

/**
 * Calls the API until it answers.
 * @throws KaggleError when it refuses, or gives no answer after all attempts
 */
export function callKaggle(connection: Connection, call: Call): Promise<JsonObject> {
  return withRetries(retryContext(connection, call.signal), async () => {
    const { answer, url } = await authorized(connection, call);
    return readAnswer(connection, call, answer, url);
  });
}

/** The access token that requests are sent with; a login is renewed where needed. */
export function currentToken(connection: Connection): Promise<string> {
  return withRetries(retryContext(connection), async () =>
    (await authorizationOf(connection)).replace(/^Bearer /, ""),
  );
}

/** How a connection retries. */
export function retryContext(connection: Transport, signal?: AbortSignal): RetryContext {
  const { retry, log } = connection;
  const signals = [connection.signal, signal].filter((item) => item !== undefined);
  return {
    retry,
    log,
    signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
    get reached() {
      return connection.reached;
    },
  };
}

/** A call's answer as it came: any status but 401 on a login that could be renewed. */
export async function authorized(
  connection: Connection,
  call: Call,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ answer: Answer; url: URL }> {
  const first = await post(connection, call, headers);
  if (first.answer.statusCode !== 401 || secretOf(connection.credentials).kind !== "refresh") return first;
  first.answer.body.destroy();
  await renewAccessToken(connection);
  return post(connection, call, headers);
}

async function post(connection: Connection, call: Call, headers: Readonly<Record<string, string>>) {
  const authorization = await authorizationOf(connection);
  return postJson(connection, call, { ...headers, authorization });
}

async function postJson(connection: Connection, call: Call, headers: Readonly<Record<string, string>>) {
  const url = new URL(`${connection.endpoint}/v1/${call.service}/${call.method}`);
  const answer = await send(connection, {
    method: "POST",
    url,
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body: JSON.stringify(call.fields),
    signal: call.signal,
  });
  return { answer, url };
}

/**
 * The JSON object of an answer.
 * @throws KaggleError for an error status, also one inside a body that came with status 200
 */
export async function readAnswer(
  connection: Connection,
  call: Call,
  answer: Answer,
  url: URL,
): Promise<JsonObject> {
  const text = await readText(connection, answer, url, call.signal);
  const body = parseObject(text);
  const inner = innerError(body);
  const status = answer.statusCode >= 400 ? answer.statusCode : (inner?.status ?? answer.statusCode);
  if (status >= 400) {
    const retryAfter = parseRetryAfter(header(answer.headers, "retry-after"));
    throw refusalError(connection, {
      status,
      text: inner?.message ?? "",
      subject: call.subject,
      ...(retryAfter !== undefined && { retryAfter }),
      ...(call.competition !== undefined && { competition: call.competition }),
    });
  }
  if (answer.statusCode === 200 && body !== undefined) return body;
  throw markTemporary(
    new KaggleError("server", `Unexpected response from ${url.host} (HTTP ${status}, ${call.subject})`, {
      status,
      expected: "a JSON object",
      hint: "A login page of the network or a proxy may respond in place of Kaggle.",
    }),
  );
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Kaggle's errors come as `{"code", "message"}` or as `{"error": {"code", "message"}}`. */
function innerError(body: JsonObject | undefined): { status?: number; message?: string } | undefined {
  if (body === undefined) return undefined;
  const nested = body.error;
  const source = typeof nested === "object" && nested !== null ? (nested as JsonObject) : body;
  const { code, message } = source;
  const isError = typeof code === "number" && code >= 400 && code < 600;
  return {
    ...(isError && { status: code }),
    ...(typeof message === "string" && { message }),
  };
}

async function authorizationOf(connection: Connection): Promise<string> {
  const secret = secretOf(connection.credentials);
  if (secret.kind === "token") return `Bearer ${secret.token}`;
  if (secret.kind === "pair")
    return `Basic ${Buffer.from(`${secret.username}:${secret.key}`).toString("base64")}`;
  const isFresh = secret.expires !== undefined && secret.expires > Date.now() + renewalMargin;
  if (secret.accessToken !== undefined && isFresh) return `Bearer ${secret.accessToken}`;
  return `Bearer ${await renewAccessToken(connection)}`;
}

/** Milliseconds before its end from which on an access token is renewed. */
const renewalMargin = 60_000;
const accessTokenLifetime = "43200s";

/** A new access token, asked for once however many requests want it. Kept in memory only. */
function renewAccessToken(connection: Connection): Promise<string> {
  connection.renewal ??= fetchAccessToken(connection).finally(() => {
    delete connection.renewal;
  });
  return connection.renewal;
}

async function fetchAccessToken(connection: Connection): Promise<string> {
  const secret = secretOf(connection.credentials);
  if (secret.kind !== "refresh") throw new TypeError("only a login can be renewed");
  const { refreshToken } = secret;
  const call: Call = {
    service: "users.AccountService",
    method: "GenerateAccessToken",
    fields: { refreshToken, apiVersion: "API_VERSION_V1", expirationDuration: accessTokenLifetime },
    subject: "a new access token",
  };
  const { answer, url } = await postJson(connection, call, {});
  const { token, expiresIn } = await readAnswer(connection, call, answer, url).catch((error: unknown) => {
    // A refresh token that is not good any more is refused in several ways.
    const isRefused = error instanceof KaggleError && [400, 403, 404].includes(error.status ?? 0);
    throw isRefused ? refusalError(connection, { status: 401, text: "", subject: call.subject }) : error;
  });
  if (typeof token !== "string" || token === "")
    throw refusalError(connection, { status: 401, text: "", subject: call.subject });
  const lifetime = Number(expiresIn);
  updateSecret(connection.credentials, {
    kind: "refresh",
    refreshToken,
    accessToken: token,
    expires: Date.now() + (Number.isFinite(lifetime) ? lifetime : 0) * 1000,
  });
  return token;
}

/** Fields of the API as they should be, whatever came. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** 64-bit numbers come as text from some versions of the API. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

export function objectsOf(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is JsonObject => typeof item === "object" && item !== null);
}
