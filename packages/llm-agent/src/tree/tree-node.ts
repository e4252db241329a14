import type { TranscriptEvent, TranscriptLine, TranscriptUsage } from "@mlebench/transcripts";
import { addLine, noTotals } from "../session/totals.js";

/** A node of the tree, as its transcript has it. */
export type TreeNode = Extract<TranscriptEvent, { type: "node" }>;

/** The nodes in a transcript, in order. */
export function nodesIn(lines: readonly TranscriptLine[]): TreeNode[] {
  return lines.filter((line): line is TranscriptLine & TreeNode => line.type === "node");
}

/** A node that works, with its metric. */
export type GoodNode = TreeNode & { readonly metric: number };

/** Nodes that work, the best first; of equal ones the earlier. */
export function goodNodes(nodes: readonly TreeNode[], isLowerBetter: boolean): GoodNode[] {
  const sign = isLowerBetter ? 1 : -1;
  return nodes
    .filter((node): node is GoodNode => !node.isBuggy && node.metric !== null && node.stage !== "ensemble")
    .sort((a, b) => sign * (a.metric - b.metric));
}

/** What the calls of the model for a node took. */
export function spentOn(
  lines: readonly TranscriptLine[],
  id: string,
): { usage: TranscriptUsage; cost: number | null } {
  const own = lines.filter(
    (line) => line.type === "model" && (line.thread === id || line.thread === reviewOf(id)),
  );
  const { usage, cost } = own.reduce(addLine, noTotals);
  return { usage, cost };
}

/** The conversation in which a node is reviewed. */
export const reviewOf = (id: string): string => `${id}-review`;
