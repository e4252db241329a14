import type { CompetitionAgent, ReportCompetition, ReportData } from "@mlebench/reports";
import type { VNode } from "preact";
import { boardPlot, competitionPlots } from "../plots/competition-plots.js";
import { validationPlot } from "../plots/evidence-plots.js";
import { fixed, score, unknown } from "./numbers.js";
import { AgentName, type Column, DataTable, Plots, Section, Source } from "./parts.js";

/** One row per competition and agent, plots over competitions, and details of each. */
export function CompetitionsSection({ data }: { data: ReportData }): VNode | null {
  if (data.competitions.length === 0) return null;
  const rows = data.competitions.flatMap((competition, index) =>
    competition.agents
      .filter(({ runs }) => runs > 0)
      .map((result): Result => ({ competition, anchor: anchorOf(index), result })),
  );
  return (
    <Section id="competitions" title="Competitions">
      <Plots plots={[...competitionPlots(data), validationPlot(data)]} />
      <h3>Results by competition and agent</h3>
      <DataTable
        id="competitions-table"
        label="results by competition and agent"
        columns={resultColumns(data)}
        rows={rows}
        tall
      />
      <h3>Details of each competition</h3>
      {data.competitions.map((competition, index) => (
        <CompetitionDetails data={data} competition={competition} anchor={anchorOf(index)} />
      ))}
    </Section>
  );
}

interface Result {
  readonly competition: ReportCompetition;
  readonly anchor: string;
  readonly result: CompetitionAgent;
}

const anchorOf = (index: number): string => `competition-${index + 1}`;

function resultColumns(data: ReportData): Column<Result>[] {
  return [
    {
      header: "Competition",
      kind: "word",
      cell: ({ competition, anchor }) => <a href={`#${anchor}`}>{competition.id}</a>,
    },
    { header: "Complexity", cell: ({ competition }) => competition.complexity ?? unknown },
    {
      header: "Agent",
      cell: ({ result }) => (
        <AgentName name={result.agent} index={data.agents.findIndex(({ label }) => label === result.agent)} />
      ),
    },
    { header: "Runs", kind: "number", cell: ({ result }) => result.runs },
    { header: "Any medal (%)", kind: "number", cell: ({ result }) => fixed(result.anyMedal) },
    { header: "Percentile (%)", kind: "number", cell: ({ result }) => fixed(result.percentile) },
    { header: "Normalized score", kind: "number", cell: ({ result }) => fixed(result.normalized, 3) },
    {
      header: "Best score",
      kind: "number",
      cell: ({ result, competition }) =>
        `${score(result.bestScore)}${result.bestScore === null ? "" : competition.lowerIsBetter ? " ↓" : " ↑"}`,
      value: ({ result }) => result.bestScore,
    },
    {
      header: "To gold",
      kind: "number",
      cell: ({ result, competition }) => distance(result, competition.thresholds?.gold, competition),
    },
    {
      header: "To bronze",
      kind: "number",
      cell: ({ result, competition }) => distance(result, competition.thresholds?.bronze, competition),
    },
  ];
}

/** How much the best score lacks of a threshold; nothing if it reaches it. */
function distance(
  { bestScore }: CompetitionAgent,
  threshold: number | undefined,
  { lowerIsBetter }: ReportCompetition,
): string {
  if (bestScore === null || threshold === undefined) return unknown;
  const lacking = lowerIsBetter ? bestScore - threshold : threshold - bestScore;
  return lacking <= 0 ? "reached" : score(lacking);
}

function CompetitionDetails(props: {
  data: ReportData;
  competition: ReportCompetition;
  anchor: string;
}): VNode {
  const { data, competition, anchor } = props;
  const { id, name, metric, lowerIsBetter, thresholds, category, knownIssues, agents } = competition;
  const runs = data.runs.filter(({ competitionId }) => competitionId === id);
  const kinds = [...new Set(runs.map(({ dataKind }) => dataKind).filter((kind) => kind !== null))];
  const variants = [...new Set(runs.map(({ variant }) => variant).filter((variant) => variant !== null))];
  const facts = [
    ["Metric", `${metric ?? unknown}, ${lowerIsBetter ? "lower" : "higher"} is better`],
    ["Category", category ?? unknown],
    [
      "Thresholds",
      thresholds === null
        ? unknown
        : `gold ${score(thresholds.gold)}, silver ${score(thresholds.silver)}, bronze ${score(thresholds.bronze)}, median ${score(thresholds.median)}`,
    ],
    ["Sample submission", score(competition.sampleSubmissionScore)],
    ["Data", kinds.length === 0 ? unknown : kinds.join(", ")],
    ["Variant", variants.length === 0 ? "the benchmark's own" : variants.join(", ")],
  ];
  return (
    <details class="card" id={anchor}>
      <summary>
        {id}
        {knownIssues.length > 0 && <span class="muted"> (known issues)</span>}
      </summary>
      <div class="sides">
        <div>
          <p>{name}</p>
          <ul class="plain">
            {facts.map(([label, value]) => (
              <li>
                {label}: {value}
              </li>
            ))}
            {agents
              .filter(({ runs: own }) => own > 0)
              .map(({ agent, scores }) => (
                <li>
                  <AgentName name={agent} index={data.agents.findIndex(({ label }) => label === agent)} />:{" "}
                  {scores.map((value) => score(value)).join(", ")}
                </li>
              ))}
          </ul>
          {knownIssues.length > 0 && (
            <ul class="notes">
              {knownIssues.map(({ summary, source }) => (
                <li>
                  {summary} (<Source source={source} />)
                </li>
              ))}
            </ul>
          )}
        </div>
        <Plots plots={[boardPlot(data, competition, { legend: false })]} withData={false} />
      </div>
    </details>
  );
}
