import { stripVTControlCharacters } from "node:util";
import { spreadsheetText } from "@mlebench/core";
import type { AuditFinding, ReportData, ReportFailure, ReportRun } from "@mlebench/reports";
import type { VNode } from "preact";
import { outcomeStyles } from "../plot/theme.js";
import { outcomeOf } from "../plots/competition-plots.js";
import { familiarityPlot, similarityPlot } from "../plots/evidence-plots.js";
import { plural, unknown } from "./numbers.js";
import { AgentName, type Column, DataTable, Filter, Plots, Scroll, Section } from "./parts.js";

type Cell = string | number | null;

/** A column of the table of runs: name in the data, header, and what a run has there. */
type RunColumn =
  | readonly [name: string, header: string, kind: "text", cell: (run: ReportRun) => string | null]
  | readonly [name: string, header: string, kind: "number", cell: (run: ReportRun) => Cell];

const runColumns: readonly RunColumn[] = [
  ["competition", "Competition", "text", (run) => run.competitionId],
  ["agent", "Agent", "text", (run) => run.agent],
  ["seed", "Seed", "number", (run) => run.seed],
  ["outcome", "Outcome", "text", (run) => outcomeStyles[outcomeOf(run)].label],
  ["score", "Score", "number", (run) => finite(run.score)],
  ["percentile", "Percentile (%)", "number", (run) => short(run.percentile, 2)],
  ["normalized", "Normalized", "number", (run) => short(run.normalized, 4)],
  ["hours", "Hours", "number", (run) => short(run.hours, 3)],
  ["cost", "Cost ($)", "number", (run) => short(run.cost, 4)],
  ["input_tokens", "Input tokens", "number", (run) => run.tokens?.input ?? null],
  ["output_tokens", "Output tokens", "number", (run) => run.tokens?.output ?? null],
  ["status", "Status", "text", (run) => run.status],
  ["data", "Data", "text", (run) => run.dataKind],
  ["variant", "Variant", "text", (run) => run.variant],
];

const finite = (value: number | null): Cell =>
  value === null || Number.isFinite(value) ? value : value > 0 ? "inf" : "-inf";

const short = (value: number | null, digits: number): Cell =>
  value === null || !Number.isFinite(value) ? finite(value) : Number(value.toFixed(digits));

/** The columns in which any run has something. */
function usedColumns({ runs }: ReportData): RunColumn[] {
  return runColumns.filter(([, , , cell]) => runs.some((run) => cell(run) !== null));
}

/** What the page's script makes the table of runs and its CSV of. */
export interface PageData {
  readonly columns: readonly string[];
  /** The different texts of the columns that hold texts. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** One cell per column; texts by their index. */
  readonly runs: readonly (readonly Cell[])[];
}

/** The runs in a form that is small for thousands of them. */
export function pageData(data: ReportData): PageData {
  const indices = new Map<string, Map<string, number>>();
  const indexOf = (column: string, text: string): number => {
    const known = indices.get(column) ?? new Map<string, number>();
    indices.set(column, known);
    const index = known.get(text) ?? known.size;
    known.set(text, index);
    return index;
  };
  const used = usedColumns(data);
  const runs = data.runs.map((run) =>
    used.map(([name, , kind, cell]): Cell => {
      const value = cell(run);
      return kind === "text" && value !== null ? indexOf(name, String(value)) : value;
    }),
  );
  return {
    columns: used.map(([name]) => name),
    texts: Object.fromEntries([...indices].map(([column, known]) => [column, [...known.keys()]])),
    runs,
  };
}

/** All runs as CSV, as the page's button saves them. */
export function runsCsv(data: ReportData): string {
  return spreadsheetText([
    runColumns.map(([name]) => name),
    ...data.runs.map((run) => runColumns.map(([, , , cell]) => cell(run))),
  ]);
}

