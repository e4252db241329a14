import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CompetitionFacts, percentile, rankScore, readSplit } from "@mlebench/core";
import type { Experiment, ReportRun } from "@mlebench/reports";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Numbers from 0 to 1 without an end, the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

type Context = Experiment["competitions"][number];

function readContext(id: string): Context {
  const folder = join(root, "competitions", id, "facts");
  const facts = JSON.parse(readFileSync(join(folder, "competition.json"), "utf8")) as CompetitionFacts;
  const [, ...scores] = readFileSync(join(folder, "leaderboard.csv"), "utf8").trim().split(/\r?\n/);
  return {
    id,
    name: facts.name,
    metric: facts.metric,
    category: facts.category,
    lowerIsBetter: facts.lowerIsBetter,
    thresholds: facts.medals,
    sampleSubmissionScore: facts.sampleSubmissionScore,
    knownIssues: facts.knownIssues,
    board: scores.map(Number),
  };
}

/** An agent, and how good it is from 0 to 1. */
export interface MadeUpAgent {
  readonly name: string;
  readonly skill: number;
  readonly costPerHour: number | null;
}

export const sixAgents: readonly MadeUpAgent[] = [
  { name: "tree-search", skill: 0.82, costPerHour: 1.9 },
  { name: "react", skill: 0.66, costPerHour: 0.8 },
  { name: "react-small", skill: 0.44, costPerHour: 0.06 },
  { name: "ensemble-of-experts", skill: 0.76, costPerHour: 5.2 },
  { name: "one-shot", skill: 0.25, costPerHour: 0.3 },
  { name: "baseline", skill: 0.08, costPerHour: null },
];

export interface MadeUpOptions {
  readonly agents?: readonly MadeUpAgent[];
  readonly split?: string;
  /** Instead of those of the split. */
  readonly competitions?: readonly string[];
  readonly seeds?: number;
  /** Hostile text in every field that a person or a program of others fills. */
  readonly hostile?: string;
}

/** Runs that nobody made: agents × competitions × seeds, with times, costs, failures, and logs; the same every time. */
export function madeUpExperiments(options: MadeUpOptions = {}): Experiment[] {
  const { agents = sixAgents, split = "low", competitions, seeds = 3, hostile } = options;
  const next = numbers(20261);
  const foreign = (text: string): string => (hostile === undefined ? text : `${text} ${hostile}`);
  const contexts = (competitions ?? readSplit(split)).map(readContext);
  const difficulty = new Map(contexts.map(({ id }) => [id, next()]));
  return agents.map((agent): Experiment => {
    const label = foreign(agent.name);
    const runs = contexts.flatMap((context) =>
      Array.from({ length: seeds }, (_, seed) =>
        madeUpRun({
          agent,
          label,
          context,
          seed,
          next,
          foreign,
          difficulty: difficulty.get(context.id) ?? 0.5,
        }),
      ),
    );
    return {
      agent: label,
      sources: [foreign(`runs/${agent.name}`)],
      runs,
      setups: [
        {
          runGroup: foreign(`2026-11-20T09-00-00-GMT_run-group_${agent.name}`),
          createdAt: "2026-11-20T09:00:00.000Z",
          agentId: foreign(agent.name),
          model: foreign("provider/model-2026-10"),
          backend: "docker",
          image: foreign("mlebench-env:latest"),
          workers: 4,
          limitHours: 24,
          obfuscated: false,
          versions: { mlebench: "1.0.0", node: foreign("v22.20.0") },
          machine: foreign("linux x64, 36 CPUs, 440 GiB, 1 × A10"),
        },
      ],
      competitions:
        hostile === undefined ? contexts : contexts.map((one) => ({ ...one, name: foreign(one.name) })),
      warnings: hostile === undefined ? [] : [foreign("A warning.")],
    };
  });
}

