import { randomUUID } from "node:crypto";
import { UserError } from "@mlebench/core";
import { pause } from "@mlebench/runner";
import { appendLine, lineReader } from "../record/json-lines.js";
import type { Request, Response } from "../record/requests.js";
import type { LifeFiles } from "../record/run-files.js";

type Result = Extract<Response, { result: unknown }>["result"];
type Asked<R = Request> = R extends { id: string } ? Omit<R, "id"> : never;

/** Asks a node for something, and waits for its answer. */
export interface NodeLine {
  /**
   * @throws UserError with what the node says, and if the agent ends before it answers
   */
  ask(request: Asked, signal?: AbortSignal): Promise<{ id: string; result: Result }>;
}

const quickMilliseconds = 50;
const slowMilliseconds = 500;
const quickLooks = 60;

/** @param hasEnded whether the agent has ended, so that nothing more is answered */
export function nodeLine(files: LifeFiles, hasEnded: () => boolean): NodeLine {
  const open = new Map<string, (response: Response | undefined) => void>();
  // Answers to another process come too.
  const read = lineReader<Response>(files.responses);
  let isReading = false;
  const deliver = async (): Promise<void> => {
    for (const response of await read()) {
      open.get(response.id)?.(response);
      open.delete(response.id);
    }
  };
  const readAnswers = async (): Promise<void> => {
    isReading = true;
    for (let looks = 0; open.size > 0; looks++) {
      const isLast = looks % 20 === 19 && hasEnded();
      await deliver();
      if (isLast) {
        for (const settle of open.values()) settle(undefined);
        open.clear();
      }
      if (open.size > 0) await pause(looks < quickLooks ? quickMilliseconds : slowMilliseconds);
    }
    isReading = false;
  };
  return {
    async ask(request, signal) {
      signal?.throwIfAborted();
      const id = randomUUID();
      const answered = new Promise<Response | undefined>((resolve) => open.set(id, resolve));
      appendLine(files.requests, { ...request, id });
      if (!isReading) void readAnswers();
      const over = new AbortController();
      const aborted = new Promise<"aborted">((resolve) =>
        signal?.addEventListener("abort", () => resolve("aborted"), { once: true, signal: over.signal }),
      );
      const response = await Promise.race([answered, aborted]);
      over.abort();
      if (response === "aborted") {
        open.delete(id);
        appendLine(files.requests, { ask: "abort", request: id, id: randomUUID() } satisfies Request);
        throw signal?.reason;
      }
      if (response === undefined) throw new UserError("The agent is not running: it has ended");
      if ("result" in response || !("error" in response)) return { id, result: response.result };
      const { message, isUserError } = response.error;
      throw isUserError ? new UserError(message) : new Error(message);
    },
  };
}
