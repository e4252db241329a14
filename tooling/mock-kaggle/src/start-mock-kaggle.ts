import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { createAccounts } from "./accounts.js";
import { type Answer, apiError, bytesAnswer, jsonAnswer, storageError } from "./answer.js";
import { answerCall, competitionOf } from "./api.js";
import { openContent } from "./content.js";
import { combineFaults, type Fault, type FaultKind, takeFaults } from "./fault.js";
import { callOf } from "./methods.js";
import type { LoggedRequest } from "./request-log.js";
import { ClientGone, hangUntilClosed, sendAnswer } from "./send.js";
import { createSite } from "./site.js";
import { answerObject, readRange } from "./storage.js";
import type { MockCompetition, MockCredentials } from "./world.js";

/** What {@link startMockKaggle} serves, and where. */
export interface MockKaggleOptions {
  readonly competitions?: readonly MockCompetition[];
  /** Who may log in; each kind that is left out has one good credential. */
  readonly credentials?: MockCredentials;
  /** Of the API; the official client's TEST environment calls 7777. @default any free port */
  readonly port?: number;
  /** Milliseconds that a signed address of storage is good for. @default 15 minutes */
  readonly addressLifetime?: number;
}

/** A running mock. */
export interface Kaggle {
  /** For MLEBENCH_KAGGLE_ENDPOINT: "http://127.0.0.1:PORT/api". */
  readonly url: string;
  readonly port: number;
  /** "http://127.0.0.1:PORT" of the storage server. */
  readonly storageUrl: string;
  /** For a child process of ours: an access token and MLEBENCH_KAGGLE_ENDPOINT. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * For a process of the official client, whose address book has only port 80 and 7777 of this machine: it is told to
   * call port 80 and to use the mock as its proxy.
   */
  readonly officialEnvironment: Readonly<Record<string, string>>;
  readonly credentials: Required<MockCredentials>;
  /** Push to it; a fault leaves when it has hit as often as it should. */
  readonly faults: Fault[];
  readonly requests: readonly LoggedRequest[];
  /** What a client did that it should not, such as sending its Authorization to storage. */
  readonly violations: readonly string[];
  /** Adds a competition or replaces the one of the same id. */
  readonly put: (competition: MockCompetition) => void;
  /** Byte ranges of the competition's archive that were sent, in order of request; of one of its files if named. */
  readonly served: (competition: string, file?: string) => { readonly from: number; readonly to: number }[];
  readonly close: () => Promise<void>;
}

const usualCredentials: Required<MockCredentials> = {
  tokens: [{ token: "mock-access-token", username: "ada" }],
  keys: [{ username: "ada", key: "mock-key" }],
  refreshTokens: [{ token: "mock-refresh-token", username: "ada" }],
};

const quarterHour = 15 * 60_000;
const largestBody = 1 << 20;

/**
 * Starts a Kaggle of its own on this machine: the API on one port, storage on another.
 * @throws Error of the system when the port is taken
 */
