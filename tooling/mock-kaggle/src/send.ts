import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Answer } from "./answer.js";
import type { FaultKind } from "./fault.js";
import type { LoggedRequest } from "./request-log.js";

/** How often a slow answer sends something. */
const ticksPerSecond = 20;

/**
 * Sends an answer, with what should go wrong with its body.
 * @param logged its `sent` is kept up to date when it is there
 */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  faults: FaultKind,
  logged: LoggedRequest,
): Promise<void> {
  const length = answer.to - answer.from;
  const announced = Math.max(0, length + (faults.contentLengthOff ?? 0));
  const end = endOf(answer, faults, announced);

  logged.status = answer.status;
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(faults.truncateAfter === undefined && { "content-length": announced }),
  });
  response.flushHeaders();

  await sendBody(response, answer, end.offset, faults.bytesPerSecond, logged);
  if (end.how === "hang") return hangUntilClosed(response);
  if (end.how === "break") response.socket?.destroy();
  else response.end();
}

/** Waits until the client gives up. */
export async function hangUntilClosed(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  await new Promise((resolve) => response.once("close", resolve));
}

interface End {
  /** Offset in the content at which the body ends. */
  readonly offset: number;
  readonly how: "well" | "break" | "hang";
}

function endOf({ from, to }: Answer, faults: FaultKind, announced: number): End {
  const within = (offset: number) => Math.min(Math.max(offset, from), to);
  if (faults.cutAt !== undefined && faults.cutAt < to) return { offset: within(faults.cutAt), how: "break" };
  if (faults.cutAfter !== undefined && faults.cutAfter < to - from)
    return { offset: within(from + faults.cutAfter), how: "break" };
  if (faults.truncateAfter !== undefined) return { offset: within(from + faults.truncateAfter), how: "well" };
  if (typeof faults.hang === "number") return { offset: within(from + faults.hang), how: "hang" };
  if (announced !== to - from) return { offset: within(from + announced), how: "break" };
  return { offset: to, how: "well" };
}

async function sendBody(
  response: ServerResponse,
  { content, from }: Answer,
  to: number,
  bytesPerSecond: number | undefined,
  logged: LoggedRequest,
): Promise<void> {
  const largest =
    bytesPerSecond === undefined ? Infinity : Math.max(1, Math.ceil(bytesPerSecond / ticksPerSecond));
  const started = performance.now();
  let position = from;
  for await (const piece of content.read(from, to)) {
    for (let start = 0; start < piece.length; start += largest) {
      const part = piece.subarray(start, start + largest);
      if (bytesPerSecond !== undefined) {
        const due = ((position - from + part.length) / bytesPerSecond) * 1000;
        await wait(Math.max(0, due - (performance.now() - started)));
      }
      await write(response, part);
      position += part.length;
      if (logged.sent !== undefined) logged.sent.to = position;
    }
  }
}

/** Resolves when the system has taken the bytes; rejects when the client is gone. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.destroyed) {
      reject(new ClientGone());
      return;
    }
    const onClose = () => reject(new ClientGone());
    response.once("close", onClose);
    response.write(bytes, (error) => {
      response.off("close", onClose);
      if (error) reject(new ClientGone());
      else resolve();
    });
  });
}

/** The client hung up: no fault of anyone here. */
export class ClientGone extends Error {}
