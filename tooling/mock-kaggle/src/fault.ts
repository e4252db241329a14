import type { MethodName } from "./methods.js";
import type { Content } from "./world.js";

/**
 * What goes wrong with an answer. Properties combine: `{ bytesPerSecond: 1e6, cutAt: 5e6 }` is slow and then breaks.
 */
export interface FaultKind {
  /** Milliseconds before the answer begins. */
  readonly delay?: number;
  /** The body trickles. */
  readonly bytesPerSecond?: number;
  /** The connection breaks after so many bytes of the body. */
  readonly cutAfter?: number;
  /** The connection breaks at this offset of the file; waits for a transfer that begins before it and would pass it. */
  readonly cutAt?: number;
  /** The body ends early, after so many bytes, with no Content-Length to reveal it. */
  readonly truncateAfter?: number;
  /** This HTTP status instead of the answer. */
  readonly status?: number;
  /** Body of that answer: an object is sent as JSON. Kaggle's (or storage's) own shape when left out. */
  readonly body?: string | Readonly<Record<string, unknown>>;
  /** Retry-After of that answer: seconds or an HTTP date. */
  readonly retryAfter?: number | string;
  /** From this request on the competition's archive is this one, with a new ETag and Last-Modified. */
  readonly changeFile?: Content;
  /** Added to the true Content-Length. The connection ends after the true bytes, or the fewer that were announced. */
  readonly contentLengthOff?: number;
  /** Added to every size in the list of files. */
  readonly listedBytesOff?: number;
  /** `x-goog-hash` names another MD5, or none. */
  readonly hash?: "wrong" | "missing";
  /** A request for a range is answered with status 200 and the complete file. */
  readonly ignoreRange?: boolean;
  /** A range is given even when the file is no longer the one that If-Range names. */
  readonly ignoreIfRange?: boolean;
  /** The answer stops for good (until the client hangs up): before its headers, or after so many bytes of the body. */
  readonly hang?: "before headers" | number;
}

/**
 * When something goes wrong, and what. Several faults may meet in one request. Of those that decide how the answer ends
 * (status, cutAfter, cutAt, truncateAfter, contentLengthOff, hang) the first waiting one hits and the others wait for the
 * next request; the rest hit together.
 */
export interface Fault {
  /** "rpc": any call of the API; "download": any transfer from storage; or one method of the API. */
  readonly on: "rpc" | "download" | MethodName;
  readonly competition?: string;
  /** How many requests it hits; Infinity for all. @default 1 */
  readonly times?: number;
  readonly kind: FaultKind;
}

/** A request that faults are looked up for. */
export interface FaultTarget {
  readonly server: "api" | "storage";
  readonly call: string | undefined;
  readonly competition: string | undefined;
  /** The bytes of the file that a transfer would send. */
  readonly range?: { readonly from: number; readonly to: number };
}

const endings = ["status", "cutAfter", "cutAt", "truncateAfter", "contentLengthOff", "hang"] as const;
const hits = new WeakMap<Fault, number>();

/** The faults that hit this request. Those that have hit as often as they should are taken out of the list. */
export function takeFaults(faults: Fault[], target: FaultTarget): FaultKind[] {
  const taken: FaultKind[] = [];
  for (const fault of [...faults]) {
    if (!matches(fault, target)) continue;
    if (endsAnswer(fault.kind) && taken.some(endsAnswer)) continue;
    taken.push(fault.kind);
    const count = (hits.get(fault) ?? 0) + 1;
    hits.set(fault, count);
    if (count >= (fault.times ?? 1)) faults.splice(faults.indexOf(fault), 1);
  }
  return taken;
}

/** One kind with the properties of all; the first to name a property wins. */
export function combineFaults(kinds: readonly FaultKind[]): FaultKind {
  return Object.assign({}, ...[...kinds].reverse());
}

function matches({ on, competition, times = 1, kind }: Fault, target: FaultTarget): boolean {
  if (times <= 0) return false;
  if (competition !== undefined && competition !== target.competition) return false;
  const isHere =
    target.server === "storage"
      ? on === "download"
      : on === "rpc" || (on === target.call && on !== undefined);
  if (!isHere) return false;
  if (kind.cutAt === undefined) return true;
  return target.range !== undefined && target.range.from < kind.cutAt && kind.cutAt < target.range.to;
}

function endsAnswer(kind: FaultKind): boolean {
  return endings.some((name) => kind[name] !== undefined);
}
