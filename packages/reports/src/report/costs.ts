import { from, op } from "arquero";
import type { ReportRun } from "../experiment/report-run.js";
import type { AgentCosts } from "./report-data.js";

/** What agents' runs used, in the order of `agents`. */
export function agentCosts(runs: readonly ReportRun[], agents: readonly string[]): AgentCosts[] {
  if (runs.length === 0) return [];
  const rows = runs.map((run) => ({
    agent: run.agent,
    hours: run.hours,
    cost: run.cost,
    input: run.tokens?.input ?? null,
    output: run.tokens?.output ?? null,
    turns: run.turns,
    medal: Number(run.medal !== null),
  }));
  const sums = from(rows)
    .groupby("agent")
    .rollup({
      runs: op.count(),
      medals: op.sum("medal"),
      hours: op.sum("hours"),
      hoursKnown: op.valid("hours"),
      cost: op.sum("cost"),
      costKnown: op.valid("cost"),
      input: op.sum("input"),
      output: op.sum("output"),
      tokensKnown: op.valid("input"),
      turns: op.sum("turns"),
      turnsKnown: op.valid("turns"),
    })
    .objects() as (Record<string, number> & { agent: string })[];
  const byAgent = new Map<string, Record<string, number>>(sums.map((one) => [one.agent, one]));
  return agents.flatMap((agent) => {
    const sum = byAgent.get(agent);
    if (sum === undefined) return [];
    const ifKnown = (value: number, known: number): number | null => (known === 0 ? null : value);
    const cost = ifKnown(sum.cost, sum.costKnown);
    const isWhole = sum.costKnown === sum.runs;
    return [
      {
        agent,
        runs: sum.runs,
        medals: sum.medals,
        hours: ifKnown(sum.hours, sum.hoursKnown),
        hoursPerRun: ifKnown(sum.hours / sum.hoursKnown, sum.hoursKnown),
        cost,
        costPerRun: ifKnown(sum.cost / sum.costKnown, sum.costKnown),
        costPerMedal: cost === null || sum.medals === 0 || !isWhole ? null : cost / sum.medals,
        inputTokens: ifKnown(sum.input, sum.tokensKnown),
        outputTokens: ifKnown(sum.output, sum.tokensKnown),
        turns: ifKnown(sum.turns, sum.turnsKnown),
      },
    ];
  });
}
