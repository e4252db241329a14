import { readFileSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { cannotRead, parseBytes, parseDuration } from "@mlebench/disk";
import type { ObjectSetting, Setting, SettingValue } from "./vocabulary.js";

/** A value that was read, or what should have been there instead, as in "Expected X." */
export type Reading<Value> = { value: Value } | { expected: string };

/** Where an input comes from. */
export interface InputOrigin {
  /** Relative paths are relative to this directory, as those of a configuration file are. @default they stay as they are */
  directory?: string;
}

/**
 * Reads what was written for a setting: the text of a command line, or a value from code or a file.
 * @returns the value (seconds, bytes, texts), or what was expected
 * @throws UserError for a JSON file that cannot be read or holds no object
 */
export function readSetting<S extends Setting>(
  setting: S,
  input: unknown,
  origin: InputOrigin = {},
): Reading<SettingValue<S>> {
  const value = readValue(setting, input, origin);
  return value === undefined
    ? { expected: expectedInput(setting, input) }
    : { value: value as SettingValue<S> };
}

/** What is accepted for a setting: `a duration such as "24h", "90m", or a number of seconds`. */
export function expectedInput(setting: Setting, input?: unknown): string {
  switch (setting.kind) {
    case "duration":
      return "a duration such as `24h`, `90m`, or a number of seconds";
    case "bytes":
      return "a size such as `16g`, `512m`, or a number of bytes";
    case "count":
      return expectedCount(setting.min ?? 0);
    case "amount":
      return setting.mayBeZero
        ? "a number from 0, such as `0` or `0.5`"
        : "a number above 0, such as `4` or `0.5`";
    case "choice":
      return oneOf(setting.values);
    case "flag":
      return "`true` or `false`";
    case "switch":
      return setting.integer
        ? "`true`, `false`, or a non-negative integer"
        : "`true`, `false`, or a number from 0";
    case "text":
      return "a string";
    case "path":
      return "a path";
    case "list":
      return "a list of strings";
    case "map":
      return input === undefined || typeof input === "string"
        ? "NAME=VALUE"
        : "a mapping such as `name: value`";
    case "object":
      return `a JSON object such as \`${setting.example}\`, or the path of a file that holds one`;
  }
}

function expectedCount(min: number): string {
  if (min === 0) return "a non-negative integer";
  return min === 1 ? "a positive integer" : `an integer from ${min}`;
}

/** ``one of `a`, `b`, or `c` `` */
function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `\`${value}\``);
  if (quoted.length < 3) return quoted.join(" or ");
  return `one of ${quoted.slice(0, -1).join(", ")}, or ${quoted.at(-1)}`;
}

function readValue(setting: Setting, input: unknown, origin: InputOrigin): unknown {
  switch (setting.kind) {
    case "duration":
      return readQuantity(input, parseDuration, setting.mayBeZero);
    case "bytes":
      return readQuantity(input, parseBytes);
    case "count":
      return readCount(input, setting.min ?? 0);
    case "amount":
      return readAmount(input, setting.mayBeZero);
    case "choice":
      return setting.values.find((value) => value === input);
    case "flag":
      // As a text in `--backend-options`, which has no values of other kinds.
      if (input === "true" || input === "false") return input === "true";
      return typeof input === "boolean" ? input : undefined;
    case "switch":
      return readSwitch(input, setting.integer);
    case "text": {
      const text = readText(input);
      return text !== undefined && setting.mayBePath && looksLikePath(text) ? absolute(text, origin) : text;
    }
    case "path": {
      const path = typeof input === "string" && input !== "" ? input : undefined;
      return path === undefined ? undefined : absolute(path, origin);
    }
    case "list":
      return readList(input, setting.separator)?.map((item) =>
        setting.mayBePath && looksLikePath(item) ? absolute(item, origin) : item,
      );
    case "map":
      return readMap(input);
    case "object":
      if (typeof input === "string" && input !== "")
        return readObject(resolve(absolute(input, origin)), setting);
      return isRecord(input) ? input : undefined;
  }
}

/** Neither IDs of competitions nor names of splits have a `/` or a filename extension. */
function looksLikePath(text: string): boolean {
  return /^\.|[\\/]|\.\w+$/.test(text);
}

function absolute(path: string, { directory }: InputOrigin): string {
  return directory === undefined || isAbsolute(path) ? path : resolve(directory, path);
}

function readQuantity(
  input: unknown,
  read: (text: string) => number | undefined,
  mayBeZero = false,
): number | undefined {
  const isZero = typeof input === "string" && /^0+[smhd]?$/i.test(input.trim());
  const value = isZero ? 0 : typeof input === "string" ? read(input) : input;
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return value > 0 || (mayBeZero && value === 0) ? value : undefined;
}

function readCount(input: unknown, min: number): number | undefined {
  const value = typeof input === "string" && /^-?\d+$/.test(input) ? Number(input) : input;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min ? value : undefined;
}

function readAmount(input: unknown, mayBeZero = false): number | undefined {
  const value = typeof input === "string" && input.trim() !== "" ? Number(input) : input;
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return value > 0 || (mayBeZero && value === 0) ? value : undefined;
}

function readSwitch(input: unknown, integer = false): boolean | number | undefined {
  if (typeof input === "boolean") return input;
  if (input === "true" || input === "false") return input === "true";
  return integer ? readCount(input, 0) : readAmount(input, true);
}

/** A number is a text too where a file has `gpus: [0, 1]`. */
function readText(input: unknown): string | undefined {
  if (typeof input === "number" && Number.isFinite(input)) return String(input);
  return typeof input === "string" && input !== "" ? input : undefined;
}

function readList(input: unknown, separator: string | undefined): string[] | undefined {
  const items = (Array.isArray(input) ? input : [input]).map(readText);
  if (items.includes(undefined)) return undefined;
  return items.flatMap((item) =>
    separator === undefined ? [item] : (item?.split(separator) ?? []),
  ) as string[];
}

function readMap(input: unknown): Record<string, string> | undefined {
  if (typeof input === "string") {
    const at = input.indexOf("=");
    return at < 1 ? undefined : { [input.slice(0, at)]: input.slice(at + 1) };
  }
  if (!isRecord(input)) return undefined;
  const entries = Object.entries(input);
  const isPlain = entries.every(
    ([name, value]) => name !== "" && ["string", "number", "boolean"].includes(typeof value),
  );
  return isPlain ? Object.fromEntries(entries.map(([name, value]) => [name, String(value)])) : undefined;
}

function readObject(file: string, { example }: ObjectSetting): Record<string, unknown> {
  const expected = `a JSON object such as ${example}`;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw cannotRead("JSON file", cause, file, { expected });
  }
  if (!isRecord(content)) throw new UserError("Not a JSON object", { file, expected });
  return content;
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/**
 * The default of a setting, as a value; undefined where it has none. A flag's is `false`.
 * @throws Error for a default that its own kind does not accept: a mistake of the declaration
 */
export function defaultValue<S extends Setting>(setting: S): SettingValue<S> | undefined {
  if (setting.kind === "flag") return false as SettingValue<S>;
  if (setting.default === undefined) return undefined;
  const reading = readSetting(setting, setting.default);
  if ("value" in reading) return reading.value;
  throw new Error(`The default ${setting.default} is not ${reading.expected}`);
}
