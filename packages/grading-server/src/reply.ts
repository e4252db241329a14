import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerLimits } from "./limits.js";
import { RequestError } from "./request-error.js";

export interface Reply {
  status: number;
  body: Readonly<Record<string, string | number>>;
  headers?: Readonly<Record<string, string>>;
}

/** How long a rejected client may go on sending, so that it can read the response. */
const lingerMilliseconds = 3_000;

export const graderErrorReply: Reply = {
  status: 500,
  body: {
    error: "An unexpected error occurred.",
    details: "The grader failed. The submission was not validated.",
  },
};

export const healthReply: Reply = { status: 200, body: { status: "running" } };

export const notFoundReply: Reply = {
  status: 404,
  body: { error: "Not found.", details: "Use `POST /validate` or `GET /health`." },
};

export const resultReply = (result: string): Reply => ({ status: 200, body: { result } });

export function errorReply({ status, message, details, retryAfter }: RequestError): Reply {
  return {
    status,
    body: { error: message, details, ...(retryAfter !== undefined && { retry_after_seconds: retryAfter }) },
    ...(retryAfter !== undefined && { headers: { "retry-after": String(retryAfter) } }),
  };
}

export function wrongMethodReply(allow: string): Reply {
  return { status: 405, body: { error: `Use ${allow}.` }, headers: { allow } };
}

/** @param seconds after which to try again */
export function tooManyValidations(limit: string, seconds: number): RequestError {
  const details = `${limit} Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  return new RequestError(429, "Too many validations.", details, seconds);
}

/** @param seconds after which to try again */
export function tooManyRequests({ rateRequests, rateSeconds }: ServerLimits, seconds: number): RequestError {
  const details = `Limit: ${rateRequests} requests per ${rateSeconds}s other than \`POST /validate\` and \`GET /health\`.`;
  return new RequestError(429, "Too many requests.", details, seconds);
}

export function uploadTimeout(seconds: number): RequestError {
  return new RequestError(408, "Upload timed out.", `Uploads must finish within ${seconds}s.`);
}

export function sendReply(
  { status, body, headers }: Reply,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (response.destroyed) return;
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : text);
  if (request.complete) return;
  // Closing now would reset the connection of a client that still sends, and the response would be lost.
  request.on("error", () => {});
  request.resume();
  const linger = setTimeout(() => request.destroy(), lingerMilliseconds);
  request.once("close", () => clearTimeout(linger));
  request.once("end", () => clearTimeout(linger));
}
