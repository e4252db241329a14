import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { inspect } from "node:util";
import { checkApart } from "./check-apart.js";
import type { ImportableCompetition } from "./competition-package.js";
import { createComplaints } from "./complaints.js";
import type { ServerLimits } from "./limits.js";
import { receiveUpload, refuseByHeaders, type Upload } from "./receive-upload.js";
import { Refusal } from "./refusal.js";
import { createRateWindow, createTurns } from "./turns.js";
import type { ValidationLog, ValidationRecord } from "./validation-log.js";

export interface HandlerOptions {
  competition: ImportableCompetition;
  dataDirectory: string;
  /** Absolute path of a directory of this server's own. */
  temporary: string;
  limits: ServerLimits;
  log: ValidationLog;
  /** Aborted when the server closes. */
  stopped: AbortSignal;
}

export interface Handler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Settles when no request is being worked on. */
  idle(): Promise<void>;
}

/** A request over the rate gets a line in the log once in this time, so that a flood does not fill the disk. */
const floodRecordMilliseconds = 10_000;

/** How long a client that was refused may go on sending, so that it gets to read why. */
const lingerMilliseconds = 3_000;

/** Longest reason that is kept of a validation, in characters: agents must not be able to fill a disk with them. */
const longestReason = 2000;

interface Reply {
  status: number;
  body: Readonly<Record<string, string | number>>;
  headers?: Readonly<Record<string, string>>;
}

type Finding = Pick<ValidationRecord, "verdict" | "reason">;

export function createHandler(options: HandlerOptions): Handler {
  const { limits, log, stopped } = options;
  const turns = createTurns(limits.waiting);
  const rate = createRateWindow(limits.rateRequests, limits.rateSeconds);
  // Requests for anything else have a window of their own: they must not use up an agent's validations.
  const strayRate = createRateWindow(limits.rateRequests, limits.rateSeconds);
  const complain = createComplaints();
  const active = new Set<Promise<void>>();
  let floodRecorded = Number.NEGATIVE_INFINITY;
  let unrecorded = 0;

  const record = (finding: Finding, arrived: number, upload?: Upload): void => {
    log.add({
      time: new Date(arrived).toISOString(),
      verdict: finding.verdict,
      sha256: upload?.sha256 ?? null,
      bytes: upload?.bytes ?? 0,
      reason: finding.reason === null ? null : finding.reason.slice(0, longestReason),
      milliseconds: Date.now() - arrived,
      ...(unrecorded > 0 && { unrecorded }),
    });
    unrecorded = 0;
  };

  const recordFlood = (refusal: Refusal, now: number): void => {
    if (now - floodRecorded < floodRecordMilliseconds) {
      unrecorded++;
      return;
    }
    floodRecorded = now;
    record({ verdict: "refused", reason: reasonOf(refusal) }, now);
  };

  const validate = async (request: IncomingMessage, response: ServerResponse): Promise<Reply> => {
    const arrived = Date.now();
    const seconds = rate.take(arrived);
    const flood =
      seconds > 0
        ? tooMany(
            `At most ${limits.rateRequests} in any ${limits.rateSeconds} seconds are answered.`,
            seconds,
          )
        : turns.full
          ? tooMany("Another validation is under way, and the queue is full.", 5)
          : undefined;
    if (flood !== undefined) {
      recordFlood(flood, arrived);
      return refusalReply(flood);
    }
    const upload: Upload = { bytes: 0, sha256: undefined };
    let finding: Finding;
    let reply: Reply;
    try {
      ({ finding, reply } = await judge(request, response, upload));
    } catch (error) {
      finding = findingOf(error);
      reply = error instanceof Refusal ? refusalReply(error) : brokenReply;
    }
    record(finding, arrived, upload);
    return reply;
  };

  const judge = async (
    request: IncomingMessage,
    response: ServerResponse,
    upload: Upload,
  ): Promise<{ finding: Finding; reply: Reply }> => {
    refuseByHeaders(request.headers, limits.uploadBytes);
    const endTurn = await turns.take();
    let directory: string | undefined;
    const gone = abortWhenGone(response, stopped);
    try {
      if (gone.signal.aborted) throw gone.signal.reason;
      directory = mkdtempSync(join(options.temporary, "submission-"));
      const name = "submission.csv";
      if (/100-continue/i.test(request.headers.expect ?? "")) response.writeContinue();
      const clock = setTimeout(() => gone.abort(tooSlow(limits.uploadSeconds)), limits.uploadSeconds * 1000);
      try {
        const path = join(directory, name);
        await receiveUpload(request, { path, maxBytes: limits.uploadBytes, signal: gone.signal, upload });
      } finally {
        clearTimeout(clock);
      }
      const { entry } = options.competition;
      const task = { entry, dataDirectory: options.dataDirectory, directory, name };
      const outcome = await checkApart(task, limits, gone.signal);
      const reason = outcome.verdict === "valid" ? null : (outcome.details ?? outcome.message);
      return {
        finding: { verdict: outcome.verdict, reason },
        reply: outcome.verdict === "grader-error" ? brokenReply : resultReply(outcome.message),
      };
    } finally {
      gone.release();
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
      endTurn();
    }
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<Reply> => {
    const path = pathOf(request.url ?? "/");
    const method = request.method ?? "";
    if (path === "/health" && (method === "GET" || method === "HEAD")) {
      return { status: 200, body: { status: "running" } };
    }
    if (path === "/validate" && method === "POST") return validate(request, response);
    const seconds = strayRate.take(Date.now());
    if (seconds > 0) return refusalReply(tooManyRequests(limits, seconds));
    if (path === "/health") return wrongMethod("GET");
    if (path === "/validate") return wrongMethod("POST");
    return {
      status: 404,
      body: { error: "Not found.", details: "Use `POST /validate` or `GET /health`." },
    };
  };

  return {
    handle(request, response) {
      const work = route(request, response)
        .catch((error: unknown): Reply => {
          complain(inspect(error));
          return brokenReply;
        })
        .then((reply) => send(reply, request, response))
        .finally(() => active.delete(work));
      active.add(work);
    },
    async idle() {
      await Promise.all(active);
    },
  };
}

const brokenReply: Reply = {
  status: 500,
  body: {
    error: "An unexpected error occurred.",
    details: "The grader broke: nothing is known about the submission.",
  },
};

const resultReply = (result: string): Reply => ({ status: 200, body: { result } });

function refusalReply({ status, message, details, retryAfter }: Refusal): Reply {
  return {
    status,
    body: { error: message, details, ...(retryAfter !== undefined && { retry_after_seconds: retryAfter }) },
    ...(retryAfter !== undefined && { headers: { "retry-after": String(retryAfter) } }),
  };
}

function wrongMethod(allow: string): Reply {
  return { status: 405, body: { error: `Use ${allow}.` }, headers: { allow } };
}

function tooMany(details: string, seconds: number): Refusal {
  return new Refusal(
    429,
    "Too many validations.",
    `${details} Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    seconds,
  );
}

function tooManyRequests({ rateRequests, rateSeconds }: ServerLimits, seconds: number): Refusal {
  return new Refusal(
    429,
    "Too many requests.",
    `At most ${rateRequests} requests other than \`POST /validate\` and \`GET /health\` are answered in any ${rateSeconds} seconds.`,
    seconds,
  );
}

/**
 * The path that a request asks for, without its query. Clients send anything here, such as `//`, `*` or a URL, so that
 * it is cut and not parsed.
 */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
}

