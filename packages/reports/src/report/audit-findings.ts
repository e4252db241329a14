import { existsSync } from "node:fs";
import { join } from "node:path";
import { from, op } from "arquero";
import type { ReportRun } from "../experiment/report-run.js";
import { asRecord, readJson, readText } from "../read-json.js";
import { meanOf } from "../statistics/summarize.js";
import type { AuditFinding, CompetitionFamiliarity, ReportData } from "./report-data.js";

type Json = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** What audits of runs found and measured. */
export type AuditResults = Pick<ReportData, "audits" | "similarities" | "familiarity">;

/**
 * What audits of runs found: `rule-violations/findings.jsonl`, `plagiarism/plagiarism.json`, and
 * `familiarity/familiarity_and_dates.json` in the output directory of `mlebench audit`, or the same files in the directory
 * of one audit; what is not there is left out.
 * @throws UserError for a file that cannot be read
 */
export function readAudits(directories: readonly string[], runs: readonly ReportRun[]): AuditResults {
  const files = (audit: string, name: string): string[] =>
    directories.flatMap((directory) => {
      const found = [join(directory, audit, name), join(directory, name)].find((path) => existsSync(path));
      return found === undefined ? [] : [found];
    });
  const submissions = files("plagiarism", "plagiarism.json").flatMap(readSubmissions);
  return {
    audits: [
      ...files("rule-violations", "findings.jsonl").flatMap((file) => ruleViolations(file, runs)),
      ...submissions.flatMap((submission) => plagiarismFinding(submission, runs)),
    ],
    similarities: submissions.flatMap((submission) => {
      const similarity = number(submission.similarity);
      const competitionId = String(submission.competition_id ?? "");
      return similarity === null
        ? []
        : [{ ...ownerOf(text(submission.code_path), runs), competitionId, similarity }];
    }),
    familiarity: files("familiarity", "familiarity_and_dates.json").flatMap(readFamiliarity),
  };
}

/** The run that a file is in, as its path says. */
function ownerOf(
  path: string | null,
  runs: readonly ReportRun[],
): { agent: string | null; runId: string | null } {
  const parts = new Set((path ?? "").split(/[\\/]/));
  const run = runs.find(({ runId }) => runId !== null && parts.has(runId));
  return { agent: run?.agent ?? null, runId: run?.runId ?? null };
}

function ruleViolations(file: string, runs: readonly ReportRun[]): AuditFinding[] {
  const lines = readText(file, "findings of the audit").split("\n");
  return lines.flatMap((line) => {
    if (line.trim() === "") return [];
    let finding: Json;
    try {
      finding = asRecord(JSON.parse(line)) ?? {};
    } catch {
      // A line that was cut off by a killed process.
      return [];
    }
    return [
      {
        audit: "rule-violations" as const,
        ...ownerOf(text(finding.submission_path) ?? text(finding.file), runs),
        competitionId: String(finding.competition_id ?? ""),
        rule: text(finding.rule) ?? text(finding.column) ?? "judgment",
        severity: text(finding.severity) ?? text(finding.verdict),
        isFlagged: finding.flagged === true,
        file: text(finding.file),
        line: number(finding.line),
        message: text(finding.message) ?? text(finding.reasoning) ?? "",
      },
    ];
  });
}

function readSubmissions(file: string): Json[] {
  const submissions = asRecord(readJson(file, "report of the plagiarism audit"))?.submissions;
  return (Array.isArray(submissions) ? submissions : []).map((one) => asRecord(one) ?? {});
}

function plagiarismFinding(submission: Json, runs: readonly ReportRun[]): AuditFinding[] {
  const flags = Array.isArray(submission.flags) ? submission.flags.map(String) : [];
  if (flags.length === 0) return [];
  const pair = asRecord(Array.isArray(submission.pairs) ? submission.pairs[0] : undefined) ?? {};
  const notebook = text(pair.notebook);
  const similarity = number(submission.similarity);
  return [
    {
      audit: "plagiarism",
      ...ownerOf(text(submission.code_path), runs),
      competitionId: String(submission.competition_id ?? ""),
      rule: flags.join(", "),
      severity: null,
      isFlagged: true,
      file: text(pair.agent_file),
      line: null,
      message: `similarity ${similarity === null ? "unknown" : similarity.toFixed(2)}${notebook === null ? "" : ` to ${notebook}`}`,
    },
  ];
}

/** Results by competition and seed, `ID_seedN`, as means over seeds. */
function readFamiliarity(file: string): CompetitionFamiliarity[] {
  const results = asRecord(readJson(file, "familiarity results")) ?? {};
  const rows = Object.entries(results).flatMap(([key, value]) => {
    const { mean_familiarity_score: mean, deadline } = asRecord(value) ?? {};
    const familiarity = number(mean);
    const competitionId = key.replace(/_seed\d+$/, "");
    return familiarity === null ? [] : [{ competitionId, familiarity, deadline: text(deadline) }];
  });
  if (rows.length === 0) return [];
  const grouped = from(rows)
    .groupby("competitionId")
    .rollup({ values: op.array_agg("familiarity"), deadlines: op.array_agg("deadline") })
    .objects() as { competitionId: string; values: number[]; deadlines: string[] }[];
  return grouped.map(({ competitionId, values, deadlines }) => ({
    competitionId,
    familiarity: meanOf(values),
    deadline: deadlines.at(0) ?? null,
  }));
}
