import { describeError, isMlebenchError, printableJson, stringifyReport } from "@mlebench/core";
import { withCommands } from "./invocation.js";
import type { JsonOption } from "./options.js";
import { hasPrinted, print, printRaw } from "./terminal.js";

/** Keys below which names are a user's own. */
const verbatim = new Set(["kwargs", "env", "env_vars", "environment", "container_config", "versions"]);

function snakeCase(key: string): string {
  if (!/^[a-z][a-z0-9]*([A-Z][A-Za-z0-9]*)+$/.test(key)) return key;
  // `sizeGB` is `size_gb`, and `minKLogprob` `min_k_logprob`.
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** Keys of messages for people, which may name commands. */
const messages = new Set([
  "submission_error",
  "problem",
  "error",
  "message",
  "hint",
  "reason",
  "note",
  "warnings",
]);

function withTypedCommands(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTypedCommands);
  return typeof value === "string" ? withCommands(value) : snakeKeys(value);
}

/**
 * The same value with every key in snake case, as reports have it, and commands in messages as they can be typed; names
 * of a user's own stay.
 */
export function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = snakeCase(key);
      if (verbatim.has(name)) return [name, item];
      return [name, messages.has(name) ? withTypedCommands(item) : snakeKeys(item)];
    }),
  );
}

/** Prints a command's result for programs: one JSON value, which is valid whatever it holds. */
export function printJson(value: unknown): void {
  printRaw(printableJson(stringifyReport(snakeKeys(value))));
}

/** Prints a command's result as JSON or as text, unless another command takes it. */
export function printResult(
  { json, onResult }: JsonOption,
  { value, text }: { value: () => unknown; text: () => string },
): void {
  const shown = onResult === undefined && !json ? text() : "";
  if (onResult !== undefined) onResult(value());
  else if (json) printJson(value());
  else if (shown !== "") print(shown);
}

/** Whether a command line asks for JSON; also one that cannot be parsed. */
export function wantsJson(args: readonly string[]): boolean {
  return args.some(
    (arg, i) => arg === "--json" || arg === "--format=json" || (arg === "--format" && args[i + 1] === "json"),
  );
}

/** What a failed command prints for programs, unless its result is printed already. */
export function printJsonError(error: unknown, exitCode: number): void {
  if (hasPrinted()) return;
  const details = isMlebenchError(error) ? error.details : {};
  const { expected = null, hint, file = null, line, row = null, column = null } = details;
  const message = isMlebenchError(error) ? error.message : describeError(error);
  printJson({
    error: {
      message: withCommands(message),
      expected,
      hint: hint === undefined ? null : withCommands(hint),
      file,
      ...(line !== undefined && { line }),
      row,
      column,
      exit_code: exitCode,
    },
  });
}