function tooSlow(seconds: number): Refusal {
  return new Refusal(408, "The submission came too slowly.", `It must arrive within ${seconds} seconds.`);
}

const reasonOf = ({ message, details }: Refusal): string => `${message} ${details}`;

function findingOf(error: unknown): Finding {
  return error instanceof Refusal
    ? { verdict: "refused", reason: reasonOf(error) }
    : { verdict: "grader-error", reason: inspect(error) };
}

interface Going {
  signal: AbortSignal;
  abort(reason: Refusal): void;
  release(): void;
}

/** Aborts when the client closes the connection, or the server stops. */
function abortWhenGone(response: ServerResponse, stopped: AbortSignal): Going {
  const controller = new AbortController();
  const abort = (reason: Refusal): void => controller.abort(reason);
  const onClose = (): void =>
    abort(new Refusal(400, "The client went away.", "Its connection was closed before it had an answer."));
  const onStop = (): void => abort(new Refusal(503, "The server is closing.", "Nothing was validated."));
  response.on("close", onClose);
  stopped.addEventListener("abort", onStop);
  if (response.destroyed) onClose();
  if (stopped.aborted) onStop();
  return {
    signal: controller.signal,
    abort,
    release() {
      response.off("close", onClose);
      stopped.removeEventListener("abort", onStop);
    },
  };
}

function send({ status, body, headers }: Reply, request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed) return;
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : text);
  if (request.complete) return;
  // Closing now would reset the connection under a client that still sends, and the answer would be lost.
  request.on("error", () => {});
  request.resume();
  const linger = setTimeout(() => request.destroy(), lingerMilliseconds);
  request.once("close", () => clearTimeout(linger));
  request.once("end", () => clearTimeout(linger));
}
