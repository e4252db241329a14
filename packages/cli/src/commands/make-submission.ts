import { dirname, resolve } from "node:path";
import { shellWord } from "@mlebench/core";
import { makeSubmission as make } from "@mlebench/reports";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { note, print, warn } from "../terminal.js";

export interface MakeSubmissionOptions extends JsonOption {
  metadata: string;
  output?: string;
  relSubmissionPath?: string;
  relLogPath?: string;
  relCodePath?: string;
}

/** Writes the list of submissions that `grade` takes, and says which runs have none. */
export async function makeSubmission(options: MakeSubmissionOptions): Promise<number> {
  const result = make({
    metadataPath: options.metadata,
    output: options.output,
    relativeSubmissionPath: options.relSubmissionPath,
    relativeLogPath: options.relLogPath,
    relativeCodePath: options.relCodePath,
  });
  for (const { runId, notes } of result.runs) for (const text of notes) warn(`${runId}: ${text}`);
  if (options.json) printJson(result);
  else print(result.output);
  const missing = result.missing.length > 0 ? `; without a submission: ${result.missing.join(", ")}` : "";
  note(`${result.runs.length} runs${missing}`);
  if (result.notBegun > 0)
    warn(
      `${result.notBegun} ${result.notBegun === 1 ? "run" : "runs"} of the group have no result. Resume with \`mlebench run --resume ${shellWord(dirname(resolve(options.metadata)))}\`.`,
    );
  return exitCodes.ok;
}
