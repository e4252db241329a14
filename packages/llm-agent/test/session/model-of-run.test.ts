import { type RunSettings, runSettings, withDefaults } from "@mlebench/runner/settings";
import { expect, test } from "vitest";
import { react, tree } from "../../src/index.js";

function check(agent: typeof react, given: Partial<RunSettings>, secrets: Record<string, string> = {}) {
  const warnings: string[] = [];
  const plan = {
    settings: withDefaults(runSettings, given),
    competitions: [],
    secrets,
    onWarning: (message: string) => warnings.push(message),
  };
  return agent.check(plan).then(() => warnings);
}

test("nothing starts without a model, a key, or a price that a cost limit needs", async () => {
  const key = { OPENAI_API_KEY: "sk-12345678" };
  const model = "openai/gpt-4o";
  for (const agent of [react, tree]) {
    await expect(check(agent, {})).rejects.toThrow("Missing model");
    await expect(check(agent, { model })).rejects.toThrow("No API key for the model `openai/gpt-4o`");
    expect(await check(agent, { model, costLimit: 1 }, key)).toEqual([]);
    await expect(check(agent, { model: "vllm/m", costLimit: 1 })).rejects.toThrow(
      "The price of `vllm/m` is unknown, so the cost limit cannot be kept",
    );
  }
});

test("the environment has the model if the settings have none", async () => {
  expect(await check(react, {}, { MLEBENCH_MODEL: "vllm/m" })).toEqual([]);
  expect(await check(react, {}, { MLEBENCH_MODEL: "", INSPECT_EVAL_MODEL: "ollama/m" })).toEqual([]);
  const far = { model: "vllm/m", baseUrl: "http://far.example/v1" };
  expect(await check(react, far, { VLLM_API_KEY: "k" })).toEqual([
    "The key is sent unencrypted to http://far.example/v1",
  ]);
});

test("arguments that no agent takes are named", async () => {
  expect(await check(react, { model: "vllm/m", kwargs: { steps: "8" } })).toEqual([
    "The argument `steps` has no effect: this agent takes none.",
  ]);
});
