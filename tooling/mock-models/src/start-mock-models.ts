import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type CompletionQuirks, type CompletionRequest, completionReply } from "./completions.js";
import type { KnownLanguage } from "./language.js";
import { anthropicBody, chatBody, errorReply, responsesBody, type ScriptedReply } from "./replies.js";
import { anthropicStream, chatStream, responsesStream } from "./streams.js";

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Parsed, or the text if it is not JSON. */
  readonly body: unknown;
}

/** A reply, a text, or what makes one from the request. */
export type Script =
  | string
  | ScriptedReply
  | ((request: RecordedRequest, index: number) => string | ScriptedReply);

/** What {@link startMockModels} answers. */
export interface MockModelsOptions {
  /** Answers in order; when they are used up, `otherwise`. */
  readonly replies?: readonly Script[];
  /** The answer to every further request; without one, HTTP 500. */
  readonly otherwise?: Script;
  /** Requests without it get 401. */
  readonly apiKey?: string;
  /** What `/v1/completions` answers from, unless a script does. */
  readonly language?: KnownLanguage;
  readonly quirks?: CompletionQuirks;
  /** The address to listen at. A container reaches the engine's gateway, not this. @default "127.0.0.1" */
  readonly host?: string;
  /** @default a free one */
  readonly port?: number;
}

/** A running server. */
export interface MockModels {
  /** "http://HOST:PORT/v1" */
  readonly url: string;
  readonly origin: string;
  readonly requests: readonly RecordedRequest[];
  /** The most requests that were being answered at a time. */
  readonly mostAtOnce: () => number;
  readonly push: (...replies: Script[]) => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts a scripted server of language models on this machine: `/v1/chat/completions`, `/v1/responses`, `/v1/messages`
 * (Anthropic), `/v1/completions`, `/v1/models`; every other path gets replies with a `body`.
 */
export async function startMockModels(options: MockModelsOptions = {}): Promise<MockModels> {
  const queue = [...(options.replies ?? [])];
  const requests: RecordedRequest[] = [];
  let open = 0;
  let most = 0;

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await recordRequest(incoming);
    const index = requests.push(request);
    open += 1;
    most = Math.max(most, open);
    response.once("close", () => {
      open -= 1;
    });
    await sendReply(request, replyTo(request, index), index, response);
  };

  const replyTo = (request: RecordedRequest, index: number): ScriptedReply => {
    if (options.apiKey !== undefined && !carriesKey(request, options.apiKey))
      return errorReply(401, "Incorrect API key provided", { code: "invalid_api_key" });
    const path = pathOf(request);
    if (path.endsWith("/models"))
      return { body: { object: "list", data: [{ id: "mock", object: "model" }] } };
    const isCompletion = path.endsWith("/completions") && !path.includes("/chat/");
    if (isCompletion && options.language !== undefined && queue.length === 0)
      return completionReply(options.language, options.quirks ?? {}, request.body as CompletionRequest);
    const script = queue.shift() ?? options.otherwise ?? errorReply(500, "The script is at its end");
    const reply = typeof script === "function" ? script(request, index) : script;
    return typeof reply === "string" ? { text: reply } : reply;
  };

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  // Clients reuse connections; none is closed under them.
  server.keepAliveTimeout = 60_000;
  const host = options.host ?? "127.0.0.1";
  await listen(server, host, options.port ?? 0);
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/v1`,
    origin,
    requests,
    mostAtOnce: () => most,
    push: (...replies) => void queue.push(...replies),
    close: () => close(server),
  };
}

async function recordRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const { method = "", url: path = "", headers } = incoming;
  return { method, path, headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function carriesKey({ headers, path }: RecordedRequest, key: string): boolean {
  return (
    headers.authorization === `Bearer ${key}` ||
    [headers["x-api-key"], headers["api-key"], headers["x-goog-api-key"]].includes(key) ||
    path.includes(`key=${key}`)
  );
}

async function sendReply(
  request: RecordedRequest,
  reply: ScriptedReply,
  index: number,
  response: ServerResponse,
): Promise<void> {
  if (reply.after !== undefined)
    await (typeof reply.after === "number" ? wait(reply.after, undefined, { ref: false }) : reply.after);
  if (reply.cutAfter === 0) {
    response.destroy();
    return;
  }
  const { model = "mock", stream = false } = request.body as { model?: string; stream?: boolean };
  const protocol = protocolOf(request);
  const isStream = stream && reply.body === undefined && reply.status === undefined;
  const parts = isStream
    ? protocol.stream(reply, model, index)
    : [bodyText(reply.body ?? protocol.body(reply, model, index))];
  const type = isStream ? "text/event-stream" : "application/json";
  response.writeHead(reply.status ?? 200, { "content-type": type, ...reply.headers });
  if (reply.cutAfter === undefined) {
    for (const part of parts) response.write(part);
    response.end();
  } else {
    response.write(Buffer.from(parts.join("")).subarray(0, reply.cutAfter), () => response.destroy());
  }
}

/** The path of a request without its query, which Anthropic's clients use. */
const pathOf = ({ path }: RecordedRequest): string => path.split("?")[0] ?? "";

/** How a reply is written for the path that was asked. */
function protocolOf(request: RecordedRequest) {
  const path = pathOf(request);
  if (path.endsWith("/messages")) return { body: anthropicBody, stream: anthropicStream };
  if (path.endsWith("/responses")) return { body: responsesBody, stream: responsesStream };
  return { body: chatBody, stream: chatStream };
}

const bodyText = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
