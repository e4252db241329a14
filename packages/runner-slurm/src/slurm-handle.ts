import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "@mlebench/core";
import {
  assertRunning,
  type ExecResult,
  type RunHandle,
  type RunHandleState,
  type RunSpecification,
  type RunValidation,
  waitAtMost,
} from "@mlebench/runner";
import { nodeLine } from "./follow/ask-node.js";
import { followOutput } from "./follow/follow-output.js";
import type { FollowedRun } from "./follow/follower.js";
import { packedOutput, passingOutput } from "./follow/packed-output.js";
import type { Progress } from "./follow/progress.js";
import { packedFile } from "./node/pack-outputs.js";
import type { NodeStatus } from "./record/journal.js";
import { readLines } from "./record/json-lines.js";
import { type LifeFiles, lifeFiles, namesIn } from "./record/run-files.js";
import type { SlurmSession } from "./session.js";

/** How long a job may take to end after it was canceled. */
const cancelMilliseconds = 60_000;

/** What a handle is of. */
export interface HandleSubject {
  run: RunSpecification;
  followed: FollowedRun;
  /** Submits the job; undefined for one that Slurm has. */
  submit?: () => Promise<void>;
}

/** A run, read from the files that its node shares: every method works in any process. */
export function makeHandle({ run, followed, submit }: HandleSubject, session: SlurmSession): RunHandle {
  const { place } = followed;
  const files = lifeFiles(place.submission, place.life);
  const hasEnded = (): boolean => isOver(followed.look());
  const line = nodeLine(files, hasEnded);
  const state = async (): Promise<RunHandleState> => {
    if (place.jobId === undefined) return "created";
    // Without an answer of the scheduler, a job that is gone would look as if it waited.
    await session.scheduler.refresh([place.jobId]);
    const { phase } = followed.look();
    return phase === "failed" ? "ended" : phase;
  };
  const askRunning = async (...asked: Parameters<typeof line.ask>): ReturnType<typeof line.ask> => {
    assertRunning(await state());
    return await line.ask(...asked);
  };

  const handle: RunHandle = {
    get description() {
      const { begin, started } = place.known;
      return { job: place.jobId ?? null, node: begin?.node ?? null, ...started?.description };
    },
    get home() {
      return place.known.started?.home;
    },
    async start() {
      if (place.jobId === undefined) await submit?.();
    },
    state,
    async begun({ signal } = {}) {
      const progress = await session.follower.until(followed, ({ phase }) => phase !== "queued", signal);
      if (progress.phase === "failed") throw new UserError(progress.message);
      if (place.known.started === undefined) return undefined;
      return { seconds: place.known.end?.seconds ?? readStatus(files)?.seconds ?? 0 };
    },
    async *logs({ from = 0, signal = new AbortController().signal }) {
      const over = new AbortController();
      const last = new AbortController();
      const ended = session.follower.until(followed, isOver, AbortSignal.any([signal, over.signal])).then(
        () => last.abort(),
        () => undefined,
      );
      try {
        if (place.known.begin === undefined)
          await Promise.race([
            ended,
            session.follower.until(followed, isBegun, signal).catch(() => undefined),
          ]);
        if (!signal.aborted && existsSync(files.output))
          yield* followOutput(files.output, from, last.signal, session.untilNextOutput, signal);
      } finally {
        over.abort();
      }
    },
    async wait({ signal } = {}) {
      const progress = await session.follower.until(followed, isOver, signal);
      if (progress.phase === "ended") return progress.exit;
      const detail = progress.phase === "failed" ? progress.message : undefined;
      return { exitCode: null, reason: "lost", ...(detail !== undefined && { detail }) };
    },
    async terminate(graceSeconds) {
      if (place.jobId === undefined || hasEnded()) return;
      if (place.known.begin === undefined) {
        await session.cancel(place.jobId);
        place.isCancelled = true;
        if (hasEnded()) return;
      }
      const answered = line.ask({ ask: "terminate", grace: graceSeconds }).catch(() => undefined);
      const ended = session.follower.until(followed, isOver);
      await waitAtMost(Promise.all([answered, ended]), graceSeconds * 1000 + cancelMilliseconds);
      if (hasEnded()) return;
      await session.cancel(place.jobId);
      await waitAtMost(ended, cancelMilliseconds);
    },
    async usage() {
      return readStatus(files)?.usage;
    },
    async validations() {
      return readLines<RunValidation>(files.validations);
    },
    async collect(directory, { path } = {}) {
      const progress = followed.look();
      if (isOver(progress)) {
        const isThere = progress.phase === "ended" && progress.isCollectable;
        return isThere ? packedOutput(packedFile(files, directory), directory, path) : undefined;
      }
      const { id, result } = await askRunning({
        ask: "collect",
        directory,
        ...(path !== undefined && { path }),
      });
      return result === true ? passingOutput(packedFile(files, id)) : undefined;
    },
    async exec(command, { signal, stdin, ...options } = {}) {
      const input = stdin === undefined ? {} : { stdin: Buffer.from(stdin).toString("base64") };
      const { result } = await askRunning(
        { ask: "exec", command, options: { ...options, ...input } },
        signal,
      );
      return result as ExecResult;
    },
    async readFile(path, { maxBytes, signal } = {}) {
      const { result } = await askRunning(
        { ask: "readFile", path, ...(maxBytes !== undefined && { maxBytes }) },
        signal,
      );
      return Buffer.from(result as string, "base64");
    },
    async writeFile(path, data, { signal } = {}) {
      await askRunning({ ask: "writeFile", path, data: Buffer.from(data).toString("base64") }, signal);
    },
    destroy: () => destroyRun({ run, followed }, handle.terminate),
  };
  return handle;
}

async function destroyRun(
  { run, followed }: Pick<HandleSubject, "run" | "followed">,
  terminate: RunHandle["terminate"],
): Promise<void> {
  const { place } = followed;
  if (!existsSync(place.submission)) return;
  const progress = followed.look();
  if (progress.phase === "ended" && progress.exit.requeued === true) {
    // The job goes on with its next life.
    await removeDirectory(lifeFiles(place.submission, place.life).directory);
    return;
  }
  // A node that still writes would bring back what is removed.
  if (!isOver(progress)) await terminate(0);
  if (run.settings.retain) return;
  await removeDirectory(place.submission);
  const all = dirname(place.submission);
  if (namesIn(all).length === 0) await removeDirectory(all);
}

function removeDirectory(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

const isOver = ({ phase }: Progress): boolean => phase === "ended" || phase === "failed";
const isBegun = ({ phase }: Progress): boolean => phase !== "queued";

function readStatus({ status }: LifeFiles): NodeStatus | undefined {
  try {
    return JSON.parse(readFileSync(status, "utf8")) as NodeStatus;
  } catch {
    return undefined;
  }
}
