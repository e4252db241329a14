import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  agentSecrets,
  findAgent,
  plexeAgentId,
  plexeConfiguration,
  plexeEnvironment,
  resolveAgentCommand,
  withOverrides,
} from "../src/index.js";

const file = join(mkdtempSync(join(tmpdir(), "plexe-")), "mle-bench-config.yaml");
const read = (text: string) => {
  writeFileSync(file, text);
  return plexeConfiguration(file);
};

test("accepts Plexe's own file as it is, and hands its values to the agent", () => {
  const configuration = read(
    "repo_url: https://github.com/openai/mle-bench.git\nrepo_dir: /somewhere\ndatasets:\n  - spaceship-titanic\n  - leaf-classification\nprovider: anthropic/claude\nmax_iterations: 3\ntimeout: 3600\n",
  );
  expect(configuration).toEqual({
    datasets: ["spaceship-titanic", "leaf-classification"],
    provider: "anthropic/claude",
    maxIterations: 3,
    timeoutSeconds: 3600,
    ignored: ["repo_url", "repo_dir"],
  });
  const agent = withOverrides(findAgent("plexe"), { environment: plexeEnvironment(configuration) });
  const { environment } = resolveAgentCommand(agent, { OPENAI_API_KEY: "k" });
  expect(environment).toEqual({
    PLEXE_PROVIDER: "anthropic/claude",
    PLEXE_MAX_ITERATIONS: "3",
    PLEXE_TIMEOUT_SECS: "3600",
    OPENAI_API_KEY: "k",
  });
});

test("the provider decides which key is needed", () => {
  const secrets = (provider: string | undefined) => agentSecrets(findAgent(plexeAgentId({ provider })));
  expect(secrets("openai/gpt-4o")).toEqual(["OPENAI_API_KEY"]);
  expect(secrets("anthropic/claude-sonnet-4-5-20250929")).toEqual(["ANTHROPIC_API_KEY"]);
  expect(secrets("gemini/gemini-2.5-pro")).toEqual(["GEMINI_API_KEY"]);
  expect(secrets(undefined)).toEqual(["OPENAI_API_KEY"]);
});

test("what the file leaves out stays as the agent has it", () => {
  expect(plexeEnvironment(read("datasets: []\n"))).toEqual({});
});

test("names the key that cannot be used", () => {
  expect(() => read("datasets: spaceship-titanic\n")).toThrow(/`datasets` must be a list/);
  expect(() => read("max_iterations: 0\n")).toThrow(/Invalid `max_iterations`: 0/);
  expect(() => read("timeout: long\n")).toThrow(/Invalid `timeout`: long/);
  expect(() => read("provider: [a]\n")).toThrow(/Invalid `provider`: \['a'\]/);
  expect(() => read("")).toThrow(/Not a Plexe configuration/);
  expect(() => plexeConfiguration("/does/not/exist.yaml")).toThrow(/not found/);
});
