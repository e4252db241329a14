import { type ErrorDetails, MlebenchError } from "@mlebench/core";
import type { Usage } from "./types.js";

/** Why a call of a model failed, for programs. */
export type ModelErrorReason =
  /** No key, or one that the provider does not accept. */
  | "credentials"
  /** The key may not do this. */
  | "denied"
  /** The account has no credit or has used up its quota. */
  | "quota"
  | "rate limit"
  /** The model, or the address, does not exist. */
  | "not found"
  /** The request has more tokens than the model takes. */
  | "context"
  | "content filter"
  /** The provider does not accept the request as it is. */
  | "request"
  | "server"
  /** The server has never worked, and enough calls were given up. */
  | "unavailable"
  | "network"
  /** The answer is not what was asked for, such as JSON that does not fit the schema. */
  | "response"
  | "aborted"
  | "missing package";

/** A call of a language model that failed. Never holds a key, nor the text of a request. */
export class ModelError extends MlebenchError {
  readonly reason: ModelErrorReason;
  /** Tokens and US dollars of replies that could not be used: they are paid for too. */
  spent?: { readonly usage: Usage; readonly cost: number | null };

  constructor(reason: ModelErrorReason, message: string, details: ErrorDetails = {}) {
    super("user", message, details);
    this.name = "ModelError";
    this.reason = reason;
  }
}

const hopeless: ReadonlySet<ModelErrorReason> = new Set([
  "credentials",
  "denied",
  "quota",
  "not found",
  "unavailable",
  "missing package",
  "aborted",
]);

/** Whether every other call of the same model will fail too, so that a batch can stop. */
export function isHopeless(error: unknown): error is ModelError {
  return isModelError(error) && hopeless.has(error.reason);
}

export function isModelError(error: unknown): error is ModelError {
  return error instanceof Error && error.name === "ModelError" && "reason" in error;
}
