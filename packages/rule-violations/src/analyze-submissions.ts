import { setImmediate } from "node:timers/promises";
import type { Progress } from "@mlebench/core";
import type { SubmissionLine } from "@mlebench/grading";
import { isHopeless, isModelError, type Model, type Usage } from "@mlebench/models";
import { analyzeRun, type StaticAnalysis } from "./analyze-run.js";
import { type Ask, combine, type Judgment, judgeChunk } from "./judge/judge-chunk.js";
import { judgeRequest, type SourceKind } from "./judge/prompts.js";
import type { Question } from "./judge/questions.js";
import { locateSources } from "./locate-sources.js";
import { type Chunk, readChunks } from "./read/chunks.js";
import { isNotReadNote, notReadNote } from "./read/list-files.js";
import { maxNotes } from "./read/notes.js";
import { readRunPolicy } from "./run-policy.js";

/** The judge of an analysis. */
export interface JudgeOptions {
  model: Pick<Model, "generate" | "estimate">;
  questions: readonly Question[];
  /** What the user adds to the instructions. */
  extraPrompt?: string;
  /** Most tokens of a chunk, estimated. @default 60000 */
  chunkTokens?: number;
  /** Tokens that a chunk has in common with the next. @default 500 */
  overlapTokens?: number;
  /** Chunks that are judged at a time. @default 10 */
  concurrency?: number;
}

export interface AnalyzeOptions {
  judge?: JudgeOptions;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** What was found about one run. */
export interface RunAnalysis {
  competitionId: string;
  submissionPath: string | null;
  /** Line in the list of submissions. */
  line: number | null;
  static: StaticAnalysis;
  /** By `logs_ID` and `code_ID`, in the order of questions; empty without a judge. */
  judgments: Record<string, Judgment>;
  /** Whether a file of logs or code was read. */
  hasSources: boolean;
  /** Whether everything listed was found and read. */
  isComplete: boolean;
  notes: string[];
}

export interface Analysis {
  runs: RunAnalysis[];
  /** Whether a judge was asked. */
  isJudged: boolean;
  /** Tokens and US dollars of what was sent. */
  usage: Usage;
  cost: number | null;
  /** Why the judge stopped before the end. */
  stopped?: string;
  /** Runs of the list. */
  total: number;
  /** Whether the signal ended it: later runs may be missing, and questions may be without an answer. */
  isInterrupted: boolean;
}

const defaults = { chunkTokens: 60_000, overlapTokens: 500, concurrency: 10 };

/** A question about a chunk of a run. */
interface Job {
  run: number;
  column: string;
  kind: SourceKind;
  question: Question;
  chunk: Chunk;
}

/**
 * Everything that the judge is asked, in the order of runs.
 * @param isStopped nothing is asked any more: of each source one chunk more comes, which shows that it was not completed
 */
function* jobsOf(
  lines: readonly SubmissionLine[],
  judge: JudgeOptions,
  onNote: (run: number, note: string) => void,
  isStopped: () => boolean = () => false,
): Generator<Job> {
  const { chunkTokens: maxTokens = defaults.chunkTokens, overlapTokens = defaults.overlapTokens } = judge;
  for (const [run, line] of lines.entries()) {
    const { logsPath, codePath } = locateSources(line);
    const sides = [
      ["logs", logsPath],
      ["code", codePath],
    ] as const;
    for (const [kind, path] of sides) {
      if (path === undefined) continue;
      try {
        const options = { maxTokens, overlapTokens, onNote: (note: string): void => onNote(run, note) };
        for (const chunk of readChunks(path, options)) {
          const isLast = isStopped();
          for (const question of judge.questions)
            yield { run, column: `${kind}_${question.id}`, kind, question, chunk };
          if (isLast) break;
        }
      } catch (error) {
        onNote(run, notReadNote(path, error));
      }
    }
  }
}

/** What a judge would take, before anything is sent; second passes are not counted, since they follow only a yes. */
export function estimateJudge(
  lines: readonly SubmissionLine[],
  judge: JudgeOptions,
): ReturnType<Model["estimate"]> {
  function* requests() {
    for (const { kind, question, chunk } of jobsOf(lines, judge, () => {}))
      yield judgeRequest({ kind, question, text: chunk.text, extra: judge.extraPrompt });
  }
  return judge.model.estimate(requests());
}

/**
 * Analyzes the runs of a list, in its order: statically, and with a judge if there is one. A file that cannot be read, or a
 * call that fails, never stops the others.
 */
export async function analyzeSubmissions(
  lines: readonly SubmissionLine[],
  options: AnalyzeOptions = {},
): Promise<Analysis> {
  const { judge, onProgress } = options;
  const runs: RunAnalysis[] = [];
  const total = lines.length;
  for (const line of lines) {
    if (options.signal?.aborted) break;
    onProgress?.({ step: "analyzing runs", done: runs.length, total });
    runs.push(await analyzeLine(line));
  }
  onProgress?.({ step: "analyzing runs", done: runs.length, total });
  const usage = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  };
  const isJudged = judge !== undefined;
  const analysis: Analysis = { runs, isJudged, usage, cost: 0, total, isInterrupted: false };
  if (isJudged && runs.length === total) await judgeRuns(lines, judge, analysis, options);
  if (options.signal?.aborted !== true) return analysis;
  return { ...analysis, isInterrupted: true, stopped: analysis.stopped ?? "Interrupted" };
}

