import { totalmem } from "node:os";
import { largestSubmissionBytes } from "@mlebench/grading";

/** What one agent may ask of the server. Whatever goes beyond a limit is refused with a sentence that names it. */
export interface ServerLimits {
  /** Size of a submission. @default what grading accepts, 4 GiB */
  uploadBytes: number;
  /** How long sending a submission may take, from its turn on. @default 300 */
  uploadSeconds: number;
  /** Memory of the process that reads and judges a submission. @default 8 GiB, at most ¾ of what there is */
  checkBytes: number;
  /** How long judging a submission may take. @default 600 */
  checkSeconds: number;
  /** Validations that may wait while one is under way; further ones are told to come back. @default 3 */
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
    uploadBytes: largestSubmissionBytes,
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

/** Memory of this machine or, where that is less, of this container. */
function availableMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
