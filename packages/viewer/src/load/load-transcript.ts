import type { RunAddress } from "../address.js";
import type { PageLink, ShownNode, TreeNode } from "../page-data.js";
import { textChanges } from "../read/changes.js";
import { shownName } from "../read/run-line.js";
import { shownEvent } from "../read/shown-events.js";
import { shownText } from "../read/text-part.js";
import { attemptDirectories, type NodeRow, nodeName, transcriptPath } from "../read/transcripts.js";
import type { RunBody } from "./run-body.js";
import type { Source } from "./source.js";

const eventsOnPage = 100;
const nodesOnPage = 2000;
const maxDepth = 40;

/** Links to the same page for every attempt that has a transcript. */
function attemptLinks(
  directory: string,
  address: RunAddress & { page: "transcript" | "tree" },
): (PageLink & { isCurrent: boolean })[] {
  const { page, group, run } = address;
  const earlier = attemptDirectories(directory).filter((one) => transcriptPath(directory, one) !== undefined);
  if (earlier.length === 0) return [];
  return [...earlier, undefined].map((attempt) => ({
    to: { page, group, run, ...(attempt && { attempt }) },
    text: attempt === undefined ? "last attempt" : attempt.replace("-", " "),
    isCurrent: attempt === address.attempt,
  }));
}

/** Events of a transcript. */
export function transcriptBody(
  { transcripts }: Source,
  directory: string,
  address: RunAddress & { page: "transcript" },
): RunBody | undefined {
  const { group, run, attempt } = address;
  const index = transcripts.index(directory, attempt);
  const attempts = attemptLinks(directory, address);
  if (index === undefined && attempts.length === 0) return undefined;
  const total = index?.offsets.length ?? 0;
  const from = Math.min(address.from ?? Math.max(0, total - eventsOnPage), total);
  const events = transcripts.events(directory, attempt, from, eventsOnPage);
  const nodeLink = (node: string): PageLink => ({
    to: { page: "node", group, run, ...(attempt && { attempt }), node: nodeName(node) },
    text: `Node ${shownName(nodeName(node))}`,
  });
  return {
    kind: "transcript",
    attempts,
    events: events.map((event, i) => shownEvent(event, from + i, nodeLink)),
    paging: { from, count: events.length, total },
  };
}

function shownNode(
  { index: _i, parent: _p, ...node }: NodeRow,
  { group, run, attempt }: RunAddress & { attempt?: string },
): ShownNode {
  return {
    ...node,
    id: shownName(node.id),
    stage: shownName(node.stage),
    reason: node.reason === null ? null : shownText(node.reason),
    to: { page: "node", group, run, ...(attempt && { attempt }), node: node.id },
  };
}

/** An agent's search as a tree. */
export function treeBody(
  { transcripts }: Source,
  directory: string,
  address: RunAddress & { page: "tree" },
): RunBody | undefined {
  const index = transcripts.index(directory, address.attempt);
  const attempts = attemptLinks(directory, address);
  if (index === undefined && attempts.length === 0) return undefined;
  const nodes = index?.nodes.slice(0, nodesOnPage) ?? [];
  const total = index?.nodes.length ?? 0;
  const made = new Map<string, { children: TreeNode[]; depth: number }>();
  const roots: TreeNode[] = [];
  for (const row of nodes) {
    // Parents come first, so that there are no circles, whatever the file says.
    const parent = row.parent === null ? undefined : made.get(row.parent);
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const children: TreeNode[] = [];
    (parent?.children ?? roots).push({ node: shownNode(row, address), children });
    // No page goes deeper: what is below stands beside each other.
    const below = depth < maxDepth ? children : (parent?.children ?? roots);
    if (!made.has(row.id)) made.set(row.id, { children: below, depth });
  }
  return { kind: "tree", attempts, roots, total, more: total - nodes.length };
}

/** One node of a search. */
export function nodeBody(
  { transcripts }: Source,
  directory: string,
  address: RunAddress & { page: "node" },
): RunBody | undefined {
  const { attempt } = address;
  const nodes = transcripts.index(directory, attempt)?.nodes ?? [];
  const row = nodes.find(({ id }) => id === address.node);
  if (row === undefined) return undefined;
  const parent = nodes.find(({ id }) => id === row.parent);
  const textsOf = (index: number) => {
    const [read] = transcripts.events(directory, attempt, index, 1);
    return read?.event?.type === "node" ? read.event : undefined;
  };
  const own = textsOf(row.index);
  const before = parent === undefined ? undefined : textsOf(parent.index);
  const { to, id } = parent === undefined ? { to: address, id: "" } : shownNode(parent, address);
  return {
    kind: "node",
    node: shownNode(row, address),
    parent: parent === undefined ? null : { to, text: `Node ${id}` },
    plan: bounded(own?.plan),
    code: bounded(own?.code),
    output: bounded(own?.output),
    changes: before === undefined ? null : (textChanges(String(before.code), String(own?.code)) ?? null),
  };
}

const maxNodeCharacters = 500_000;

function bounded(text: unknown): string {
  const full = String(text ?? "");
  const rest = full.length - maxNodeCharacters;
  return shownText(full.slice(0, maxNodeCharacters)) + (rest > 0 ? `\n… ${rest} more characters` : "");
}
