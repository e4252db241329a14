import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { asRecord } from "../read-json.js";

/** Transcripts up to this size are looked at. */
const maxBytes = 128e6;

/**
 * The best metric among the sound nodes of a search, from the agent's transcript; null without any, and for a transcript
 * that cannot be read.
 */
export function bestValidation(runDirectory: string, lowerIsBetter: boolean): number | null {
  const metrics = readText(join(runDirectory, "agent", "transcript.jsonl"))
    .split("\n")
    // Most lines are messages, which may be long.
    .filter((line) => line.includes('"node"'))
    .flatMap(metricOf);
  if (metrics.length === 0) return null;
  return metrics.reduce((best, one) => (lowerIsBetter ? Math.min(best, one) : Math.max(best, one)));
}

function readText(path: string): string {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return size === 0 || size > maxBytes ? "" : readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function metricOf(line: string): number[] {
  try {
    const { type, metric, isBuggy } = asRecord(JSON.parse(line)) ?? {};
    return type === "node" && isBuggy !== true && typeof metric === "number" ? [metric] : [];
  } catch {
    // The last line of a killed process.
    return [];
  }
}
