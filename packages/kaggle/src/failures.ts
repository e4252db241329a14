import type { Connection, Transport } from "./connection.js";
import { competitionPage, rulesPage } from "./endpoint.js";
import { KaggleError } from "./kaggle-error.js";
import { markTemporary } from "./retry.js";

/** An answer with an error status. */
export interface ErrorResponse {
  readonly status: number;
  /** The server's own words; may be empty. */
  readonly text: string;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter?: number;
  /** What was asked for, as in "the data of titanic". */
  readonly subject: string;
  readonly competition?: string;
  /** Host that answered, when it is not Kaggle itself. */
  readonly host?: string;
}

/** What an answer with an error status means, as an error for people. */
export function refusalError(connection: Connection, response: ErrorResponse): KaggleError {
  const { status, subject, host } = response;
  const words = wordsOf(connection, response);
  const quoted = quotedWords(words);
  const overload = overloadError(connection, response);
  if (overload !== undefined) return overload;
  if (host !== undefined)
    return new KaggleError("server", `${host} denied ${subject} (HTTP ${status})`, {
      status,
      hint: "Try again. If you use a proxy, ask its operator.",
    });
  if (status === 401) return credentialsError(connection, quoted, status);
  if (status === 403) return deniedError(response, words, quoted);
  if (status === 404 || status === 410)
    return new KaggleError("not found", `Kaggle does not have ${subject}${quoted}`, {
      status,
      hint: "Check the spelling. It may also be deleted or private.",
    });
  return new KaggleError("server", `Kaggle denied ${subject} (HTTP ${status})${quoted}`, { status });
}

const wordsOf = (transport: Transport, { text }: ErrorResponse): string =>
  transport.redact(decodeEscapes(text));

const quotedWords = (words: string): string => (words === "" ? "" : `: ${words.replace(/[.!]$/, "")}`);

/** The error of a status after which the same request may succeed; undefined for any other status. */
export function overloadError(transport: Transport, response: ErrorResponse): KaggleError | undefined {
  const { status, subject, host } = response;
  const who = host ?? "Kaggle";
  const quoted = quotedWords(wordsOf(transport, response));
  if (status === 429)
    return markTemporary(
      new KaggleError(
        "rate limit",
        `${who === "Kaggle" ? "Kaggle rate limit" : `Rate limit of ${who}`} reached (HTTP 429, ${subject})`,
        {
          status,
          hint: "Try again in an hour, or with fewer downloads at once.",
        },
      ),
      response.retryAfter,
    );
  if (status === 408 || status >= 500)
    return markTemporary(
      new KaggleError(
        "server",
        `${who === "Kaggle" ? "Kaggle server error" : `Server error of ${who}`} (HTTP ${status}, ${subject})${quoted}`,
        {
          status,
          hint: "Try again later.",
        },
      ),
      response.retryAfter,
    );
  return undefined;
}

function credentialsError({ credentials }: Connection, quoted: string, status: number): KaggleError {
  const { kind, source } = credentials;
  const remedy = {
    "access token": "Create a new token at https://www.kaggle.com/settings/api and store it there.",
    "api key":
      "Creating a new key revokes the old one. Create a token or key at https://www.kaggle.com/settings/api and store it there.",
    oauth: "Run `kaggle auth login --force`.",
  }[kind];
  return new KaggleError(
    "credentials",
    `Kaggle rejected the ${kind === "api key" ? "API key" : kind === "oauth" ? "login" : kind} from ${source}: unknown, expired, or revoked${quoted}`,
    { status, hint: remedy },
  );
}

function deniedError(
  { status, subject, competition }: ErrorResponse,
  words: string,
  quoted: string,
): KaggleError {
  const lower = words.toLowerCase();
  if (lower.includes("rules") && competition !== undefined) return rulesError(competition, status);
  if (/phone|verif(y|ied|ication)/.test(lower))
    return new KaggleError("phone", `Kaggle requires a verified phone number (${subject})${quoted}`, {
      status,
      hint: "Open https://www.kaggle.com/settings and verify it.",
    });
  const hint =
    competition !== undefined
      ? `Check the ID. The competition may also be private: open ${competitionPage(competition)}`
      : "It may be private or deleted.";
  return new KaggleError("denied", `Kaggle denied access to ${subject}${quoted}`, { status, hint });
}

/** The rules of the competition are not accepted. */
export function rulesError(competition: string, status?: number): KaggleError {
  return new KaggleError("rules", `Rules of \`${competition}\` not accepted by this Kaggle account`, {
    ...(status !== undefined && { status }),
    hint: `Open ${rulesPage(competition)} and accept them; if the join button is grayed out, accept them on the Data tab (${competitionPage(competition)}/data).`,
  });
}

/** Kaggle writes apostrophes as \\u0027 inside text that is already JSON. */
function decodeEscapes(text: string): string {
  return text.replace(/\\u([\da-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const certificateCodes =
  /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL|HOSTNAME_MISMATCH/;

const networkErrorTexts: Readonly<Record<string, string>> = {
  ENOTFOUND: "host not found",
  EAI_AGAIN: "DNS lookup failed",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection lost",
  EPIPE: "connection lost",
  UND_ERR_SOCKET: "connection lost",
  UND_ERR_CONNECT_TIMEOUT: "connection timed out",
  UND_ERR_HEADERS_TIMEOUT: "response timed out",
  UND_ERR_BODY_TIMEOUT: "response timed out",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "response ended early",
  ETIMEDOUT: "connection timed out",
  ENETUNREACH: "network unreachable",
  EHOSTUNREACH: "host unreachable",
};

/** A failure below HTTP, as an error for people. Keeps nothing of the original but its code. */
export function networkError(connection: Transport, error: unknown, host: string): KaggleError {
  const { code, message } = rootOf(error);
  const proxyStatus = /Proxy response \((\d+)\)/.exec(message)?.[1];
  if (proxyStatus !== undefined) {
    const refused = new KaggleError(
      "network",
      `The proxy rejected requests to ${host} (HTTP ${proxyStatus})`,
      {
        hint:
          proxyStatus === "407"
            ? "The proxy requires a username and password: HTTPS_PROXY=http://user:password@host:port"
            : "Check HTTPS_PROXY and NO_PROXY, or ask the operator of the proxy.",
      },
    );
    return Number(proxyStatus) >= 500 ? markTemporary(refused) : refused;
  }
  if (code !== undefined && certificateCodes.test(code))
    return new KaggleError("network", `The certificate of ${host} is not trusted (${code})`, {
      hint: "If a proxy inspects TLS traffic, set its CA certificate with REQUESTS_CA_BUNDLE or NODE_EXTRA_CA_CERTS.",
    });
  const what =
    (code !== undefined && networkErrorTexts[code]) || connection.redact(message) || "unknown failure";
  return markTemporary(
    new KaggleError(
      "network",
      `Cannot connect to ${host}: ${what}${code === undefined ? "" : ` (${code})`}`,
      {
        hint: "Check the network, and HTTPS_PROXY if you use a proxy.",
      },
    ),
  );
}

/** undici and Node wrap errors in errors; the innermost says what happened. */
function rootOf(error: unknown): { code: string | undefined; message: string } {
  let current: unknown = error;
  for (let depth = 0; depth < 5; depth++) {
    const { cause, errors } = current as { cause?: unknown; errors?: unknown };
    const next = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
    if (typeof next !== "object" || next === null) break;
    current = next;
  }
  const { code, message } = current as { code?: unknown; message?: unknown };
  return {
    code: typeof code === "string" ? code : undefined,
    message: typeof message === "string" ? message : "",
  };
}
