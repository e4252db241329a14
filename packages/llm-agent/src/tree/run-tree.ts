import type { AgentReport, AgentTask } from "@mlebench/runner";
import { inSession, type Session, type SessionOptions } from "../session/session.js";
import { Stop } from "../session/stop.js";
import { shortLine } from "../tools/call-line.js";
import { runCode } from "../tools/run-code.js";
import { commandSeconds } from "../tools/time-left.js";
import { chooseNode } from "./choose-node.js";
import { combineBest } from "./ensemble.js";
import { previewData } from "./preview.js";
import type { PromptContext } from "./prompts.js";
import { directoryOf, exists, messagesOf, runNode, submissionOf } from "./run-node.js";
import { trySubmission } from "./submission.js";
import { goodNodes, nodesIn, type TreeNode } from "./tree-node.js";

/** Nodes of a tree at most. */
const mostNodes = 500;
/** Submissions of the best nodes that stay: more than are combined. */
const keptSubmissions = 8;
/** Answers in a row without a program, after which the model is given up. */
const mostWithoutProgram = 5;
/** Share of the time left that one program may take, early and late. */
const nodeShare = { early: 0.4, late: 0.9 };
/** Tokens of a model of which nothing is known. */
const usualWindow = 128_000;
/** Bytes of a prompt at most, whatever the model takes. */
const longestPrompt = 160_000;

/** Searches for a program: drafts, repairs, and improvements, each one executed and compared by its validation metric. */
export function runTree(task: AgentTask, options: SessionOptions = {}): Promise<AgentReport> {
  return inSession(task, { id: "tree", defaultMessages: 0 }, options, search);
}

async function search(session: Session): Promise<void> {
  const end = await grow(session).catch((error: unknown) => error);
  if (session.signal.aborted) throw end;
  // Needs no call of the model, so that it is done whatever ended the search.
  await combineBest(session);
  const { valid, message } = await session.task.validate();
  const good = goodNodes(nodesIn(session.lines()), session.task.isLowerBetter);
  const answer = good.length === 0 ? "No program worked." : `The best program is ${good[0].id}.`;
  session.record({ type: "submission", final: true, valid, reason: message, answer });
  throw end;
}

/** Adds nodes until a limit is reached. @returns why it ended */
async function grow(session: Session): Promise<Stop> {
  const preview = await previewData(session);
  for (;;) {
    const nodes = nodesIn(session.lines());
    if (nodes.length >= mostNodes) return new Stop({ type: "custom", limit: mostNodes });
    if (isWithoutProgram(nodes)) return new Stop(null, "The model's answers have no program");
    const left = session.secondsLeft();
    const typical = typicalSeconds(nodes);
    if (nodes.length > 0 && left < 1.2 * typical)
      return new Stop({ type: "time", limit: session.limits.time });
    session.checkLimits(messagesOf(session), { isBeforeCall: true });
    await addNode(session, nodes, preview, left / typical);
  }
}

async function addNode(
  session: Session,
  nodes: readonly TreeNode[],
  preview: string,
  nodesLeft: number,
): Promise<void> {
  const { task } = session;
  const timeShare = 1 - session.secondsLeft() / session.limits.end;
  const { isLowerBetter, seed } = task;
  const choice = chooseNode(nodes, { isLowerBetter, seed, timeShare, nodesLeft });
  const id = `n${nodes.length + 1}`;
  const share = nodesLeft < 3 ? nodeShare.late : nodeShare.early;
  const context: PromptContext = {
    task,
    preview,
    nodes,
    seconds: Math.max(1, Math.min(commandSeconds(session), session.secondsLeft() * share)),
    secondsLeft: session.secondsLeft(),
    budget: await promptBytes(session),
  };
  const { stage, parent } = choice;
  session.log(`${id}: ${stage}${parent === null ? "" : ` of ${parent.id}`}`);
  const node = await placed(session, await runNode(session, id, choice, context), nodes);
  session.record(node);
  session.log(shortLine(`${id}: ${node.isBuggy ? `failed: ${node.reason}` : `metric ${node.metric}`}`));
  await tidy(session, id);
}

/** A node after its submission was put in place, if it is the best; one with an invalid submission does not work. */
async function placed(session: Session, node: TreeNode, nodes: readonly TreeNode[]): Promise<TreeNode> {
  const { isLowerBetter } = session.task;
  const [before] = goodNodes(nodes, isLowerBetter);
  const path = submissionOf(node.id);
  const previous = before === undefined ? undefined : submissionOf(before.id);
  if (node.isBuggy) {
    const isThere = session.lines().some((line) => line.type === "submission" && line.valid === true);
    // Better than nothing, for the time being.
    if (!isThere && (await exists(session, path))) await trySubmission(session, path, undefined);
    return node;
  }
  if (goodNodes([...nodes, node], isLowerBetter)[0].id !== node.id) return node;
  const { valid, message } = await trySubmission(session, path, previous);
  if (valid !== false) return node;
  return { ...node, isBuggy: true, reason: `The submission is not valid: ${message}` };
}

/** Removes what programs left beside their submissions, and submissions that are out of the race: they would fill the disk. */
async function tidy(session: Session, id: string): Promise<void> {
  const nodes = nodesIn(session.lines());
  const kept = new Set(
    goodNodes(nodes, session.task.isLowerBetter)
      .slice(0, keptSubmissions)
      .map((node) => node.id),
  );
  const dropped = nodes
    .filter((node) => node.code !== "" && !kept.has(node.id))
    .map((node) => submissionOf(node.id));
  const script = [
    `cd ${directoryOf(id)} 2>/dev/null && find . -mindepth 1 ! -path ./program.py ! -path ./submission.csv -delete && cd - >/dev/null`,
    ...(dropped.length === 0 ? [] : [`rm -f ${dropped.join(" ")}`]),
  ].join("\n");
  await runCode(session.task.environment, script, { language: "bash", timeout: 600, signal: session.signal });
}

function isWithoutProgram(nodes: readonly TreeNode[]): boolean {
  return (
    nodes.length >= mostWithoutProgram && nodes.slice(-mostWithoutProgram).every(({ code }) => code === "")
  );
}

/** Median of the latest nodes, in seconds; 0 as long as there is none. */
function typicalSeconds(nodes: readonly TreeNode[]): number {
  const seconds = nodes
    .slice(-7)
    .map((node) => node.seconds)
    .sort((a, b) => a - b);
  return seconds[Math.floor(seconds.length / 2)] ?? 0;
}

/** Bytes of a prompt that leave space for the answer: three bytes a token, to be safe. */
async function promptBytes({ model, task }: Session): Promise<number> {
  const window = task.settings.contextWindow ?? (await model.contextWindow()) ?? usualWindow;
  return Math.min(longestPrompt, window * 0.6 * 3);
}
