import { formatDuration } from "@mlebench/disk";
import type { TaskValidation } from "@mlebench/runner";
import type { Session } from "../session/session.js";
import { type CodeOptions, runCode } from "./run-code.js";
import { commandSeconds } from "./time-left.js";
import { type Tool, type ToolOutcome, toolDefinition } from "./tool.js";

async function execute(
  code: string,
  language: CodeOptions["language"],
  session: Session,
): Promise<ToolOutcome> {
  const timeout = commandSeconds(session);
  const { environment } = session.task;
  const result = await runCode(environment, code, { language, timeout, signal: session.signal });
  const end = result.isStopped
    ? `[stopped after ${formatDuration(Math.round(timeout))}, the limit per command]`
    : `[exit code ${result.exitCode ?? "unknown"}]`;
  const output = result.output.trimEnd();
  return {
    text: output === "" ? end : `${output}\n${end}`,
    exitCode: result.exitCode,
    bytes: result.bytes,
    isCut: result.isCut,
  };
}

const bash: Tool = {
  definition: toolDefinition(
    "bash",
    "Executes a script with bash in the environment, from the home directory, and returns what it printed. Each call is a new shell; files stay. Nothing can be typed in. Start what takes long in the background with its output in a file: `nohup python train.py > train.log 2>&1 &`.",
    { cmd: "The script" },
  ),
  hasEffects: true,
  call: ({ cmd }, session) => execute(cmd, "bash", session),
};

const python: Tool = {
  definition: toolDefinition(
    "python",
    "Executes a Python program in the environment, from the home directory, and returns what it printed. Each call is a new process: print what you need, and keep results in files.",
    { code: "The program" },
  ),
  hasEffects: true,
  call: ({ code }, session) => execute(code, "python", session),
};

const validationWords = ({ valid, message }: TaskValidation): string =>
  valid === null ? `The submission could not be checked: ${message}` : message;

const validate: Tool = {
  definition: toolDefinition(
    "validate",
    "Checks whether the submission file is valid. The answer is valid or not, with the reason; never a score.",
  ),
  hasEffects: false,
  async call(_, { task }) {
    const validation = await task.validate();
    const { valid, message } = validation;
    return {
      text: validationWords(validation),
      submission: { type: "submission", final: false, valid, reason: message },
    };
  },
};

const timeLeft: Tool = {
  definition: toolDefinition("time_left", "Returns the time that is left, and the limit per command."),
  hasEffects: false,
  call: async (_, { task, secondsLeft }) => ({
    text: `${formatDuration(Math.max(0, Math.floor(secondsLeft())))} of ${formatDuration(task.timeLimit)} are left.`,
  }),
};

/** The tools that act in the environment. */
export const agentTools: readonly Tool[] = [bash, python, validate, timeLeft];
