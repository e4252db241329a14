import { auditAgents } from "./audit-agents.js";
import { auditSubmission } from "./audit-submission.js";
import type { AgentPairReport, SubmissionReport } from "./report.js";
import type { AuditSetup, AuditTask } from "./settings.js";

export type AuditResult =
  | { type: "submission"; report: SubmissionReport }
  | { type: "agents"; pairs: AgentPairReport[] }
  | { type: "failed"; reason: string; isTimeout?: boolean };

export async function runAuditTask(task: AuditTask, setup: AuditSetup): Promise<AuditResult> {
  if (task.type === "agents")
    return { type: "agents", pairs: await auditAgents(task.competitionId, task.lines, setup) };
  return { type: "submission", report: await auditSubmission(task.line, task.name, setup) };
}
