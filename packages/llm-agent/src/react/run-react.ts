import { isModelError } from "@mlebench/models";
import type { AgentReport, AgentTask } from "@mlebench/runner";
import type { TranscriptEvent, TranscriptMessage, TranscriptToolCall } from "@mlebench/transcripts";
import { createContextKeeper } from "../context/context-keeper.js";
import { askModel } from "../session/ask-model.js";
import { inSession, type Session, type SessionOptions } from "../session/session.js";
import { agentTools } from "../tools/agent-tools.js";
import { callLine } from "../tools/call-line.js";
import { leftLine } from "../tools/time-left.js";
import { resolveCall, type Tool, type ToolOutcome } from "../tools/tool.js";
import { goOnPrompt, interruptedResult, systemPrompt, taskPrompt } from "./prompts.js";
import { addToState, initialState, type ReactState } from "./react-state.js";
import { outcomeOf, submitTool } from "./submit-tool.js";

/** As in Inspect's task. */
const defaultMessages = 30;
/** Answers in a row that a content filter may stop, as in Inspect. */
const mostFiltered = 3;

const tools: readonly Tool[] = [...agentTools, submitTool];
const definitions = tools.map(({ definition }) => definition);

/** Lets a model work on a task with tools, until it submits or a limit is reached. */
export function runReact(task: AgentTask, options: SessionOptions = {}): Promise<AgentReport> {
  return inSession(task, { id: "react", defaultMessages }, options, loop);
}

async function loop(session: Session): Promise<void> {
  let state = initialState;
  let seen = 0;
  const current = (): ReactState => {
    const lines = session.lines();
    for (; seen < lines.length; seen++) state = addToState(state, lines[seen]);
    return state;
  };
  const context = createContextKeeper(session, definitions, () => current().conversation.entries);
  while (await step(session, current(), context)) {
    // Each step begins from what is on the disk.
  }
}

type ContextKeeper = ReturnType<typeof createContextKeeper>;

/** Does the next thing. @returns false at the end */
async function step(session: Session, state: ReactState, context: ContextKeeper): Promise<boolean> {
  const { entries, count } = state.conversation;
  const [call] = state.pending;
  // What was accepted may lack its result after a restart.
  const isAnswered = call === undefined || state.verdict?.final !== true;
  if (state.isSubmitted && isAnswered) return false;
  if (call !== undefined) {
    if (isAnswered) session.checkLimits(count, { isBeforeCall: false });
    await useTool(session, state, call);
    return true;
  }
  const last = entries.at(-1)?.message;
  if (last === undefined) say(session, { role: "system", content: systemPrompt });
  else if (last.role === "system") say(session, { role: "user", content: taskPrompt(session) });
  else if (state.filtered >= mostFiltered) return endFiltered(session);
  else if (last.role === "assistant") {
    session.checkLimits(count, { isBeforeCall: true });
    say(session, { role: "user", content: goOnPrompt(state.finishReason) });
  } else {
    session.checkLimits(count, { isBeforeCall: true });
    await answer(session, context);
  }
  return true;
}

function say(session: Session, message: TranscriptMessage): void {
  session.record({ type: "message", id: session.nextMessageId(), message });
}

function endFiltered(session: Session): false {
  const data = `The content filter stopped ${mostFiltered} answers in a row.`;
  session.record({ type: "info", source: "react", data });
  return false;
}

async function answer(session: Session, context: ContextKeeper): Promise<void> {
  try {
    await context.ask((entries) => askModel(session, { entries, tools: definitions, promptCache: true }));
  } catch (error) {
    // The provider refused to answer. The next request has to differ from this one.
    if (!isModelError(error) || error.reason !== "content filter") throw error;
    say(session, { role: "assistant", content: "" });
  }
}

async function useTool(session: Session, state: ReactState, call: TranscriptToolCall): Promise<void> {
  const began = session.task.elapsed();
  const outcome = await outcomeOfCall(session, state, call);
  const { text, isError = false, exitCode = null, bytes = Buffer.byteLength(text), isCut = false } = outcome;
  const id = session.nextMessageId();
  const line = leftLine(session, state.conversation.count + 1);
  const message: TranscriptMessage = {
    role: "tool",
    toolCallId: call.id,
    toolName: call.name,
    content: `${text}\n${line}`,
    ...(isError && { isError }),
  };
  const events: TranscriptEvent[] = [
    { type: "message", id, message },
    {
      type: "tool",
      call,
      output: id,
      seconds: Math.max(0, session.task.elapsed() - began),
      exitCode,
      bytes,
      truncated: isCut,
      error: isError ? text : null,
    },
  ];
  // The verdict of a call that was interrupted is on the disk already.
  if (outcome.submission !== undefined && state.verdict === undefined) events.unshift(outcome.submission);
  session.record(...events);
}

async function outcomeOfCall(
  session: Session,
  state: ReactState,
  call: TranscriptToolCall,
): Promise<ToolOutcome> {
  const resolved = resolveCall(tools, call);
  if (state.isBegun) {
    if (state.verdict?.answer !== undefined) return outcomeOf(state.verdict, session);
    if ("problem" in resolved || resolved.tool.hasEffects) return { text: interruptedResult, isError: true };
  } else {
    session.record({ type: "tool-begin", call });
    session.log(callLine(call));
  }
  if ("problem" in resolved) return { text: resolved.problem, isError: true };
  return await resolved.tool.call(resolved.texts, session);
}
