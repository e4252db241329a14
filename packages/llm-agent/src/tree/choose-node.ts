import { type GoodNode, goodNodes, type TreeNode } from "./tree-node.js";

/** What is done next, and from which node. */
export interface Choice {
  readonly stage: "draft" | "debug" | "improve";
  readonly parent: TreeNode | null;
}

/** What the choice depends on, beside the nodes. */
export interface ChoiceContext {
  readonly isLowerBetter: boolean;
  readonly seed: number;
  /** Share of the time that has passed. */
  readonly timeShare: number;
  /** Nodes that still fit into the time; infinite as long as none has been executed. */
  readonly nodesLeft: number;
}

/** Programs that are written from nothing, as long as there is time for them. */
const drafts = { most: 5, fewest: 3 };
/** Attempts in a row to repair a program. */
const mostDebugs = 5;
/** Share of the time after which only the best program is improved. */
const lateShare = 0.7;
/** How often a program of another branch is improved, before that. */
const exploreShare = 0.3;

/**
 * The next node: first several drafts, then repairs of programs that failed, then improvements of the best program, or,
 * as long as it is early, of the best of another branch. The same nodes and the same seed give the same choice.
 */
export function chooseNode(nodes: readonly TreeNode[], context: ChoiceContext): Choice {
  const good = goodNodes(nodes, context.isLowerBetter);
  const [best] = good;
  const isLate = context.timeShare >= lateShare || context.nodesLeft < drafts.fewest;
  const drafted = nodes.filter(({ stage }) => stage === "draft").length;
  const wanted = context.nodesLeft < 3 * drafts.most ? drafts.fewest : drafts.most;
  if (drafted < wanted && !(isLate && best !== undefined)) return { stage: "draft", parent: null };
  const random = randomOf(context.seed, nodes.length);
  if (!isLate || best === undefined) {
    const broken = nodes.filter((node) => isDebuggable(node, nodes));
    const parent = broken[Math.floor(random() * broken.length)];
    if (parent !== undefined) return { stage: "debug", parent };
  }
  if (best === undefined) return { stage: "draft", parent: null };
  const other = isLate || random() >= exploreShare ? undefined : bestOfOtherBranch(good, nodes);
  return { stage: "improve", parent: other ?? best };
}

/** A program that failed, that nothing was made of, and that was not repaired too often. */
function isDebuggable(node: TreeNode, nodes: readonly TreeNode[]): boolean {
  if (!node.isBuggy || node.code === "" || nodes.some(({ parent }) => parent === node.id)) return false;
  let depth = 0;
  for (let current: TreeNode | undefined = node; current?.stage === "debug"; depth++)
    current = nodes.find(({ id }) => id === current?.parent);
  return depth < mostDebugs;
}

function bestOfOtherBranch(
  [best, ...others]: readonly GoodNode[],
  nodes: readonly TreeNode[],
): TreeNode | undefined {
  return others.find((node) => rootOf(node, nodes) !== rootOf(best, nodes));
}

function rootOf(node: TreeNode, nodes: readonly TreeNode[]): string {
  const parent = nodes.find(({ id }) => id === node.parent);
  return parent === undefined ? node.id : rootOf(parent, nodes);
}

/** Numbers from 0 to 1 that depend on a seed and a position (mulberry32). */
function randomOf(seed: number, position: number): () => number {
  let state = (Math.imul(seed + 1, 0x9e3779b1) + Math.imul(position + 1, 0x85ebca6b)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
