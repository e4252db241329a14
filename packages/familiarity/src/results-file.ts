import { readFileSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { cannotRead, cannotWrite, writeFileAtomically } from "@mlebench/disk";

/** The familiarity with one competition, in the reference's shape. */
export interface CachedFamiliarity {
  readonly familiarity_scores: Readonly<Record<string, number>>;
  readonly mean_familiarity_score: number;
  /** As Meta Kaggle writes it: `07/20/2023 23:59:00`; null if unknown, which the reference cannot read. */
  readonly deadline: string | null;
}

/** By `ID_seedN`. */
export type CachedResults = Readonly<Record<string, CachedFamiliarity>>;

const expected =
  'an object such as {"spaceship-titanic_seed0": {"familiarity_scores": {"description.md": 0.4}, …}}';

/**
 * Reads results that this package or the reference wrote.
 * @throws UserError
 */
export function readResults(path: string): CachedResults {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw cannotRead("familiarity results", cause, path);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replaceAll(/(?<=:\s*)NaN(?=\s*[,}])/g, "null"));
  } catch (cause) {
    throw new UserError("Invalid JSON in the familiarity results", { file: path, expected, cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UserError("Invalid familiarity results", { file: path, expected });
  for (const [key, entry] of Object.entries(value)) {
    const { mean_familiarity_score: mean, familiarity_scores: scores } = (entry ??
      {}) as Partial<CachedFamiliarity>;
    const isUsable =
      typeof scores === "object" && scores !== null && (typeof mean === "number" || mean === null);
    if (!/_seed\d+$/.test(key) || !isUsable)
      throw new UserError(`Invalid familiarity result \`${key}\``, { file: path, expected });
  }
  return value as CachedResults;
}

/** `spaceship-titanic_seed0` in its parts. */
export function splitKey(key: string): { id: string; seed: number } {
  const place = key.lastIndexOf("_seed");
  return { id: key.slice(0, place), seed: Number(key.slice(place + "_seed".length)) };
}

/**
 * Writes results as the reference does: sorted keys, four blanks, Python's spelling of numbers.
 * @throws UserError
 */
export function writeResults(path: string, results: CachedResults): void {
  try {
    writeFileAtomically(path, pythonJson(results));
  } catch (cause) {
    throw cannotWrite("familiarity results", cause, path);
  }
}

/** As `json.dump(value, file, indent=4, sort_keys=True)`. */
export function pythonJson(value: unknown, indent = ""): string {
  if (typeof value === "number") return pythonFloat(value);
  if (typeof value === "string") return asciiString(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
  if (entries.length === 0) return "{}";
  const inner = `${indent}    `;
  const lines = entries.map(([key, item]) => `${inner}${asciiString(key)}: ${pythonJson(item, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/** `repr` of a Python float: exponents have two digits, and begin at 1e16 and 1e-05. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits, exponent] = value.toExponential().split("e");
    return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  const text = Object.is(value, -0) ? "-0" : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

function asciiString(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (unit) =>
    unit === "\u007f" ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
