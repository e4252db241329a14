import { inspect } from "node:util";
import type { Upload } from "./receive-upload.js";
import { RequestError } from "./request-error.js";
import type { ValidationLog, ValidationRecord } from "./validation-log.js";

/** Minimum time between two records of requests over the rate, so that a flood does not fill the disk. */
const rateLimitedMilliseconds = 10_000;

/** Longest recorded reason in characters, so that agents cannot fill a disk. */
const maxReasonLength = 2000;

/** What a record says about a validation. */
export type Finding = Pick<ValidationRecord, "verdict" | "reason">;

/** Writes validations to the log. */
export interface ValidationRecorder {
  /** @param arrived when the request arrived, in milliseconds */
  record(finding: Finding, arrived: number, upload?: Upload): void;
  /** Records a request over the rate or the queue, or counts it for the next record. */
  recordRateLimited(error: RequestError, now: number): void;
}

export function createRecorder(log: ValidationLog): ValidationRecorder {
  let lastRateLimited = Number.NEGATIVE_INFINITY;
  let unrecorded = 0;
  const record = ({ verdict, reason }: Finding, arrived: number, upload?: Upload): void => {
    log.add({
      time: new Date(arrived).toISOString(),
      verdict,
      sha256: upload?.sha256 ?? null,
      bytes: upload?.bytes ?? 0,
      reason: reason === null ? null : reason.slice(0, maxReasonLength),
      milliseconds: Date.now() - arrived,
      ...(unrecorded > 0 && { unrecorded }),
    });
    unrecorded = 0;
  };
  return {
    record,
    recordRateLimited(error, now) {
      if (now - lastRateLimited < rateLimitedMilliseconds) {
        unrecorded++;
        return;
      }
      lastRateLimited = now;
      record(findingOf(error), now);
    },
  };
}

export function findingOf(error: unknown): Finding {
  return error instanceof RequestError
    ? { verdict: "refused", reason: `${error.message} ${error.details}` }
    : { verdict: "grader-error", reason: inspect(error) };
}
