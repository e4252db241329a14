import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type MockModels, type ScriptedReply, startMockModels } from "@mlebench/mock-models";
import type { RunSettings } from "@mlebench/runner/settings";
import { beforeAll, describe, expect, test } from "vitest";
import { inspectPackages, pythonWith } from "../../../../tooling/python-packages.js";
import { runReact } from "../../src/react/run-react.js";
import {
  bash,
  calls,
  fakeTask,
  linesOfType,
  rolesOf,
  secretKey,
  sentMessages,
  submit,
  writesSubmission,
} from "../harness.js";

const found = await pythonWith(inspectPackages);
const python = "python" in found ? found.python : undefined;
if ("reason" in found)
  process.stderr.write(`\nSKIPPED, NOT TESTED: react beside Inspect's: ${found.reason}\n`);

/** Inspect's agent as the task `mle_bench` (version 7-G) configures it, with commands on this machine. */
const program = `
import json, os, sys
from inspect_ai import Task, eval
from inspect_ai.agent import AgentPrompt, AgentSubmit, react
from inspect_ai.dataset import Sample
from inspect_ai.tool import bash
agent = react(
  prompt=AgentPrompt(instructions="Solve the task.", assistant_prompt=None, submit_prompt=None),
  tools=[bash(timeout=360)],
  submit=AgentSubmit(answer_only=True, keep_in_messages=True),
)
outcomes = []
for url, limits in json.load(sys.stdin):
  task = Task(dataset=[Sample(id="one", input="Go.")], solver=agent, sandbox="local", **limits)
  [log] = eval(task, model="openai-api/mock/m", model_base_url=url, display="none", log_dir=os.getcwd())
  sample = log.samples[0]
  outcomes.append({
    "roles": "".join(message.role[0] for message in sample.messages),
    "limit": sample.limit and sample.limit.type,
    "failed": sample.error is not None,
  })
print(json.dumps(outcomes))
`;

interface Outcome {
  /** Roles of the messages of each request, one letter each. */
  sent: string[];
  /** Roles of the messages that are recorded. */
  roles: string;
  limit: string | null;
  failed: boolean;
}

interface Conversation {
  replies: readonly (ScriptedReply | string)[];
  /** Inspect's names of limits. */
  limits?: Readonly<Record<string, number>>;
  /** The same as settings of a run. */
  settings?: Partial<RunSettings>;
  /** The end of what only one of both records; the model sees none of it. */
  onlyOurs?: string;
}

const served = ({ replies }: Conversation) =>
  startMockModels({ apiKey: secretKey, replies: [...replies], otherwise: bash("echo more") });

const sentRoles = (server: MockModels): string[] =>
  server.requests.map((request) =>
    sentMessages(request)
      .map(({ role }) => role[0])
      .join(""),
  );

/** What Inspect makes of all conversations. One process: its start takes longer than the rest. */
async function withInspect(all: readonly Conversation[]): Promise<Outcome[]> {
  const servers = await Promise.all(all.map(served));
  const directory = mkdtempSync(join(tmpdir(), "mlebench-inspect-react-"));
  const env = { PATH: process.env.PATH ?? "", HOME: directory, MOCK_API_KEY: secretKey };
  try {
    const child = promisify(execFile)(python ?? "", ["-c", program], { env, cwd: directory });
    const tasks = all.map(({ limits }, i) => [servers[i].url, { message_limit: 30, ...limits }]);
    child.child.stdin?.end(JSON.stringify(tasks));
    const { stdout } = await child;
    const outcomes: Omit<Outcome, "sent">[] = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    return outcomes.map((outcome, i) => ({ sent: sentRoles(servers[i]), ...outcome }));
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

async function withOurs(conversation: Conversation): Promise<Outcome> {
  const server = await served(conversation);
  try {
    const task = fakeTask({
      url: server.url,
      ...(conversation.settings && { settings: conversation.settings }),
    });
    const { error } = await runReact(task);
    const [end] = linesOfType(task, "end");
    return {
      sent: sentRoles(server),
      roles: rolesOf(task),
      limit: end.limit?.type ?? null,
      failed: error !== undefined,
    };
  } finally {
    await server.close();
  }
}

const filtered: ScriptedReply = { text: "No.", finishReason: "content_filter" };
const usage = { inputTokens: 100, outputTokens: 100 };

const conversations: [string, Conversation][] = [
  ["commands, then submit", { replies: [bash("true"), writesSubmission, submit] }],
  ["an answer without a call", { replies: ["Let me think.", writesSubmission, "Done, I think.", submit] }],
  [
    "two calls in one answer",
    {
      replies: [
        {
          toolCalls: [
            { name: "bash", arguments: { cmd: "echo a" }, id: "call_a" },
            { name: "bash", arguments: { cmd: "echo b" }, id: "call_b" },
          ],
        },
        writesSubmission,
        submit,
      ],
    },
  ],
  ["an unknown tool", { replies: [calls("shell", { cmd: "ls" }), writesSubmission, submit] }],
  ["a call without its argument", { replies: [calls("bash", {}), writesSubmission, submit] }],
  ["arguments that are no JSON", { replies: [calls("bash", '{"cmd": "ls'), writesSubmission, submit] }],
  ["a command that fails", { replies: [bash("exit 3"), writesSubmission, submit] }],
  ["the limit of messages by default", { replies: [] }],
  [
    "a limit of messages that is odd",
    { replies: [], limits: { message_limit: 7 }, settings: { maxMessages: 7 } },
  ],
  [
    "a limit of messages that is even",
    { replies: [], limits: { message_limit: 8 }, settings: { maxMessages: 8 } },
  ],
  [
    "a limit of messages amid two calls",
    {
      replies: [
        {
          toolCalls: [
            { name: "bash", arguments: { cmd: "echo a" }, id: "call_a" },
            { name: "bash", arguments: { cmd: "echo b" }, id: "call_b" },
          ],
        },
      ],
      limits: { message_limit: 4 },
      settings: { maxMessages: 4 },
      // Inspect executes both calls and keeps no result; here the second call is not executed.
      onlyOurs: "t",
    },
  ],
  [
    "a limit of tokens",
    {
      replies: Array.from({ length: 9 }, () => ({ ...bash("true"), usage })),
      limits: { token_limit: 700 },
      settings: { tokenLimit: 700 },
      // The answer that exceeds the limit was paid for, so it is recorded.
      onlyOurs: "a",
    },
  ],
  ["answers that a content filter stops", { replies: [filtered, filtered, filtered, filtered] }],
  ["a content filter, and then an answer", { replies: [filtered, filtered, writesSubmission, submit] }],
];

describe.skipIf(python === undefined)(
  "the same answers give the same messages and the same end as in Inspect",
  () => {
    let inspect: Outcome[];
    beforeAll(async () => {
      inspect = await withInspect(conversations.map(([, conversation]) => conversation));
    });

    test.each(conversations.map(([name, conversation], i) => [name, conversation, i] as const))(
      "%s",
      async (_name, conversation, i) => {
        const { onlyOurs = "", ...given } = conversation;
        const expected = { ...inspect[i], roles: inspect[i].roles + onlyOurs };
        expect(await withOurs(given)).toEqual(expected);
      },
    );
  },
);