export async function startMockKaggle({
  competitions = [],
  credentials: given,
  port = 0,
  addressLifetime = quarterHour,
}: MockKaggleOptions = {}): Promise<Kaggle> {
  const credentials = { ...usualCredentials, ...given };
  const site = createSite(competitions, addressLifetime);
  const accounts = createAccounts(credentials);
  const faults: Fault[] = [];
  const requests: LoggedRequest[] = [];
  const violations: string[] = [];

  /** Takes the faults of a request, and does at once what is not about its answer. */
  async function applyFaults(
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

  async function handleApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A proxy is sent whole addresses: the official client reaches storage this way, too.
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.url?.startsWith(storageUrl)) return handleStorage(request, response);
    const logged = logRequest(request, "api", url.pathname);
    await respond(response, logged, async () => {
      const body = await readBody(request);
      const call =
        body === undefined ? undefined : callOf(logged.method, url.pathname, url.searchParams, body);
      if (call !== undefined) {
        logged.call = call.name;
        logged.competition = competitionOf(call);
      }
      const kind = await applyFaults(logged, response);
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

  async function handleStorage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const logged = logRequest(request, "storage", url.pathname);
    await respond(response, logged, async () => {
      logged.call = "download";
      const { verdict, id, file } = site.open(url.pathname, url.searchParams);
      if (id !== undefined) [logged.competition, logged.file] = [id, file];
      const answer = refusal(request, verdict);
      if (answer !== undefined || id === undefined) return { answer: answer ?? wrongSignature(), kind: {} };

      const before = site.object(id, file);
      const size = before === undefined ? 0 : (await openContent(before.content)).size;
      const range = readRange(request.headers.range, size);
      const kind = await applyFaults(
        logged,
        response,
        range === "unsatisfiable" ? undefined : (range ?? { from: 0, to: size }),
      );
      if (kind.status !== undefined)
        return { answer: brokenAnswer(kind, storageError(kind.status, "Fault", "As told")), kind };
      const object = site.object(id, file);
      if (object === undefined)
        return { answer: storageError(404, "NoSuchKey", "The specified key does not exist."), kind };
      const good = await answerObject(object, url.pathname, request.headers, kind);
      if (good.status < 300) logged.sent = { from: good.from, to: good.from };
      return { answer: good, kind };
    });
  }

  /** Why storage does not even look at a request; each reason is a misuse, except an old address. */
  function refusal(request: IncomingMessage, verdict: "good" | "expired" | "wrong"): Answer | undefined {
    if (request.headers.authorization !== undefined) {
      violations.push("Authorization was sent to storage");
      return storageError(400, "InvalidArgument", "Only one way of authorization is allowed.");
    }
    if (request.method !== "GET") {
      violations.push(`${request.method} was sent to storage, whose addresses are signed for GET`);
      return wrongSignature();
    }
    if (verdict === "expired") return storageError(400, "ExpiredToken", "The provided token has expired.");
    if (verdict === "wrong") {
      violations.push("An address that was not signed was sent to storage");
      return wrongSignature();
    }
    return undefined;
  }

  async function listen(server: Server, at: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(at, host, resolve);
    });
    return (server.address() as AddressInfo).port;
  }

  const storage = createServer((request, response) => void handleStorage(request, response));
  const api = createServer((request, response) => void handleApi(request, response));
  // "localhost" may mean either; where there is no IPv6 it means the first.
  const apiToo = createServer((request, response) => void handleApi(request, response));
  const servers = [storage, api, apiToo];
  for (const server of servers) server.keepAliveTimeout = 60_000;

  const close = async () => {
    await Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise<void>((resolve) => server.close(() => resolve()));
      }),
    );
  };

  const storageUrl = `http://127.0.0.1:${await listen(storage, 0, "127.0.0.1")}`;
  let apiPort: number;
  try {
    apiPort = await listen(api, port, "127.0.0.1");
  } catch (error) {
    await close();
    throw error;
  }
  await listen(apiToo, apiPort, "::1").catch(() => undefined);

  const origin = `http://127.0.0.1:${apiPort}`;
  const token = credentials.tokens[0]?.token;
  const login: Record<string, string> = token === undefined ? {} : { KAGGLE_API_TOKEN: token };
  return {
    url: `${origin}/api`,
    port: apiPort,
    storageUrl,
    environment: { ...login, MLEBENCH_KAGGLE_ENDPOINT: `${origin}/api` },
    officialEnvironment: {
      ...login,
      KAGGLE_API_ENVIRONMENT: "LOCALHOST",
      http_proxy: origin,
      no_proxy: "",
    },
    credentials,
    faults,
    requests,
    violations,
    put: site.put,
    served: (competition, file = "archive") =>
      requests
        .filter((entry) => entry.competition === competition && entry.file === file)
        .flatMap(({ sent }) => (sent === undefined || sent.from === sent.to ? [] : [{ ...sent }])),
    close,
  };
}

/** Sends what `prepare` comes to; what breaks in it is told as status 500. */
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
