import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { createAccounts } from "./accounts.js";
import { type Answer, apiError, bytesAnswer, jsonAnswer, storageError } from "./answer.js";
import { answerCall, competitionOf } from "./api.js";
import { openContent } from "./content.js";
import { combineFaults, type Fault, type FaultKind, takeFaults } from "./fault.js";
import { callOf } from "./methods.js";
import type { LoggedRequest } from "./request-log.js";
import { ClientGone, hangUntilClosed, sendAnswer } from "./send.js";
import type { createSite } from "./site.js";
import { answerObject, readRange } from "./storage.js";

const largestBody = 1 << 20;

/** Everything that requests read and change. */
export interface MockState {
  readonly site: ReturnType<typeof createSite>;
  readonly accounts: ReturnType<typeof createAccounts>;
  readonly faults: Fault[];
  readonly requests: LoggedRequest[];
  readonly violations: string[];
}

/** Answers a request to the API, or to storage through the API as a proxy. */
export async function handleApi(
  state: MockState,
  storageUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { site, accounts } = state;
  // A proxy receives absolute addresses: the official client reaches storage this way, too.
  const url = new URL(request.url ?? "/", "http://localhost");
  if (request.url?.startsWith(storageUrl)) return handleStorage(state, request, response);
  const logged = logRequest(state, request, "api", url.pathname);
  await respond(response, logged, async () => {
    const body = await readBody(request);
    const call = body === undefined ? undefined : callOf(logged.method, url.pathname, url.searchParams, body);
    if (call !== undefined) {
      logged.call = call.name;
      logged.competition = competitionOf(call);
    }
    const kind = await applyFaults(state, logged, response);
    const answer = () => {
      if (kind.status !== undefined) return brokenAnswer(kind, apiError(kind.status));
      if (body === undefined) return apiError(400, "The body is not JSON");
      if (call === undefined) return apiError(404, `No such method: ${logged.method} ${url.pathname}`);
      const caller = accounts.identify(request.headers.authorization);
      return answerCall(call, { site, accounts, caller, faults: kind, storageUrl });
    };
    return { answer: versioned(await answer()), kind };
  });
}

/** Answers a request to storage. */
export async function handleStorage(
  state: MockState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { site, violations } = state;
  const url = new URL(request.url ?? "/", "http://localhost");
  const logged = logRequest(state, request, "storage", url.pathname);
  await respond(response, logged, async () => {
    logged.call = "download";
    const { verdict, id, file } = site.open(url.pathname, url.searchParams);
    if (id !== undefined) [logged.competition, logged.file] = [id, file];
    const answer = refusal(request, verdict, violations);
    if (answer !== undefined || id === undefined) return { answer: answer ?? wrongSignature(), kind: {} };

    const before = site.object(id, file);
    const size = before === undefined ? 0 : (await openContent(before.content)).size;
    const range = readRange(request.headers.range, size);
    const kind = await applyFaults(
      state,
      logged,
      response,
      range === "unsatisfiable" ? undefined : (range ?? { from: 0, to: size }),
    );
    if (kind.status !== undefined)
      return { answer: brokenAnswer(kind, storageError(kind.status, "Fault", "As configured")), kind };
    const object = site.object(id, file);
    if (object === undefined)
      return { answer: storageError(404, "NoSuchKey", "The specified key does not exist."), kind };
    const good = await answerObject(object, url.pathname, request.headers, kind);
    if (good.status < 300) logged.sent = { from: good.from, to: good.from };
    return { answer: good, kind };
  });
}

/** Takes the faults of a request, and does at once what is not about its answer. */
async function applyFaults(
  { site, faults }: MockState,
  logged: LoggedRequest,
  response: ServerResponse,
  range?: { from: number; to: number },
): Promise<FaultKind> {
  const { server, call, competition } = logged;
  logged.faults = takeFaults(faults, { server, call, competition, range });
  const kind = combineFaults(logged.faults);
  if (kind.changeFile !== undefined && competition !== undefined)
    site.replaceArchive(competition, kind.changeFile);
  if (kind.delay !== undefined) await wait(kind.delay);
  if (kind.hang === "before headers") {
    await hangUntilClosed(response);
    throw new ClientGone();
  }
  return kind;
}

function logRequest(
  { accounts, requests }: MockState,
  request: IncomingMessage,
  server: LoggedRequest["server"],
  path: string,
): LoggedRequest {
  const { authorization, range, "user-agent": userAgent } = request.headers;
  const logged: LoggedRequest = {
    time: Date.now(),
    server,
    method: request.method ?? "GET",
    path,
    authorization: accounts.identify(authorization).kind,
    status: 0,
    faults: [],
    done: false,
    ...(range !== undefined && { range }),
    ...(userAgent !== undefined && { userAgent }),
  };
  requests.push(logged);
  return logged;
}

/** Why storage does not even look at a request; each reason is a misuse, except an old address. */
function refusal(
  request: IncomingMessage,
  verdict: "good" | "expired" | "wrong",
  violations: string[],
): Answer | undefined {
  if (request.headers.authorization !== undefined) {
    violations.push("Authorization was sent to storage");
    return storageError(400, "InvalidArgument", "Only one way of authorization is allowed.");
  }
  if (request.method !== "GET") {
    violations.push(`${request.method} was sent to storage; its addresses are signed for GET`);
    return wrongSignature();
  }
  if (verdict === "expired") return storageError(400, "ExpiredToken", "The provided token has expired.");
  if (verdict === "wrong") {
    violations.push("An address that was not signed was sent to storage");
    return wrongSignature();
  }
  return undefined;
}

/** Sends the result of `prepare`; its exceptions are sent as status 500. */
async function respond(
  response: ServerResponse,
  logged: LoggedRequest,
  prepare: () => Promise<{ answer: Answer; kind: FaultKind }>,
): Promise<void> {
  try {
    const { answer, kind } = await prepare().catch((error: unknown) => {
      if (error instanceof ClientGone) throw error;
      return { answer: jsonAnswer({ code: 500, message: `The mock failed: ${error}` }, 500), kind: {} };
    });
    await sendAnswer(response, answer, kind, logged);
  } catch {
    // The client hung up, or a file ended early: nothing is left to be said on this connection.
    response.destroy();
  } finally {
    logged.done = true;
  }
}

function wrongSignature(): Answer {
  return storageError(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided.",
  );
}

function brokenAnswer({ status = 500, body, retryAfter }: FaultKind, usual: Answer): Answer {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  if (body === undefined) return { ...usual, headers: { ...usual.headers, ...headers } };
  if (typeof body !== "string") return jsonAnswer(body, status, headers);
  return bytesAnswer(status, Buffer.from(body), { ...headers, "content-type": "text/html; charset=utf-8" });
}

/** As Kaggle does, each answer says which client is the newest. */
function versioned(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, "x-kaggle-apiversion": "2.2.4" } };
}

/** The fields of a JSON body; none when there is no body; undefined when it is something else. */
async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request) {
      pieces.push(piece as Buffer);
      size += (piece as Buffer).length;
      if (size > largestBody) return undefined;
    }
  } catch {
    throw new ClientGone();
  }
  if (size === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(pieces).toString("utf8"));
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? (body as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
