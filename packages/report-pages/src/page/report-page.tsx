import { createHash } from "node:crypto";
import { printable, printableJson } from "@mlebench/core";
import type { ReportData } from "@mlebench/reports";
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { ComparisonSection } from "./comparison-section.js";
import { CompetitionsSection } from "./competitions-section.js";
import { LeaderboardSection } from "./leaderboard-section.js";
import { plural } from "./numbers.js";
import { AgentMarks, AgentName, Notes } from "./parts.js";
import { AuditsSection, FailuresSection, pageData, RunsSection } from "./runs-section.js";
import { pageScript } from "./script.js";
import { CostSection, ManifestSection } from "./setup-sections.js";
import { pageCss } from "./style.js";
import { SummarySection } from "./summary-section.js";

/** Sections with the names that the navigation has for them. */
const sections: readonly (readonly [
  id: string,
  name: string,
  section: (props: { data: ReportData }) => VNode | null,
])[] = [
  ["summary", "Summary", SummarySection],
  ["comparison", "Comparison", ComparisonSection],
  ["leaderboard", "Leaderboard", LeaderboardSection],
  ["competitions", "Competitions", CompetitionsSection],
  ["runs", "Runs", RunsSection],
  ["failures", "Failures", FailuresSection],
  ["audits", "Audits", AuditsSection],
  ["cost", "Cost", CostSection],
  ["manifest", "Setup", ManifestSection],
];

/**
 * A report as one HTML file that loads nothing, opens from disk and from mail, and prints. Names, reasons, and log lines
 * are foreign text: they are text nodes only, and the page's policy runs no script but its own.
 */
export function reportPage(data: ReportData): string {
  const body = renderToString(<Body data={data} />);
  return printable(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hash(pageCss)}'; script-src '${hash(pageScript)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="mlebench">
${renderToString(<title>{data.title}</title>)}
<style>${pageCss}</style>
</head>
${body}
</html>
`);
}

function Body({ data }: { data: ReportData }): VNode {
  const parts = sections.flatMap(([id, name, section]) => {
    const content = section({ data });
    return content === null ? [] : [{ id, name, content }];
  });
  return (
    <body>
      <AgentMarks agents={data.agents.length} />
      <header>
        <div>
          <h1>{data.title}</h1>
          <p class="muted">
            {plural(data.agents.length, "agent")}, {plural(data.runs.length, "run")},{" "}
            {plural(data.competitions.length, "competition")}. Made by mlebench {data.mlebenchVersion} on{" "}
            {data.createdAt.slice(0, 10)}.
          </p>
          <ul class="agents">
            {data.agents.map(({ label }, index) => (
              <li>
                <AgentName name={label} index={index} />
              </li>
            ))}
          </ul>
          <Notes notes={data.warnings} />
        </div>
      </header>
      <nav aria-label="Sections">
        <ul>
          {parts.map(({ id, name }) => (
            <li>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>{parts.map(({ content }) => content)}</main>
      <footer>
        <p>MLE-bench for TypeScript. This file needs no network and sends nothing.</p>
      </footer>
      <script
        type="application/json"
        id="data"
        dangerouslySetInnerHTML={{ __html: embeddedJson(pageData(data)) }}
      />
      <script dangerouslySetInnerHTML={{ __html: pageScript }} />
    </body>
  );
}

/** JSON for a script element: with no `<`, nothing in it can end the element or begin a comment. */
function embeddedJson(value: unknown): string {
  return printableJson(JSON.stringify(value)).replaceAll("<", "\\u003c");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
