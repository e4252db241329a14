// One coding agent as it is published, of those in packages/agents the smallest; tooling/real-agents runs them all.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { agentContext, findAgent, withOverrides } from "@mlebench/agents";
import { describeError } from "@mlebench/core";
import { gradeSubmission } from "@mlebench/grading";
import { type MockModels, startMockModels } from "@mlebench/mock-models";
import { runAgents } from "@mlebench/runner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker as command, engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { buildImage, connect, createDockerBackend } from "../src/index.js";
import {
  backendOptions,
  buildEnvironment,
  images,
  leftovers,
  miniatures,
  temporaryDirectory,
} from "./harness.js";

const image = "mlebench-agent-opencode:test";
const possible = engineAnswers("OpenCode in its container") && (await registryAnswers());

/** Whether npm's registry can be reached, from which the image gets the program. */
async function registryAnswers(): Promise<boolean> {
  try {
    const { ok } = await fetch("https://registry.npmjs.org/opencode-linux-x64", { method: "HEAD" });
    if (ok) return true;
  } catch {
    // Said below.
  }
  process.stderr.write("\nSKIPPED, NOT TESTED: OpenCode in its container: npm's registry does not answer\n");
  return false;
}

/** This machine's address on the engine's bridge, where containers of every bridge network reach it. */
async function bridgeAddress(): Promise<string> {
  const { stdout } = await command(["network", "inspect", "bridge"]);
  const [{ IPAM }] = JSON.parse(stdout) as [{ IPAM: { Config: { Gateway?: string; Subnet: string }[] } }];
  const [{ Gateway, Subnet }] = IPAM.Config;
  // An engine that was never restarted does not name the gateway, which is the first address.
  return Gateway ?? Subnet.replace(/\.\d+\/\d+$/, ".1");
}

const bash = (text: string, line: string) => ({
  text,
  toolCalls: [{ name: "bash", arguments: { command: line, description: "Run" } }],
});
const file = "/home/submission/submission.csv";
/** What the model says after so many messages of its own. */
const turns = [
  bash("An empty file as a start.", `echo PassengerId >${file}`),
  { text: "That is all." },
  bash("The sample, then.", `cp /home/data/sample_submission.csv ${file}`),
  { text: "Done." },
];

describe.skipIf(!possible)("the agent opencode", () => {
  const docker = connect();
  let models: MockModels;
  let unreachable: string | undefined;

  beforeAll(async () => {
    await buildEnvironment(docker);
    const context = agentContext(findAgent("opencode"), { environmentImage: images.environment });
    // The registry may answer this machine, but not its containers.
    unreachable = await buildImage(docker, { ...context, tag: image }).then(
      () => undefined,
      (error: unknown) => {
        const message = describeError(error);
        if (/curl: \(\d+\)/.test(message)) return message;
        throw error;
      },
    );
    models = await startMockModels({
      host: await bridgeAddress(),
      apiKey: "key-of-the-model",
      otherwise: ({ body }) => {
        const { messages = [], tools = [] } = body as { messages?: { role: string }[]; tools?: unknown[] };
        // It asks for a title, too.
        if (tools.length === 0) return "A title";
        return turns[messages.filter(({ role }) => role === "assistant").length] ?? "Done.";
      },
    });
  });

  afterAll(async () => {
    await models.close();
    expect(await leftovers(docker, "opencode")).toEqual([]);
  });

  test("reaches its model, learns why its file is invalid, and is graded", async ({ skip }) => {
    if (unreachable !== undefined) {
      process.stderr.write(`\nSKIPPED, NOT TESTED: OpenCode in its container: ${unreachable}\n`);
      skip();
    }
    const { dataDirectory, competitions } = await miniatures();
    const agent = withOverrides(findAgent("opencode/compatible"), {
      environment: { MODEL: "compatible/mock", NUDGES: "1", OPENAI_BASE_URL: models.url },
    });
    const result = await runAgents({
      backend: createDockerBackend(backendOptions()),
      agent,
      competitions: competitions.slice(0, 1),
      dataDirectory,
      runsDirectory: join(temporaryDirectory(), "runs"),
      settings: { image, timeout: 900, grace: 2, shareCpus: true },
      environment: { OPENAI_API_KEY: "key-of-the-model" },
    });
    const [[id, record]] = Object.entries(result.runs);
    const read = (path: string) => readFileSync(join(result.directory, id, path), "utf8");
    expect(record, read("run.log")).toMatchObject({ status: "succeeded", submission: { kind: "file" } });
    const messages = read("logs/transcript.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; content: string })
      .flatMap(({ type, content }) => (type === "message" ? [content] : []));
    expect(messages).toEqual([
      expect.stringContaining("Achieve the best score you can."),
      expect.stringMatching(/^The submission is not valid: .*Correct it; 0h \d+min are left\.$/s),
    ]);
    const submission = join(result.directory, id, "submission", "submission.csv");
    expect(await gradeSubmission(competitions[0], submission, { dataDirectory })).toMatchObject({
      verdict: "scored",
    });
    for (const path of ["run.log", "logs/transcript.jsonl"])
      expect(read(path)).not.toContain("key-of-the-model");
  });
});
