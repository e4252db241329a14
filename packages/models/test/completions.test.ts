import {
  type MockModels,
  type MockModelsOptions,
  pairLanguage,
  startMockModels,
} from "@mlebench/mock-models";
import { afterEach, expect, test } from "vitest";
import { openModel } from "../src/index.js";
import { createTestClock } from "./harness.js";

const servers: MockModels[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(options: MockModelsOptions): Promise<MockModels> {
  const server = await startMockModels(options);
  servers.push(server);
  return server;
}

const open = (server: MockModels, name = "vllm/known") =>
  openModel(name, { baseUrl: server.url, environment: {}, clock: createTestClock() });

test("a completion returns the log probabilities of the prompt", async () => {
  const language = pairLanguage("the cat sat on the mat");
  const server = await serve({ language });
  const completion = await open(server).complete({
    prompt: "the cat",
    echo: true,
    maxTokens: 0,
    logprobs: 2,
  });
  const expected = language.logprob(["the"], " cat");
  expect(completion.text).toBe("the cat");
  expect(completion.tokens?.map(({ text, logprob }) => [text, logprob])).toEqual([
    ["the", null],
    [" cat", expected],
  ]);
  expect(Object.keys(completion.tokens?.[1].top ?? {})).toHaveLength(2);
  expect(completion).toMatchObject({ cost: null, cached: false, usage: { inputTokens: 2, outputTokens: 0 } });
  expect(server.requests[0].body).toEqual({
    model: "known",
    prompt: "the cat",
    max_tokens: 0,
    logprobs: 2,
    echo: true,
  });
});

test("a completion without log probabilities says so", async () => {
  const server = await serve({ language: pairLanguage("a b a b"), quirks: { echo: "without logprobs" } });
  const { tokens } = await open(server).complete({ prompt: "a b", echo: true, logprobs: 1 });
  expect(tokens).toBeNull();
});

test("numbers that JSON has no place for, and lists of different lengths, are no log probabilities", async () => {
  const logprobs = {
    tokens: ["a", "b"],
    token_logprobs: ["-Infinity", -1],
    top_logprobs: [null, { b: "x", c: -2 }],
  };
  const choices = [{ text: "ab", logprobs }];
  const odd = [{ text: "ab", logprobs: { tokens: ["a"], token_logprobs: [] } }];
  const server = await serve({
    replies: [{ body: { choices } }, { body: { choices: odd } }, { body: { choices: [] } }],
  });
  const { tokens } = await open(server).complete({ prompt: "a" });
  expect(tokens).toEqual([
    { text: "a", logprob: null, top: null },
    { text: "b", logprob: -1, top: { c: -2 } },
  ]);
  await expect(open(server).complete({ prompt: "b" })).rejects.toMatchObject({ reason: "response" });
  await expect(open(server).complete({ prompt: "c" })).rejects.toMatchObject({ reason: "response" });
});

test("a provider without such an endpoint is an error", async () => {
  const server = await serve({});
  const model = openModel("anthropic/claude", {
    baseUrl: server.url,
    environment: { ANTHROPIC_API_KEY: "x" },
  });
  await expect(model.complete({ prompt: "a" })).rejects.toThrow("has no completions endpoint");
});
