import { shellWord } from "@mlebench/core";
import { formatDuration } from "@mlebench/disk";
import { isHopeless, isModelError, type JsonSchema } from "@mlebench/models";
import type { TranscriptMessage } from "@mlebench/transcripts";
import { askModel } from "../session/ask-model.js";
import type { Entry } from "../session/conversation.js";
import type { Session } from "../session/session.js";
import { Stop } from "../session/stop.js";
import { type CodeResult, runCode } from "../tools/run-code.js";
import type { Choice } from "./choose-node.js";
import { nodePrompt, type PromptContext, programmer, reviewer, reviewPrompt } from "./prompts.js";
import { metricOf, type Proposal, readProposal } from "./read-answer.js";
import { reviewOf, spentOn, type TreeNode } from "./tree-node.js";

/** Directory of a node, from the agent's home. */
export const directoryOf = (id: string): string => `code/${id}`;
export const submissionOf = (id: string): string => `${directoryOf(id)}/submission.csv`;

/** Characters at the end of an output that a node keeps. */
const outputTail = 6000;
/** How often a request that is too long is made shorter. */
const shortenings = 3;

/** The answer that a thread has already, after a restart. */
function writtenAnswer(session: Session, thread: string): string | undefined {
  for (const line of session.lines())
    if (line.type === "message" && line.thread === thread && line.message.role === "assistant")
      return line.message.content;
  return undefined;
}

function say(session: Session, thread: string, texts: readonly [system: string, user: string]): Entry[] {
  const messages: TranscriptMessage[] = [
    { role: "system", content: texts[0] },
    { role: "user", content: texts[1] },
  ];
  return messages.map((message) => {
    const id = session.nextMessageId();
    session.record({ type: "message", id, message, thread });
    return { id, message };
  });
}

/** Asks for a plan and a program; a prompt that is too long loses parts of what it shows. */
async function propose(
  session: Session,
  id: string,
  choice: Choice,
  context: PromptContext,
): Promise<Proposal> {
  const written = writtenAnswer(session, id);
  if (written !== undefined) return readProposal(written);
  for (let i = 0; ; i++) {
    const prompt = nodePrompt(choice, { ...context, budget: context.budget / 2 ** i });
    try {
      const entries = say(session, id, [programmer, prompt]);
      const { reply } = await askModel(session, { entries, thread: id });
      const proposal = readProposal(reply.text);
      if (proposal.code !== "" || reply.finishReason !== "length") return proposal;
      return { ...proposal, plan: `${proposal.plan}\n(The answer was cut off.)`.trim() };
    } catch (error) {
      if (!isModelError(error)) throw error;
      if (error.reason === "content filter")
        return { plan: "(A content filter stopped the answer.)", code: "" };
      if (error.reason !== "context") throw error;
      if (i >= shortenings) throw new Stop({ type: "context", limit: null });
    }
  }
}

/** Executes a program in a new directory, so that a submission in it is its own. */
async function execute(session: Session, id: string, code: string, seconds: number): Promise<CodeResult> {
  const { environment, home, seed } = session.task;
  const directory = directoryOf(id);
  const options = { language: "bash", signal: session.signal } as const;
  // After a restart, the program may still be running.
  const prepare = `pkill -KILL -f ${shellWord(`${home}/${directory}/program.py`)}; rm -rf ${directory} && mkdir -p ${directory}`;
  await runCode(environment, prepare, { ...options, timeout: 300 });
  await environment.writeFile(`${directory}/program.py`, code, { signal: session.signal });
  const call = { id, name: "python", arguments: { node: id } };
  const began = session.task.elapsed();
  session.record({ type: "tool-begin", call, thread: id });
  const run = `cd ${directory} && exec "$(command -v python || command -v python3)" "$PWD/program.py"`;
  const result = await runCode(environment, run, {
    ...options,
    timeout: seconds,
    environment: { SEED: String(seed) },
  });
  const output = session.nextMessageId();
  session.record(
    {
      type: "message",
      id: output,
      message: { role: "tool", toolCallId: id, toolName: "python", content: result.output },
      thread: id,
    },
    {
      type: "tool",
      call,
      output,
      seconds: Math.max(0, session.task.elapsed() - began),
      exitCode: result.exitCode,
      bytes: result.bytes,
      truncated: result.isCut,
      error: null,
      thread: id,
    },
  );
  return result;
}

