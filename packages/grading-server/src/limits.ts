import { availableMemory } from "@mlebench/disk";
import { maxSubmissionBytes } from "@mlebench/grading";

/** Limits for the requests of one agent. A request beyond a limit is rejected with a message that names the limit. */
export interface ServerLimits {
  /** Size of a submission. @default what grading accepts, 4 GiB */
  uploadBytes: number;
  /** How long sending a submission may take, from when it leaves the queue. @default 300 */
  uploadSeconds: number;
  /** Memory of the subprocess that validates a submission. @default 8 GiB, at most ¾ of what there is */
  checkBytes: number;
  /** How long validating a submission may take. @default 600 */
  checkSeconds: number;
  /** Validations that may wait while one is under way; more are rejected with a time to retry. @default 3 */
  waiting: number;
  /** Validations within {@link rateSeconds}, in any window of that length. @default 10 */
  rateRequests: number;
  /** @default 60 */
  rateSeconds: number;
  /** Size of a request's headers. @default 16 KiB */
  headerBytes: number;
}

const GiB = 2 ** 30;

/** The defaults, with `changes` laid over them; what is undefined does not change anything. */
export function serverLimits(changes: Partial<ServerLimits> = {}): ServerLimits {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return {
    uploadBytes: maxSubmissionBytes,
    uploadSeconds: 300,
    checkBytes: Math.min(8 * GiB, Math.floor(0.75 * availableMemory())),
    checkSeconds: 600,
    waiting: 3,
    rateRequests: 10,
    rateSeconds: 60,
    headerBytes: 16 * 1024,
    ...given,
  };
}