async function analyzeLine(line: SubmissionLine): Promise<RunAnalysis> {
  const { notes, isMissing, ...paths } = locateSources(line);
  const policy = readRunPolicy([paths.submissionPath, paths.logsPath, paths.codePath]);
  const found = await analyzeRun({ ...paths, ...policy });
  return {
    competitionId: line.competitionId,
    submissionPath: line.submissionPath === "None" ? null : line.submissionPath,
    line: line.line ?? null,
    static: found,
    judgments: {},
    hasSources: found.filesRead > 0,
    isComplete: found.filesRead > 0 && !isMissing && !found.notes.some(isNotReadNote),
    notes: [...notes, ...found.notes],
  };
}

async function judgeRuns(
  lines: readonly SubmissionLine[],
  judge: JudgeOptions,
  analysis: Analysis,
  { onProgress, signal }: AnalyzeOptions,
): Promise<void> {
  const collected = new Map<string, { run: number; column: string; judgments: Map<number, Judgment> }>();
  const seen = new Set(analysis.runs.flatMap(({ notes }, run) => notes.map((note) => `${run} ${note}`)));
  const onNote = (run: number, note: string): void => {
    if (seen.has(`${run} ${note}`) || analysis.runs[run].notes.length > maxNotes) return;
    seen.add(`${run} ${note}`);
    analysis.runs[run].notes.push(note);
  };
  const ask = meteredAsk(judge.model, analysis);
  const step = "asking the judge";
  const total = await countJobs(jobsOf(lines, judge, onNote, () => signal?.aborted === true));
  let done = 0;
  onProgress?.({ step, done, total });
  const jobs = jobsOf(lines, judge, onNote, () => analysis.stopped !== undefined);
  const work = async (): Promise<void> => {
    for (const { run, column, kind, question, chunk } of { [Symbol.iterator]: () => jobs }) {
      const key = `${run} ${column}`;
      const entry = collected.get(key) ?? { run, column, judgments: new Map() };
      collected.set(key, entry);
      entry.judgments.set(
        chunk.index,
        await judgeOrStop(chunk, { ask, kind, question, extra: judge.extraPrompt, signal }, analysis),
      );
      // What follows a stop is not asked.
      if (analysis.stopped === undefined) onProgress?.({ step, done: ++done, total });
    }
  };
  await Promise.all(Array.from({ length: judge.concurrency ?? defaults.concurrency }, work));
  for (const { id } of judge.questions) {
    for (const kind of ["logs", "code"]) {
      for (const { run, column, judgments } of collected.values()) {
        if (column !== `${kind}_${id}`) continue;
        const inOrder = [...judgments].sort(([a], [b]) => a - b).map(([, judgment]) => judgment);
        analysis.runs[run].judgments[column] = combine(inOrder);
      }
    }
  }
}

const jobsPerTurn = 100;

async function countJobs(jobs: Iterable<Job>): Promise<number> {
  let count = 0;
  // Ctrl-C has its turn while large logs are read.
  for (const _ of jobs) if (++count % jobsPerTurn === 0) await setImmediate();
  return count;
}

/** After an error that every call will have, no more calls are made. */
async function judgeOrStop(
  chunk: Chunk,
  options: Parameters<typeof judgeChunk>[1],
  analysis: Analysis,
): Promise<Judgment> {
  if (analysis.stopped !== undefined) return { verdict: "failed", reasoning: analysis.stopped };
  try {
    return await judgeChunk(chunk, options);
  } catch (error) {
    if (!isHopeless(error)) throw error;
    analysis.stopped ??= options.signal?.aborted ? "Interrupted" : error.message;
    return { verdict: "failed", reasoning: analysis.stopped };
  }
}

function meteredAsk(model: JudgeOptions["model"], analysis: Analysis): Ask {
  const count = ({ usage, cost }: { usage: Usage; cost: number | null }): void => {
    const total = analysis.usage;
    analysis.usage = {
      inputTokens: total.inputTokens + usage.inputTokens,
      outputTokens: total.outputTokens + usage.outputTokens,
      cacheReadTokens: total.cacheReadTokens + usage.cacheReadTokens,
      cacheWriteTokens: total.cacheWriteTokens + usage.cacheWriteTokens,
      reasoningTokens: total.reasoningTokens + usage.reasoningTokens,
    };
    analysis.cost = analysis.cost === null || cost === null ? null : analysis.cost + cost;
  };
  return async (request) => {
    try {
      const reply = await model.generate<never>(request);
      if (!reply.cached) count(reply);
      return reply;
    } catch (error) {
      if (isModelError(error) && error.spent !== undefined) count(error.spent);
      throw error;
    }
  };
}
