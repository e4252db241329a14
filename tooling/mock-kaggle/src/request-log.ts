import type { FaultKind } from "./fault.js";

/** How a request proved who it comes from. "unknown": with something that is good for nothing. */
export type AuthorizationKind = "none" | "access token" | "api key" | "oauth" | "unknown";

/** One request as the mock saw it. It is in the log from its first byte on and is filled in as it goes. */
export interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly server: "api" | "storage";
  readonly method: string;
  /** Behind the host, without the query. */
  readonly path: string;
  /** The method of the API ("DownloadDataFiles"), or "download" at storage. */
  call?: string;
  competition?: string;
  /** At storage: the file's name, or "archive". */
  file?: string;
  readonly range?: string;
  authorization: AuthorizationKind;
  readonly userAgent?: string;
  /** 0 until it is answered. */
  status: number;
  /** Bytes of the file handed to the network, from (inclusive) to (exclusive); only for good answers of storage. */
  sent?: { from: number; to: number };
  /** What went wrong on request. */
  faults: readonly FaultKind[];
  /** True when the answer is complete or the connection is gone. */
  done: boolean;
}
