import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "@mlebench/core";
import type { MockModels, RecordedRequest, ScriptedReply } from "@mlebench/mock-models";
import type { Clock } from "@mlebench/models";
import { type AgentTask, agentAccess, type RunSpecification, type TaskValidation } from "@mlebench/runner";
import { type RunSettings, runSettings, withDefaults } from "@mlebench/runner/settings";
import { readTranscript, type TranscriptLine } from "@mlebench/transcripts";
import { smallFilesDirectory } from "../../../tooling/small-files.js";
import { execProcess } from "../../runner-process/src/exec-process.js";
import { transcriptFile } from "../src/session/session.js";

export const secretKey = "sk-5ecret+that/must=never-appear";

export interface FakeTaskOptions {
  readonly settings?: Partial<RunSettings>;
  /** Address of the model's server. */
  readonly url: string;
  readonly model?: string;
  /** @default a new one */
  readonly root?: string;
  readonly isResumed?: boolean;
  readonly isLowerBetter?: boolean;
  readonly seed?: number;
  /** @default counts from 0 and stands still */
  readonly elapsed?: () => number;
  readonly timeLimit?: number;
  readonly signal?: AbortSignal;
  readonly secrets?: Record<string, string>;
  /** @default whether a submission is there */
  readonly validate?: (csv: string | undefined) => TaskValidation;
}

/** A task with an environment that is this machine: commands are executed as those of the process backend. */
export function fakeTask(options: FakeTaskOptions): AgentTask & { readonly root: string; logged: string[] } {
  const root = options.root ?? mkdtempSync(join(smallFilesDirectory(), "mlebench-llm-agent-"));
  const home = join(root, "home");
  const directory = join(root, "agent");
  for (const path of [join(home, "data"), join(home, "submission"), directory])
    mkdirSync(path, { recursive: true });
  writeFileSync(join(home, "data", "description.md"), "Predict `y` from `x`.\n");
  const submission = join(home, "submission", "submission.csv");
  const run = { runId: "run", allocation: {} } as RunSpecification;
  const environment = { ...childEnvironment(), HOME: home, SUBMISSION_DIR: join(home, "submission") };
  const access = agentAccess((command, execOptions) =>
    execProcess(run, command, {
      ...execOptions,
      home,
      environment: { ...environment, ...execOptions.environment },
    }),
  );
  const {
    model = "openai-api/mock/some-model",
    timeLimit = 86_400,
    validate = (csv) =>
      csv === undefined
        ? { valid: false, message: "There is no submission.csv." }
        : { valid: true, message: "The submission is valid." },
  } = options;
  const logged: string[] = [];
  return {
    root,
    logged,
    runId: "run",
    competitionId: "some-competition",
    seed: options.seed ?? 0,
    attempt: 1,
    isResumed: options.isResumed ?? false,
    instructions: `Solve the task in ${home}/data.`,
    description: "Predict `y` from `x`.",
    isLowerBetter: options.isLowerBetter ?? true,
    publicDirectory: join(home, "data"),
    environment: access,
    home,
    hardware: "2 CPU cores, 4 GB of memory",
    timeLimit,
    elapsed: options.elapsed ?? (() => 0),
    settings: withDefaults(runSettings, { model, baseUrl: options.url, ...options.settings }),
    secrets: { MOCK_API_KEY: secretKey, ...options.secrets },
    directory,
    writeSubmission: async (csv) => writeFileSync(submission, csv),
    validate: async () => validate(existsSync(submission) ? readFileSync(submission, "utf8") : undefined),
    log: (line) => logged.push(line),
    signal: options.signal ?? new AbortController().signal,
  };
}

/** What is in the transcript of a task. */
export const linesOf = (task: AgentTask): readonly TranscriptLine[] =>
  readTranscript(join(task.directory, transcriptFile)).lines;

/** Roles of the messages of the main conversation, one letter each. */
export const rolesOf = (task: AgentTask): string =>
  messagesOf(task)
    .map(({ role }) => role[0])
    .join("");

export const messagesOf = (task: AgentTask) =>
  linesOf(task).flatMap((line) =>
    line.type === "message" && line.thread === undefined ? [line.message] : [],
  );

/** Texts of the results of tools. */
export const resultsOf = (task: AgentTask): string[] =>
  messagesOf(task).flatMap((message) => (message.role === "tool" ? [message.content] : []));

export function linesOfType<Type extends TranscriptLine["type"]>(
  task: AgentTask,
  type: Type,
): Extract<TranscriptLine, { type: Type }>[] {
  return linesOf(task).filter((line) => line.type === type) as Extract<TranscriptLine, { type: Type }>[];
}

/** A reply that calls one tool. */
export const calls = (name: string, args: unknown, more: ScriptedReply = {}): ScriptedReply => ({
  toolCalls: [{ name, arguments: args }],
  ...more,
});

export const bash = (cmd: string): ScriptedReply => calls("bash", { cmd });
export const submit = calls("submit", { answer: "A mean." });
export const writesSubmission = bash("printf 'id,y\\n1,2\\n' > submission/submission.csv");

export interface SentMessage {
  readonly role: string;
  readonly content: string;
  readonly tool_calls?: unknown;
}

/** Messages of a recorded request in OpenAI's format. */
export const sentMessages = ({ body }: RecordedRequest): SentMessage[] =>
  (body as { messages: SentMessage[] }).messages;

export const lastSent = (server: MockModels): SentMessage[] =>
  sentMessages(server.requests[server.requests.length - 1]);

/** Time that passes only when somebody waits. */
export function virtualClock(): Clock & {
  readonly seconds: () => number;
  readonly pass: (seconds: number) => void;
} {
  let time = 0;
  return {
    now: () => time,
    seconds: () => time / 1000,
    pass: (seconds) => {
      time += seconds * 1000;
    },
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      time += milliseconds;
    },
  };
}