/** Whether a file with something in it is there. */
export async function exists(session: Session, path: string): Promise<boolean> {
  const { environment } = session.task;
  const { exitCode } = await runCode(environment, `[ -f ${path} ] && [ ! -L ${path} ] && [ -s ${path} ]`, {
    language: "bash",
    timeout: 60,
    signal: session.signal,
  });
  return exitCode === 0;
}

interface Review {
  readonly isBug: boolean;
  readonly summary: string;
  readonly metric: number | null;
}

const reviewSchema = {
  type: "object",
  properties: {
    isBug: { type: "boolean" },
    summary: { type: "string" },
    metric: { type: ["number", "null"] },
  },
  required: ["isBug", "summary", "metric"],
  additionalProperties: false,
} as const satisfies JsonSchema;

/** Asks for a review; a model that cannot give one leaves the printed metric to decide. */
async function review(session: Session, id: string, prompt: string): Promise<Review> {
  const none: Review = { isBug: false, summary: "", metric: null };
  const thread = reviewOf(id);
  const written = writtenAnswer(session, thread);
  try {
    if (written !== undefined) return JSON.parse(written) as Review;
    session.checkLimits(messagesOf(session), { isBeforeCall: true });
    const entries = say(session, thread, [reviewer, prompt]);
    const { reply } = await askModel<Review>(session, { entries, thread, schema: reviewSchema });
    return reply.value;
  } catch (error) {
    if (isHopeless(error) || (!isModelError(error) && !(error instanceof SyntaxError))) throw error;
    return none;
  }
}

/** Messages of all conversations. */
export function messagesOf(session: Session): number {
  return session.lines().filter(({ type }) => type === "message").length;
}

/**
 * Makes a node: asks for a program, executes it, and has the result reviewed. After a restart, what is on the disk is not
 * asked for again.
 * @returns the node, which is not recorded yet
 */
export async function runNode(
  session: Session,
  id: string,
  choice: Choice,
  context: PromptContext,
): Promise<TreeNode> {
  const began = session.task.elapsed();
  const { plan, code } = await propose(session, id, choice, context);
  const node = (found: Pick<TreeNode, "output" | "metric" | "isBuggy" | "reason">): TreeNode => ({
    type: "node",
    id,
    parent: choice.parent?.id ?? null,
    stage: choice.stage,
    plan,
    code,
    ...found,
    seconds: Math.max(0, session.task.elapsed() - began),
    ...spentOn(session.lines(), id),
  });
  const buggy = (output: string, reason: string): TreeNode =>
    node({ output, metric: null, isBuggy: true, reason });
  if (code === "") return buggy("", "The answer had no complete program in a ```python block.");
  const result = await execute(session, id, code, context.seconds);
  const output = result.output.slice(-outputTail);
  if (result.isStopped)
    return buggy(output, `It was stopped after ${formatDuration(Math.floor(context.seconds))}.`);
  if (result.exitCode !== 0)
    return buggy(output, `Exit code ${result.exitCode}. ${result.output.trim().split("\n").at(-1) ?? ""}`);
  if (!(await exists(session, submissionOf(id)))) return buggy(output, "It wrote no `submission.csv`.");
  const {
    isBug,
    summary,
    metric: reviewed,
  } = await review(session, id, reviewPrompt(plan, code, result.output, context.budget));
  const metric = metricOf(result.output, reviewed);
  if (isBug) return node({ output, metric, isBuggy: true, reason: summary });
  if (metric === null) return buggy(output, `It printed no validation metric. ${summary}`.trim());
  return node({ output, metric, isBuggy: false, reason: summary });
}
