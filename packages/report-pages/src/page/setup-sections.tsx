import type { AgentCosts, AgentManifest, ManifestEntry, ReportData, RunGroupSetup } from "@mlebench/reports";
import type { VNode } from "preact";
import { costPlot } from "../plots/report-plots.js";
import { count, dollars, fixed, unknown } from "./numbers.js";
import { AgentName, type Column, DataTable, Plots, Section } from "./parts.js";

/** Hours, tokens, and money; nothing if none of them is known. */
export function CostSection({ data }: { data: ReportData }): VNode | null {
  const isKnown = ({ hours, cost, inputTokens }: AgentCosts): boolean =>
    hours !== null || cost !== null || inputTokens !== null;
  if (!data.costs.some(isKnown)) return null;
  const columns: Column<AgentCosts>[] = [
    {
      header: "Agent",
      cell: ({ agent }) => (
        <AgentName name={agent} index={data.agents.findIndex(({ label }) => label === agent)} />
      ),
    },
    { header: "Runs", kind: "number", cell: ({ runs }) => runs },
    { header: "Medals", kind: "number", cell: ({ medals }) => medals },
    { header: "Hours", kind: "number", cell: ({ hours }) => fixed(hours) },
    { header: "Hours per run", kind: "number", cell: ({ hoursPerRun }) => fixed(hoursPerRun, 2) },
    money("Cost", ({ cost }) => cost),
    money("Cost per run", ({ costPerRun }) => costPerRun),
    money("Cost per medal", ({ costPerMedal }) => costPerMedal),
    tally("Input tokens", ({ inputTokens }) => inputTokens),
    tally("Output tokens", ({ outputTokens }) => outputTokens),
    tally("Model calls", ({ turns }) => turns),
  ];
  return (
    <Section id="cost" title="Cost">
      <p>
        Sums are over the runs of which the quantity is known. Cost is in US dollars, as the runs recorded it.
      </p>
      <DataTable id="cost-table" label="cost by agent" columns={columns} rows={data.costs} />
      <Plots plots={[costPlot(data)]} />
    </Section>
  );
}

function money(header: string, of: (costs: AgentCosts) => number | null): Column<AgentCosts> {
  return { header, kind: "number", cell: (costs) => dollars(of(costs)), value: of };
}

function tally(header: string, of: (costs: AgentCosts) => number | null): Column<AgentCosts> {
  return { header, kind: "number", cell: (costs) => count(of(costs)), value: of };
}

/** How the runs were made, against the benchmark's canonical setup. */
export function ManifestSection({ data }: { data: ReportData }): VNode | null {
  if (data.manifest.length === 0) return null;
  return (
    <Section id="manifest" title="Setup and deviations">
      <p>
        What the benchmark's canonical setup says, and what the runs had. Numbers of runs that deviate are not
        comparable with published ones without saying so.
      </p>
      {data.manifest.map((manifest) => (
        <Manifest data={data} manifest={manifest} />
      ))}
    </Section>
  );
}

function Manifest({ data, manifest }: { data: ReportData; manifest: AgentManifest }): VNode {
  const index = data.agents.findIndex(({ label }) => label === manifest.agent);
  const { entries, setups } = manifest;
  return (
    <div>
      <h3>
        <AgentName name={manifest.agent} index={index} />
      </h3>
      <DataTable
        id={`manifest-${index}`}
        label={`setup of ${manifest.agent}`}
        columns={manifestColumns}
        rows={entries}
      />
      {setups.length > 0 && (
        <details>
          <summary>Run groups</summary>
          <DataTable
            id={`setups-${index}`}
            label={`run groups of ${manifest.agent}`}
            columns={setupColumns}
            rows={setups}
          />
        </details>
      )}
    </div>
  );
}

const manifestColumns: Column<ManifestEntry>[] = [
  { header: "Setting", kind: "word", cell: ({ label }) => label },
  { header: "Canonical", kind: "text", cell: ({ canonical }) => canonical },
  { header: "These runs", kind: "text", cell: ({ actual }) => actual },
  {
    header: "Deviation",
    kind: "word",
    cell: ({ deviates }) =>
      deviates === null ? (
        <span class="muted">? unknown</span>
      ) : deviates ? (
        <span class="bad">✗ deviates</span>
      ) : (
        <span class="good">✓ canonical</span>
      ),
  },
];

const setupColumns: Column<RunGroupSetup>[] = [
  { header: "Run group", kind: "text", cell: ({ runGroup }) => runGroup },
  { header: "Created", kind: "word", cell: ({ createdAt }) => createdAt ?? unknown },
  { header: "Agent", cell: ({ agentId }) => agentId ?? unknown },
  { header: "Model", cell: ({ model }) => model ?? unknown },
  { header: "Backend", cell: ({ backend }) => backend ?? unknown },
  { header: "Workers", kind: "number", cell: ({ workers }) => workers ?? unknown },
  { header: "Machine", kind: "text", cell: ({ machine }) => machine ?? unknown },
  {
    header: "Versions",
    kind: "text",
    cell: ({ versions }) =>
      Object.entries(versions)
        .map(
          ([name, version]) => `${name} ${typeof version === "string" ? version : JSON.stringify(version)}`,
        )
        .join(", ") || unknown,
  },
];
