// A model for real agents: it recognizes who asks by the tools and texts of the request, and answers as a model would.
import { plexeReply } from "./plexe-replies.mjs";
import { trainingProgram } from "./training-program.mjs";

/** The answer to a request in any of the three protocols. */
export function scriptedModel(request) {
  const body = typeof request.body === "object" && request.body !== null ? request.body : {};
  const path = request.path.split("?")[0];
  // Claude Code counts tokens before it sends them.
  if (path.endsWith("/count_tokens")) return { body: { input_tokens: 1000 } };
  // Other requests than for an answer: telemetry, lists, settings.
  if (!/\/(chat\/completions|messages|responses)$/.test(path))
    return { status: 404, body: { error: "no such path" } };
  const tools = toolsOf(body);
  const text = JSON.stringify(body);
  if (tools.has("submit_review")) return aideReview(text);
  if (text.includes("You are a Kaggle grandmaster")) return aideSolution(text);
  const shell = shellTool(tools);
  if (shell !== undefined) return codingAgent(body, shell);
  return plexeReply(text) ?? { text: "A tabular competition" };
}

/** Names of the tools that a request offers, with what is known of them. */
function toolsOf(body) {
  const found = new Map();
  for (const tool of body.tools ?? []) {
    const inner = tool.function ?? tool;
    if (typeof inner.name === "string") found.set(inner.name, inner.parameters ?? inner.input_schema ?? {});
  }
  return found;
}

// AIDE: a plan and a program, then a review of its output by a forced function call.

let drafts = 0;

function aideSolution() {
  drafts += 1;
  const program = trainingProgram({
    data: "./input",
    submission: "./working/submission.csv",
    trees: 20 + 20 * drafts,
  });
  return {
    text: `A random forest on all columns, categories as codes. A fifth of the rows is held out for validation.\n\n\`\`\`python\n${program}\`\`\``,
    usage: { inputTokens: 2000, outputTokens: 600 },
  };
}

function aideReview(text) {
  // The last one: the prompt has the program as well, which prints a template.
  const metric = [...text.matchAll(/validation \w+: (-?\d+\.\d+)/g)].at(-1)?.[1];
  const review =
    metric === undefined
      ? { is_bug: true, summary: "No validation score was printed.", metric: null, lower_is_better: false }
      : // An integer would count as a bug for AIDE.
        {
          is_bug: false,
          summary: `The model scores ${metric}.`,
          metric: Number(metric) + 1e-9,
          lower_is_better: false,
        };
  return { toolCalls: [{ name: "submit_review", arguments: review }] };
}

// Coding agents: look, train, validate, say that it is done; after a nudge, one better model.

/** How a shell command is written for the tool that this agent has. */
function shellTool(tools) {
  if (tools.has("Bash")) return { name: "Bash", arguments: (command) => ({ command, description: "Run" }) };
  if (tools.has("bash")) return { name: "bash", arguments: (command) => ({ command, description: "Run" }) };
  if (tools.has("exec_command")) return { name: "exec_command", arguments: (cmd) => ({ cmd }) };
  if (tools.has("shell_command")) return { name: "shell_command", arguments: (command) => ({ command }) };
  if (tools.has("shell"))
    return { name: "shell", arguments: (command) => ({ command: ["bash", "-lc", command] }) };
  return undefined;
}

const program = (trees) =>
  trainingProgram({ data: "/home/data", submission: "/home/submission/submission.csv", trees });
const train = (trees) =>
  `mkdir -p /home/code && cat >/home/code/train.py <<'PROGRAM'\n${program(trees)}PROGRAM\n/opt/conda/envs/agent/bin/python /home/code/train.py`;
const turns = [
  { text: "First a look at the data.", command: "ls -l /home/data && head -n 3 /home/data/*.csv" },
  { text: "A random forest as a start.", command: train(50) },
  {
    text: "Is the file valid?",
    command: "/home/validate_submission.sh /home/submission/submission.csv",
  },
  undefined,
  { text: "More trees.", command: train(200) },
  undefined,
];

function codingAgent(body, shell) {
  const turn = turns[Math.min(answersOf(body), turns.length - 1)];
  const usage = { inputTokens: 3000, outputTokens: 200 };
  if (turn === undefined) return { text: "The submission is written and valid.", usage };
  return {
    text: turn.text,
    toolCalls: [{ name: shell.name, arguments: shell.arguments(turn.command), id: `call_${randomId()}` }],
    usage,
  };
}

const randomId = () => Math.random().toString(36).slice(2, 12);

/** How often this model has answered in a conversation: messages, or in the responses API, groups of items. */
function answersOf(body) {
  const items = body.messages ?? (Array.isArray(body.input) ? body.input : []);
  const isAnswer = ({ role, type }) =>
    role === "assistant" || type === "function_call" || type === "reasoning";
  return items.filter((item, index) => isAnswer(item) && !(index > 0 && isAnswer(items[index - 1]))).length;
}
