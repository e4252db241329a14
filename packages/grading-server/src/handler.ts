import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { inspect } from "node:util";
import { abortOnDisconnect } from "./client-abort.js";
import type { ImportableCompetition } from "./competition-package.js";
import { createErrorLog } from "./error-log.js";
import type { ServerLimits } from "./limits.js";
import { assertAcceptableHeaders, receiveUpload, type Upload } from "./receive-upload.js";
import {
  errorReply,
  graderErrorReply,
  healthReply,
  notFoundReply,
  type Reply,
  resultReply,
  sendReply,
  tooManyRequests,
  tooManyValidations,
  uploadTimeout,
  wrongMethodReply,
} from "./reply.js";
import { RequestError } from "./request-error.js";
import { validateInSubprocess } from "./validate-in-subprocess.js";
import type { ValidationLog } from "./validation-log.js";
import { createQueue, createRateWindow, type ValidationQueue } from "./validation-queue.js";
import { createRecorder, type Finding, findingOf } from "./validation-recorder.js";

export interface HandlerOptions {
  competition: ImportableCompetition;
  dataDirectory: string;
  /** Absolute path of a directory for this server alone. */
  temporary: string;
  limits: ServerLimits;
  log: ValidationLog;
  /** Aborted when the server closes. */
  stopped: AbortSignal;
}

export interface Handler {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Resolves when no request is being handled. */
  idle(): Promise<void>;
}

export function createHandler(options: HandlerOptions): Handler {
  const { limits } = options;
  // Requests for other paths have a window of their own: they must not use up an agent's validations.
  const otherRequests = createRateWindow(limits.rateRequests, limits.rateSeconds);
  const validate = createValidate(options);
  const logError = createErrorLog();
  const active = new Set<Promise<void>>();

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<Reply> => {
    const path = pathOf(request.url ?? "/");
    const method = request.method ?? "";
    if (path === "/health" && (method === "GET" || method === "HEAD")) return healthReply;
    if (path === "/validate" && method === "POST") return validate(request, response);
    const seconds = otherRequests.take(Date.now());
    if (seconds > 0) return errorReply(tooManyRequests(limits, seconds));
    if (path === "/health") return wrongMethodReply("GET");
    if (path === "/validate") return wrongMethodReply("POST");
    return notFoundReply;
  };

  return {
    handle(request, response) {
      const work = route(request, response)
        .catch((error: unknown): Reply => {
          logError(inspect(error));
          return graderErrorReply;
        })
        .then((reply) => sendReply(reply, request, response))
        .finally(() => active.delete(work));
      active.add(work);
    },
    async idle() {
      await Promise.all(active);
    },
  };
}

type Validate = (request: IncomingMessage, response: ServerResponse) => Promise<Reply>;

/** Handles `POST /validate`: limits the rate, validates, records. */
function createValidate(options: HandlerOptions): Validate {
  const { limits } = options;
  const queue = createQueue(limits.waiting);
  const rate = createRateWindow(limits.rateRequests, limits.rateSeconds);
  const recorder = createRecorder(options.log);
  return async (request, response) => {
    const arrived = Date.now();
    const seconds = rate.take(arrived);
    const excess =
      seconds > 0
        ? tooManyValidations(`Limit: ${count(limits.rateRequests)} per ${limits.rateSeconds}s.`, seconds)
        : queue.full
          ? tooManyValidations("The validation queue is full.", 5)
          : undefined;
    if (excess !== undefined) {
      recorder.recordRateLimited(excess, arrived);
      return errorReply(excess);
    }
    const upload: Upload = { bytes: 0, sha256: undefined };
    let finding: Finding;
    let reply: Reply;
    try {
      ({ finding, reply } = await validateRequest(request, response, upload, queue, options));
    } catch (error) {
      finding = findingOf(error);
      reply = error instanceof RequestError ? errorReply(error) : graderErrorReply;
    }
    recorder.record(finding, arrived, upload);
    return reply;
  };
}

const count = (validations: number): string =>
  `${validations} ${validations === 1 ? "validation" : "validations"}`;

/** Waits in the queue, receives the submission, and validates it. */
async function validateRequest(
  request: IncomingMessage,
  response: ServerResponse,
  upload: Upload,
  queue: ValidationQueue,
  { competition, dataDirectory, temporary, limits, stopped }: HandlerOptions,
): Promise<{ finding: Finding; reply: Reply }> {
  assertAcceptableHeaders(request.headers, limits.uploadBytes);
  const releaseQueue = await queue.acquire();
  let directory: string | undefined;
  const { signal, abort, release } = abortOnDisconnect(response, stopped);
  try {
    if (signal.aborted) throw signal.reason;
    directory = mkdtempSync(join(temporary, "submission-"));
    const name = "submission.csv";
    if (/100-continue/i.test(request.headers.expect ?? "")) response.writeContinue();
    const timeout = setTimeout(() => abort(uploadTimeout(limits.uploadSeconds)), limits.uploadSeconds * 1000);
    try {
      const path = join(directory, name);
      await receiveUpload(request, { path, maxBytes: limits.uploadBytes, signal, upload });
    } finally {
      clearTimeout(timeout);
    }
    const task = { entry: competition.entry, dataDirectory, directory, name };
    const outcome = await validateInSubprocess(task, limits, signal);
    const reason = outcome.verdict === "valid" ? null : (outcome.details ?? outcome.message);
    return {
      finding: { verdict: outcome.verdict, reason },
      reply: outcome.verdict === "grader-error" ? graderErrorReply : resultReply(outcome.message),
    };
  } finally {
    release();
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    releaseQueue();
  }
}

/**
 * The path of a request without its query. Clients send anything here, such as `//`, `*`, or a URL, so it is cut and not
 * parsed.
 */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
}