function madeUpRun(made: {
  agent: MadeUpAgent;
  label: string;
  context: Context;
  seed: number;
  next: () => number;
  foreign: (text: string) => string;
  difficulty: number;
}): ReportRun {
  const { agent, label, context, seed, next, foreign, difficulty } = made;
  const { board, thresholds, lowerIsBetter, sampleSubmissionScore: sample } = context;
  const luck = next();
  const fails = next() < 0.05 + 0.2 * (1 - agent.skill);
  const scores = board ?? [];
  const place = Math.min(1, Math.max(0, 1.05 - agent.skill + (difficulty - 0.6) * 0.5 + (luck - 0.5) * 0.35));
  const score = fails ? null : scores[Math.floor(place * (scores.length - 1))];
  const { medal, aboveMedian } =
    thresholds === null ? { medal: null, aboveMedian: false } : rankScore(score, thresholds, lowerIsBetter);
  const hours = Number((fails && luck < 0.5 ? 24 : 3 + 20 * next()).toFixed(3));
  const submitted = !fails || luck > 0.6;
  const range = thresholds === null || sample === null ? 0 : thresholds.gold - sample;
  return {
    agent: label,
    competitionId: context.id,
    seed: seed + 1,
    runId: foreign(`${context.id}_${agent.name}_${seed}`),
    source: foreign(agent.name),
    graded: true,
    verdict: fails ? "invalid" : "scored",
    submitted,
    valid: !fails,
    aboveMedian,
    gold: medal === "gold",
    silver: medal === "silver",
    bronze: medal === "bronze",
    medal,
    score,
    percentile: score === null || board === null ? null : percentile(score, board, lowerIsBetter),
    normalized: score === null || sample === null || range === 0 ? null : (score - sample) / range,
    submissionError: fails && submitted ? foreign("Missing column `id`. Expected `id`, `target`.") : null,
    status: fails ? foreign(luck < 0.5 ? "timed out" : "failed") : "succeeded",
    reason: fails ? foreign(luck < 0.5 ? "The time limit of 24h was reached." : "Exit code 1.") : null,
    limit: fails && luck < 0.5 ? "time" : null,
    exitCode: fails ? 1 : 0,
    hours,
    limitHours: 24,
    cost: agent.costPerHour === null ? null : Number((agent.costPerHour * hours).toFixed(4)),
    tokens:
      agent.costPerHour === null
        ? null
        : { input: Math.round(hours * 41_000), output: Math.round(hours * 6100) },
    turns: Math.round(hours * 11),
    validations: Math.round(hours),
    hardware: { cpus: 36, memoryBytes: 440e9, gpus: [foreign("NVIDIA A10")] },
    snapshots: score === null ? [] : madeUpSnapshots(hours, { score, medal, place, scores, context }),
    logEnd: fails
      ? [
          foreign("Traceback (most recent call last):"),
          foreign("torch.OutOfMemoryError: CUDA out of memory"),
          "\u001b[31mexit\u001b[0m 1",
        ]
      : [],
    dataKind: "real",
    dataVerification: "verified",
    variant: null,
    version: "1.0.0",
  };
}

/** Three submissions, each better than the one before. */
function madeUpSnapshots(
  hours: number,
  run: Pick<ReportRun, "medal"> & {
    score: number;
    place: number;
    scores: ArrayLike<number>;
    context: Context;
  },
): ReportRun["snapshots"] {
  const { score, medal, place, scores, context } = run;
  const earlier = [0.1, 0.35].map((share, index) => {
    const worse = Math.min(1, place + 0.3 - index * 0.15);
    const value = scores[Math.floor(worse * (scores.length - 1))];
    const ranked =
      context.thresholds === null ? null : rankScore(value, context.thresholds, context.lowerIsBetter).medal;
    const seconds = Math.round(hours * 3600 * share);
    return {
      seconds,
      score: value,
      medal: ranked,
      aboveMedian: ranked !== null,
      valid: true,
      percentile: null,
    };
  });
  const seconds = Math.round(hours * 3600 * 0.8);
  return [...earlier, { seconds, score, medal, aboveMedian: medal !== null, valid: true, percentile: null }];
}
