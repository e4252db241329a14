import type { ExecOptions, ExecResult, OutputDirectory } from "@mlebench/runner";

/** What the login side asks a node for. Bytes are in base64. */
export type Request = { id: string } & (
  | {
      ask: "exec";
      command: readonly string[];
      options: Omit<ExecOptions, "signal" | "stdin"> & { stdin?: string };
    }
  | { ask: "readFile"; path: string; maxBytes?: number }
  | { ask: "writeFile"; path: string; data: string }
  /** The answer is a tar file of this name in the directory of what is collected. */
  | { ask: "collect"; directory: OutputDirectory; path?: string }
  | { ask: "terminate"; grace: number }
  /** Gives up an earlier request. */
  | { ask: "abort"; request: string }
);

/** What a node answers. */
export type Response = { id: string } & (
  | { error: { message: string; isUserError: boolean } }
  | { result: string | boolean | ExecResult | undefined }
);
