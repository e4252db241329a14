import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ReportRun } from "../experiment/report-run.js";
import { asRecord, readJson, readText } from "../read-json.js";
import type { AuditFinding } from "./report-data.js";

type Json = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

/**
 * What audits of runs found: `rule-violations/findings.jsonl` and `plagiarism/plagiarism.json` in the output directory of
 * `mlebench audit`, or the same files in the directory of one audit; what is not there is left out.
 * @throws UserError for a file that cannot be read
 */
export function readAudits(directories: readonly string[], runs: readonly ReportRun[]): AuditFinding[] {
  return directories.flatMap((directory) => {
    const find = (audit: string, name: string): string | undefined =>
      [join(directory, audit, name), join(directory, name)].find((path) => existsSync(path));
    const findings = find("rule-violations", "findings.jsonl");
    const report = find("plagiarism", "plagiarism.json");
    return [
      ...(findings === undefined ? [] : ruleViolations(findings, runs)),
      ...(report === undefined ? [] : plagiarism(report, runs)),
    ];
  });
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

function plagiarism(file: string, runs: readonly ReportRun[]): AuditFinding[] {
  const submissions = asRecord(readJson(file, "report of the plagiarism audit"))?.submissions;
  return (Array.isArray(submissions) ? submissions : []).flatMap((one): AuditFinding[] => {
    const submission = asRecord(one) ?? {};
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
  });
}
