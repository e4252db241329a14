import { isMlebenchError } from "@mlebench/core";
import { pause, type RunHandle } from "@mlebench/runner";
import { appendLine, lineReader } from "../record/json-lines.js";
import type { Request, Response } from "../record/requests.js";
import type { LifeFiles } from "../record/run-files.js";
import { pack, packedFile } from "./pack-outputs.js";
import type { StopReasons } from "./stop-agent.js";

/** How often requests are looked for: a shared file system serves many nodes. */
const idleMilliseconds = 1000;
const busyMilliseconds = 50;
/** After a request, others may follow. */
const busyForMilliseconds = 30_000;

/** Answers what the login side asks for, until the signal is aborted. */
export async function serveRequests(
  handle: RunHandle,
  files: LifeFiles,
  stop: StopReasons,
  signal: AbortSignal,
): Promise<void> {
  const read = lineReader<Request>(files.requests);
  const open = new Map<string, AbortController>();
  const answering = new Set<Promise<void>>();
  let busyUntil = 0;
  while (!signal.aborted) {
    for (const request of await read()) {
      busyUntil = performance.now() + busyForMilliseconds;
      if (request.ask === "abort") {
        open.get(request.request)?.abort();
        continue;
      }
      const given = new AbortController();
      open.set(request.id, given);
      const answered = answerTo(request, handle, files, stop, given.signal).then((response) => {
        open.delete(request.id);
        answering.delete(answered);
        appendLine(files.responses, response);
      });
      answering.add(answered);
      answered.catch(() => undefined);
    }
    await pause(performance.now() < busyUntil ? busyMilliseconds : idleMilliseconds, signal);
  }
  // What still runs inside has ended with the agent.
  await Promise.all([...answering].map((one) => Promise.race([one.catch(() => undefined), pause(2000)])));
}

async function answerTo(
  request: Exclude<Request, { ask: "abort" }>,
  handle: RunHandle,
  files: LifeFiles,
  stop: StopReasons,
  signal: AbortSignal,
): Promise<Response> {
  const { id } = request;
  try {
    return { id, result: await perform(request, handle, files, stop, signal) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, error: { message, isUserError: isMlebenchError(error) } };
  }
}

async function perform(
  request: Exclude<Request, { ask: "abort" }>,
  handle: RunHandle,
  files: LifeFiles,
  stop: StopReasons,
  signal: AbortSignal,
): Promise<Extract<Response, { result: unknown }>["result"]> {
  switch (request.ask) {
    case "exec": {
      const { stdin, ...options } = request.options;
      return await handle.exec(request.command, {
        ...options,
        signal,
        ...(stdin !== undefined && { stdin: Buffer.from(stdin, "base64") }),
      });
    }
    case "readFile": {
      const { path, maxBytes } = request;
      const bytes = await handle.readFile(path, { signal, ...(maxBytes !== undefined && { maxBytes }) });
      return Buffer.from(bytes).toString("base64");
    }
    case "writeFile":
      await handle.writeFile(request.path, Buffer.from(request.data, "base64"), { signal });
      return undefined;
    case "collect":
      return await pack(handle, request.directory, request.path, packedFile(files, request.id));
    case "terminate":
      stop.request({ cause: "request", grace: request.grace });
      return undefined;
  }
}
