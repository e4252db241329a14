import type { TokenizedFile } from "@dodona/dolos-core";
import { compareAgents } from "./compare-agents.js";
import { findCode } from "./find-code.js";
import { loadFiles } from "./load-files.js";
import type { AgentPairReport } from "./report.js";
import type { AuditLine, AuditSetup } from "./settings.js";

/** Files over all submissions for a competition: time grows with the square. */
const maxAgentFiles = 600;

/** Compares the submissions for one competition with each other. What cannot be read is reported by its own check. */
export async function auditAgents(
  competitionId: string,
  lines: readonly AuditLine[],
  setup: AuditSetup,
): Promise<AgentPairReport[]> {
  const maxFiles = Math.max(1, Math.min(setup.maxFiles, Math.floor(maxAgentFiles / lines.length)));
  const submissions: { key: AuditLine; files: TokenizedFile[] }[] = [];
  let firstId = 0;
  for (const line of lines) {
    const code = findCode(line, { ...setup, maxFiles });
    if (typeof code === "string") continue;
    const { files } = await loadFiles(code.files, { firstId, dropDuplicates: true });
    submissions.push({ key: line, files });
    firstId += files.length;
  }
  return compareAgents(submissions, setup).map(
    ({ left, right, leftFile, rightFile, similarity, containment, longest }) => ({
      competition_id: competitionId,
      left_line: left.line ?? null,
      right_line: right.line ?? null,
      left_file: leftFile.path,
      right_file: rightFile.path,
      similarity,
      containment,
      longest,
      is_similar: similarity >= setup.threshold,
    }),
  );
}
