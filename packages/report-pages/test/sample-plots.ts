import { readSplit } from "@mlebench/core";
import {
  binValues,
  groupedBars,
  heatMap,
  histogram,
  lines,
  type OutcomeKind,
  type Plot,
  rowDots,
  scatter,
  stackedBars,
} from "../src/index.js";

/** Names as people give them, and as nobody should. */
export const agentNames = [
  "aide",
  "react",
  "tree",
  "opendevin-long-context-128k",
  "<b>&\"'\u202e",
  "エージェント",
];

/** Numbers from 0 to 1 without an end, the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

/** One plot of each kind, from made-up data. */
export function samplePlots(): Plot[] {
  const next = numbers(7);
  const ids = [...readSplit("low")].slice(0, 10);
  const series = <Value>(make: (agent: number) => Value[]) =>
    agentNames.map((name, agent) => ({ name, points: make(agent) }));
  const curve = (agent: number) => {
    let value = 0;
    return [0, 1, 2, 4, 8, 16, 24].map((x) => {
      value += next() * (agent + 1);
      return { x, y: value };
    });
  };
  const kinds: OutcomeKind[] = ["gold", "silver", "bronze", "above-median", "valid", "invalid", "missing"];
  return [
    groupedBars({
      name: "bars",
      title: "Competitions with a medal",
      note: "Whiskers are one standard error of the mean over seeds.",
      groups: ["Low", "Medium", "High", "All"],
      series: agentNames.map((name, agent) => ({
        name,
        values: [0, 1, 2, 3].map((group) =>
          agent === 3 && group === 1
            ? null
            : { mean: next() * 40, sem: group === 2 ? null : next() * 4, n: 3 },
        ),
      })),
      xLabel: "split",
      yLabel: "any medal (%)",
    }),
    stackedBars({
      name: "stacked",
      title: "Medals by kind",
      parts: ["gold", "silver", "bronze"],
      bars: agentNames.map((name) => ({ name, values: [next() * 12, next() * 5, next() * 9] })),
      xLabel: "competitions (%)",
    }),
    lines({
      name: "steps",
      title: "Medals against hours",
      series: series(curve),
      steps: true,
      xName: "hours",
      xLabel: "time (hours)",
      yLabel: "any medal (%)",
    }),
    lines({
      name: "ladder",
      title: "From submission to gold",
      series: series(() => {
        let value = 100;
        return [0, 1, 2, 3, 4, 5].map((x) => {
          value *= 0.5 + next() / 2;
          return { x, y: value };
        });
      }),
      categories: ["submitted", "valid", "> median", "bronze", "silver", "gold"],
      xName: "step",
      xLabel: "reached at least",
      yLabel: "runs (%)",
    }),
    lines({
      name: "pass",
      title: "Medal in the best of k runs",
      series: agentNames.slice(0, 2).map((name, agent) => ({
        name,
        points: [1, 2, 3].map((k) => ({ x: k, y: 100 - 60 / (k + agent) })),
      })),
      xName: "k",
      xLabel: "k (runs)",
      yLabel: "pass@k (%)",
    }),
    rowDots({
      name: "strip",
      title: "Normalized score per competition",
      note: "0: sample submission, 1: gold submission.",
      series: agentNames,
      rows: ids.map((label) => ({
        label,
        dots: agentNames.map((_, agent) => {
          const value = next() * 1.6 - 0.4;
          return { series: agent, value, low: value - next() * 0.1, high: value + next() * 0.1 };
        }),
        thresholds: [
          { medal: "gold" as const, at: 0.95 },
          { medal: "silver" as const, at: 0.9 },
          { medal: "bronze" as const, at: 0.8 },
        ],
      })),
      domain: [-0.25, 1],
      xLabel: "normalized score",
    }),
    heatMap({
      name: "map",
      title: "Outcome of every run",
      columns: agentNames,
      rows: ids.map((label) => ({
        label,
        cells: agentNames.map(() => [0, 1, 2].map(() => kinds[Math.floor(next() * kinds.length)])),
      })),
    }),
    scatter({
      name: "diagonal",
      title: "Validation against test",
      series: series(() =>
        ids.map((label) => {
          const x = next();
          return { label, x, y: x - next() * 0.2 };
        }),
      ),
      xLabel: "validation score (normalized)",
      yLabel: "test score (normalized)",
      diagonal: true,
    }),
    scatter({
      name: "cost",
      title: "Cost against medals",
      series: agentNames.map((name) => ({
        name,
        points: [{ label: name, x: 10 ** (next() * 3), y: next() * 40, sem: 2 }],
      })),
      xLabel: "cost of all runs (USD, logarithmic)",
      yLabel: "any medal (%)",
      logX: true,
      labels: true,
      yFromZero: true,
    }),
    histogram({
      name: "board",
      title: "Human leaderboard of spaceship-titanic",
      bins: binValues(
        Array.from({ length: 1500 }, () => 0.8 - next() ** 4 * 0.3),
        40,
        [0.5, 0.85],
      ),
      series: agentNames.slice(0, 2).map((name) => ({ name, values: [0.6 + next() * 0.3, 0.7, 0.79] })),
      thresholds: [
        { medal: "gold", at: 0.82 },
        { medal: "bronze", at: 0.808 },
      ],
      xLabel: "score (higher is better)",
      yLabel: "teams",
    }),
  ];
}
