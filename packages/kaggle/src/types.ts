import type { Progress } from "@mlebench/core";
import type { RetryPolicy } from "./retry.js";

/**
 * What proves to Kaggle who is asking. The secret itself is no property: nothing that prints, copies or
 * serializes this object can show it.
 */
export interface KaggleCredentials {
  readonly kind: "access token" | "api key" | "oauth";
  /** Where they were found, for people: `KAGGLE_API_TOKEN`, `/home/ada/.kaggle/kaggle.json`. */
  readonly source: string;
  /** Absent where only Kaggle knows it. */
  readonly username?: string;
  /** Complete sentences for people, such as: the file can be read by others. */
  readonly warnings: readonly string[];
}

/** A connection to Kaggle. Made by `connectToKaggle`. */
export interface KaggleClient {
  /** Without a slash at the end, such as `https://api.kaggle.com`. */
  readonly endpoint: string;
  readonly credentials: KaggleCredentials;
}

/** How long a single request may take. All in milliseconds. */
export interface Timeouts {
  /** To reach the server. */
  readonly connect: number;
  /** Between a request and the head of its answer. */
  readonly headers: number;
  /** Between two pieces of an answer. */
  readonly idle: number;
}

/** How requests are sent. */
export interface TransportOptions {
  readonly retry?: Partial<RetryPolicy>;
  readonly timeouts?: Partial<Timeouts>;
  /** Called with a sentence for people: why it waits, when it goes on. */
  readonly onMessage?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Default: `process.env`. Read for the endpoint, proxies and certificate authorities. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface ConnectOptions extends TransportOptions {
  readonly credentials: KaggleCredentials;
  /**
   * Where Kaggle's API is. Default: `MLEBENCH_KAGGLE_ENDPOINT`, else what `KAGGLE_API_ENVIRONMENT` stands for in the
   * official client, else `https://api.kaggle.com`.
   */
  readonly endpoint?: string;
}

/** Whether the data of a competition can be downloaded with these credentials. */
export interface CompetitionAccess {
  readonly id: string;
  readonly status: "ready" | "rules not accepted" | "no longer available" | "not found" | "denied";
  /** The page to open in a browser, where there is something to do. */
  readonly page: string;
  readonly title?: string;
  /** Teams on the leaderboard. */
  readonly teamCount?: number;
}

export interface CompetitionFile {
  /** Path inside the data set. */
  readonly name: string;
  readonly bytes: number;
  /** ISO date and time, as Kaggle gives it. */
  readonly created?: string;
}

/** How much the data of a competition are. */
export interface CompetitionSize {
  readonly files: number;
  /** Of all files together, unpacked. */
  readonly bytes: number;
}

export interface DownloadOptions {
  /** Called at most ten times a second; `done` counts from what was already there. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called with a sentence for people. Default: that of the client. */
  readonly onMessage?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface DownloadedFile {
  readonly bytes: number;
  /** In lower-case hexadecimal. */
  readonly md5: string;
  /** Bytes that came over the network this time. */
  readonly fetched: number;
}

export interface LeaderboardEntry {
  readonly score: number;
  readonly teamId: number;
  readonly teamName: string;
  /** ISO date and time, as Kaggle gives it. */
  readonly submissionDate: string;
}

export interface KernelReference {
  /** `author/slug`. */
  readonly ref: string;
  readonly title: string;
  readonly author: string;
  readonly votes: number;
  /** Such as `python` or `r`. Absent where Kaggle does not say. */
  readonly language?: string;
}

export interface Kernel {
  readonly ref: string;
  /** Such as `python` or `r`. */
  readonly language: string;
  /** `author_slug` and the extension of the language. */
  readonly fileName: string;
  /** A notebook in Python comes as a script. */
  readonly source: string;
}
