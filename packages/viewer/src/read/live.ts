import { join } from "node:path";
import type { RunUsage, RunValidation } from "@mlebench/runner";
import { fileVersion } from "./groups.js";
import { readText, withFile } from "./safe-file.js";

/** What a run's own files say that the group's state does not. */
export interface RunFiles {
  readonly usage: {
    readonly cpuCores: number | null;
    readonly memoryBytes: number | null;
    readonly at: number;
  } | null;
  readonly lastValidation: {
    readonly at: number | null;
    readonly verdict: string;
    readonly reason: string | null;
  } | null;
  /** When the submission was written last, as far as is known. */
  readonly submittedAt: number | null;
  readonly submissionBytes: number | null;
}

const cache = new Map<string, { version: string; files: RunFiles }>();
const kept = 20_000;

/** @param run the run's directory */
export function readRunFiles(run: string): RunFiles {
  const names = ["usage.json", "validations.jsonl", "submissions/submissions.jsonl"];
  const version = names.map((name) => fileVersion(join(run, name))).join(" ");
  const known = cache.get(run);
  if (known?.version === version) return known.files;
  const usage = lastLine(run, "usage.json") as (RunUsage & { time?: unknown }) | undefined;
  const validation = lastLine(run, "validations.jsonl") as Partial<RunValidation> | undefined;
  const submission = lastLine(run, "submissions/submissions.jsonl") as
    | { time?: unknown; bytes?: unknown }
    | undefined;
  const seen = usage?.submission;
  const files: RunFiles = {
    usage:
      usage === undefined
        ? null
        : {
            cpuCores: number(usage.cpuCores),
            memoryBytes: number(usage.memoryBytes),
            at: time(usage.time) ?? 0,
          },
    lastValidation:
      validation === undefined
        ? null
        : {
            at: time(validation.time),
            verdict: String(validation.verdict),
            reason: typeof validation.reason === "string" ? validation.reason : null,
          },
    submittedAt: time(seen?.modified) ?? time(submission?.time),
    submissionBytes: number(seen?.bytes) ?? number(submission?.bytes),
  };
  if (cache.size >= kept) cache.clear();
  cache.set(run, { version, files });
  return files;
}

const maxLines = 1 << 20;

/** All lines of a file of the runner's that are JSON objects; the last mebibyte of it. */
export function readJsonLines(run: string, path: string): Record<string, unknown>[] {
  const text = withFile(run, path, ({ stats: { size }, read }) =>
    read(Math.max(0, size - maxLines), maxLines).toString("utf8"),
  );
  return (text ?? "").split("\n").flatMap((line) => {
    const value = object(line);
    return value === undefined ? [] : [value];
  });
}

function lastLine(run: string, path: string): object | undefined {
  return path.endsWith(".json")
    ? object(readText(run, path, maxLines) ?? "")
    : readJsonLines(run, path).at(-1);
}

function object(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function time(value: unknown): number | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
