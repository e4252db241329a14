import {
  type Competition,
  describeError,
  isMlebenchError,
  type LinkMode,
  type Progress,
} from "@mlebench/core";
import { type PrepareDatasetResult, prepareDataset, prepareMiniature } from "@mlebench/datasets";
import { find } from "./competitions.js";
import { kaggleDownload, publicDownload } from "./kaggle.js";
import { withoutSystemErrors } from "./system-errors.js";

/** Options for every competition of one `prepare`. Passed to worker threads, so it contains plain data only. */
export interface PrepareSetup {
  dataDirectory: string;
  mini?: boolean;
  from?: string;
  seed?: number;
  size?: number;
  keepRaw?: boolean;
  fresh?: boolean;
  skipVerification?: boolean;
  overwriteChecksums?: boolean;
  link?: LinkMode;
  verbose?: boolean;
}

export interface PrepareFailure {
  id: string;
  status: "failed";
  error: string;
}

export type PrepareOutcome = PrepareDatasetResult | PrepareFailure;

/** An event of a running preparation. */
export type PrepareEvent =
  | { type: "progress"; progress: Progress }
  | { type: "message"; line: string }
  | { type: "warning"; line: string };

/** Prepares one competition. A failure is an outcome, not an exception. */
export async function prepareOne(
  setup: PrepareSetup,
  reference: string,
  emit: (event: PrepareEvent) => void,
): Promise<PrepareOutcome> {
  let id = reference;
  try {
    const competition = await find(reference);
    id = competition.facts.id;
    for (const { summary, source } of competition.facts.knownIssues)
      emit({ type: "warning", line: `${competition.facts.id}: ${summary} (${source})` });
    return await prepareData(setup, competition, emit);
  } catch (thrown) {
    const error = withoutSystemErrors(thrown);
    if (setup.verbose)
      emit({ type: "message", line: String(thrown instanceof Error ? thrown.stack : thrown) });
    const text = describeError(error);
    return { id, status: "failed", error: isMlebenchError(error) ? text : `unexpected: ${text}` };
  }
}

function prepareData(
  setup: PrepareSetup,
  competition: Competition,
  emit: (event: PrepareEvent) => void,
): Promise<PrepareDatasetResult> {
  const { mini, seed, size, verbose: _verbose, ...options } = setup;
  const onProgress = (progress: Progress): void => emit({ type: "progress", progress });
  const onMessage = (line: string): void => emit({ type: "message", line });
  if (mini) {
    const { dataDirectory, link, fresh: force } = options;
    return prepareMiniature(competition, { dataDirectory, link, seed, size, force, onProgress, onMessage });
  }
  return prepareDataset(competition, {
    ...options,
    onProgress,
    onMessage,
    onWarning: (line) => emit({ type: "warning", line: `${competition.facts.id}: ${line}` }),
    download: kaggleDownload(onMessage),
    downloadFile: publicDownload,
  });
}