/** All runs: filled by the page's script, so that their data is in the page once. */
export function RunsSection({ data }: { data: ReportData }): VNode | null {
  if (data.runs.length === 0) return null;
  return (
    <Section id="runs" title="Runs">
      <noscript>
        <p class="notes">
          The table of runs needs JavaScript. Its data is at the end of the source of this page.
        </p>
      </noscript>
      <Filter table="runs-table" label="runs">
        <button type="button" class="button" id="runs-csv">
          Save as CSV
        </button>
      </Filter>
      <Scroll label="runs" tall>
        <table id="runs-table">
          <thead>
            <tr>
              {usedColumns(data).map(([, header, kind]) => (
                <th scope="col" class={kind === "number" ? "n" : "w"}>
                  <button type="button">{header}</button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody />
        </table>
      </Scroll>
    </Section>
  );
}

const mostFailures = 150;
const mostLines = 12;
const longestLine = 400;
const longestReason = 1000;

/** Foreign text can be of any length. */
const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text;

/** Runs without a score, with the reason and the last lines of their log. */
export function FailuresSection({ data }: { data: ReportData }): VNode | null {
  const { failures } = data;
  if (failures.length === 0) return null;
  const kinds = [...new Set(failures.map(({ kind }) => kind))];
  return (
    <Section id="failures" title="Runs without a score">
      <p>
        {kinds
          .map((kind) => `${failures.filter((failure) => failure.kind === kind).length} ${kind}`)
          .join(", ")}
        . Grader errors and runs that were not graded are no failures of an agent.
      </p>
      {failures.slice(0, mostFailures).map((failure) => (
        <Failure failure={failure} />
      ))}
      {failures.length > mostFailures && (
        <p class="muted">And {failures.length - mostFailures} more: see the table of runs.</p>
      )}
    </Section>
  );
}

function Failure({ failure }: { failure: ReportFailure }): VNode {
  const { agent, competitionId, seed, runId, kind, status, reason, logEnd } = failure;
  const lines = logEnd
    .slice(-mostLines)
    .map(stripVTControlCharacters)
    .map((line) => cut(line, longestLine));
  return (
    <details class="card">
      <summary>
        {competitionId}, {agent}, seed {seed}: {kind}
        {status !== null && ` (${status})`}
      </summary>
      {reason !== null && <p>{cut(reason, longestReason)}</p>}
      {runId !== null && <p class="muted">Run {runId}</p>}
      {lines.length > 0 ? (
        <Scroll label={`end of the log of ${competitionId}, ${agent}, seed ${seed}`} tall>
          <pre>{lines.join("\n")}</pre>
        </Scroll>
      ) : (
        <p class="muted">No log lines are known.</p>
      )}
    </details>
  );
}

const mostFindings = 500;

/** What the audits found. */
export function AuditsSection({ data }: { data: ReportData }): VNode | null {
  const { audits } = data;
  const plots = [similarityPlot(data), familiarityPlot(data)];
  if (audits.length === 0 && plots.every((plot) => plot === undefined)) return null;
  const flagged = audits.filter(({ isFlagged }) => isFlagged).length;
  // Those that matter first, if not all can be shown.
  const rows = [...audits].sort((a, b) => Number(b.isFlagged) - Number(a.isFlagged)).slice(0, mostFindings);
  return (
    <Section id="audits" title="Findings of audits">
      <p>
        {plural(audits.length, "finding")}, {flagged} flagged. A finding is a reason to look at a run, not a
        verdict.
        {audits.length > mostFindings && ` The first ${mostFindings} are shown.`}
      </p>
      {rows.length > 0 && (
        <DataTable id="audits-table" label="findings of audits" columns={auditColumns} rows={rows} tall />
      )}
      <Plots plots={plots} />
    </Section>
  );
}

const auditColumns: Column<AuditFinding>[] = [
  { header: "Audit", kind: "word", cell: ({ audit }) => audit },
  {
    header: "Flagged",
    cell: ({ isFlagged }) => (isFlagged ? <span class="bad">flagged</span> : "no"),
  },
  { header: "Rule", kind: "word", cell: ({ rule }) => rule },
  { header: "Severity", cell: ({ severity }) => severity ?? unknown },
  { header: "Competition", kind: "word", cell: ({ competitionId }) => competitionId },
  {
    header: "Agent",
    cell: ({ agent }) => (agent === null ? unknown : <AgentName name={agent} index={-1} />),
  },
  {
    header: "Place",
    kind: "text",
    cell: ({ file, line }) => (file === null ? unknown : line === null ? file : `${file}:${line}`),
  },
  { header: "Finding", kind: "text", cell: ({ message }) => cut(message, longestReason) },
];
