import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorReply, type MockModels, type MockModelsOptions, startMockModels } from "@mlebench/mock-models";
import { afterEach, describe, expect, test } from "vitest";
import { isHopeless, type Model, type ModelOptions, openModel } from "../src/index.js";
import { createTestClock, sentinel } from "./harness.js";

const servers: MockModels[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

async function serve(options: MockModelsOptions): Promise<MockModels> {
  const server = await startMockModels({ apiKey: sentinel, ...options });
  servers.push(server);
  return server;
}

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "mlebench-models-"));
  directories.push(path);
  return path;
}

function open(server: MockModels, options: ModelOptions = {}, name = "openai/gpt-4o-mini"): Model {
  const environment = {
    OPENAI_API_KEY: sentinel,
    ANTHROPIC_API_KEY: sentinel,
    GOOGLE_API_KEY: sentinel,
    ACME_API_KEY: sentinel,
    VLLM_API_KEY: sentinel,
    AZUREAI_OPENAI_API_KEY: sentinel,
    AWS_BEARER_TOKEN_BEDROCK: sentinel,
    AWS_REGION: "eu-west-1",
  };
  return openModel(name, { baseUrl: server.url, environment, clock: createTestClock(), ...options });
}

const ask = { messages: [{ role: "user" as const, content: "Hello" }] };
const schema = {
  type: "object",
  properties: { verdict: { type: "string", enum: ["yes", "no"] } },
  required: ["verdict"],
  additionalProperties: false,
} as const;

const bodies = (server: MockModels) => server.requests.map(({ body }) => body as Record<string, unknown>);

describe("a reply", () => {
  test("has text, tokens, and a cost if the price is known", async () => {
    const usage = { inputTokens: 1000, outputTokens: 100, cachedTokens: 200 };
    const server = await serve({ replies: [{ text: "Hi", usage }, "Hi again"] });
    const prices = { "openai/gpt-4o-mini": { input: 1, output: 10, cacheRead: 0.5 } };
    const reply = await open(server, { prices }).generate({ ...ask, system: "Be short.", temperature: 0 });
    expect(reply).toMatchObject({
      text: "Hi",
      finishReason: "stop",
      cached: false,
      usage: { inputTokens: 1000, outputTokens: 100, cacheReadTokens: 200 },
    });
    expect(reply.cost).toBeCloseTo((800 + 200 * 0.5 + 100 * 10) / 1e6, 12);
    expect(bodies(server)[0]).toMatchObject({
      model: "gpt-4o-mini",
      temperature: 0,
      messages: [
        { role: "system", content: "Be short." },
        { role: "user", content: "Hello" },
      ],
    });
    // The address is not OpenAI's, so nobody knows what it takes.
    expect((await open(server).generate(ask)).cost).toBeNull();
  });

  test.each([
    ["anthropic/claude-sonnet-4-5", "/v1/messages"],
    ["openai-api/acme/some-model", "/v1/chat/completions"],
    ["vllm/meta-llama/Llama-3.1-8B", "/v1/chat/completions"],
    ["ollama/llama3", "/v1/chat/completions"],
    ["openrouter/openai/gpt-4o", "/v1/chat/completions"],
  ])("of %s comes from %s", async (name, path) => {
    const server = await startMockModels({ replies: ["Hi"] });
    servers.push(server);
    const environment = { OPENROUTER_API_KEY: "x", ANTHROPIC_API_KEY: "x" };
    const reply = await open(server, { environment }, name).generate(ask);
    expect(reply.text).toBe("Hi");
    expect(server.requests[0].path).toBe(path);
    expect((server.requests[0].body as { model: string }).model).toBe(
      name
        .split("/")
        .slice(name.startsWith("openai-api") ? 2 : 1)
        .join("/"),
    );
  });

  test("of Google, Azure, and Bedrock comes in their own formats", async () => {
    const google = {
      candidates: [{ content: { role: "model", parts: [{ text: "Hi" }] }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 1, totalTokenCount: 8 },
    };
    const bedrock = {
      output: { message: { role: "assistant", content: [{ text: "Hi" }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 7, outputTokens: 1, totalTokens: 8 },
    };
    const server = await serve({ replies: [{ body: google }, "Hi"] });
    expect(await open(server, {}, "google/gemini-2.5-pro").generate(ask)).toMatchObject({
      text: "Hi",
      usage: { inputTokens: 7 },
    });
    expect(await open(server, {}, "openai/azure/my-deployment").generate(ask)).toMatchObject({ text: "Hi" });
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/v1/models/gemini-2.5-pro:generateContent",
      "/v1/chat/completions",
    ]);
    const aws = await startMockModels({ replies: [{ body: bedrock }] });
    servers.push(aws);
    const reply = await open(aws, { baseUrl: aws.origin }, "bedrock/anthropic.claude-3-haiku").generate(ask);
    expect(reply).toMatchObject({ text: "Hi", usage: { inputTokens: 7, outputTokens: 1 } });
    expect(aws.requests[0].headers.authorization).toBe(`Bearer ${sentinel}`);
  });

  test("can ask for tools, and the conversation goes on with their results", async () => {
    const server = await serve({
      replies: [{ toolCalls: [{ name: "bash", arguments: { cmd: "ls" } }] }, "Done"],
    });
    const model = open(server);
    const tools = [
      {
        name: "bash",
        description: "Runs a command",
        parameters: { type: "object", properties: { cmd: { type: "string" } }, required: ["cmd"] } as const,
      },
    ];
    const first = await model.generate({ ...ask, tools });
    expect(first).toMatchObject({
      finishReason: "tool-calls",
      toolCalls: [{ id: "call_1", name: "bash", arguments: { cmd: "ls" } }],
    });
    const result = { role: "tool" as const, toolCallId: "call_1", toolName: "bash", content: "train.csv" };
    const second = await model.generate({ tools, messages: [...ask.messages, first.message, result] });
    expect(second.text).toBe("Done");
    expect(bodies(server)[1].messages).toMatchObject([
      { role: "user" },
      { role: "assistant", tool_calls: [{ id: "call_1", function: { name: "bash" } }] },
      { role: "tool", tool_call_id: "call_1", content: "train.csv" },
    ]);
  });
});

describe("a conversation", () => {
  const tools = [{ name: "bash", description: "Runs", parameters: { type: "object" } as const }];

  test("asks Anthropic to keep it in the prompt cache, up to its last message", async () => {
    const server = await serve({ otherwise: "Hi" });
    const model = open(server, {}, "anthropic/claude-sonnet-4-5");
    const request = { ...ask, system: "Be short.", tools };
    const answered = await model.generate({ ...request, promptCache: true });
    await model.generate({
      ...request,
      promptCache: true,
      messages: [...ask.messages, answered.message, { role: "user", content: "Go on" }],
    });
    await model.generate(request);
    const marked = (body: unknown) =>
      JSON.stringify(body).split('"cache_control":{"type":"ephemeral"}').length - 1;
    expect(bodies(server).map(marked)).toEqual([2, 2, 0]);
    expect(bodies(server)[1]).toMatchObject({
      system: [{ text: "Be short.", cache_control: { type: "ephemeral" } }],
      messages: [{}, {}, { content: [{ text: "Go on", cache_control: { type: "ephemeral" } }] }],
    });
    await open(server).generate({ ...request, promptCache: true });
    expect(JSON.stringify(bodies(server)[3])).not.toContain("cache_control");
  });

  test("goes on after an empty answer, an unknown tool, and arguments that are no JSON", async () => {
    const server = await serve({
      replies: [
        { text: "" },
        {
          toolCalls: [
            { name: "bash", arguments: '{"cmd": "ls' },
            { name: "shell", arguments: { cmd: "ls" }, id: "call_2" },
          ],
        },
        "Done",
      ],
    });
    const model = open(server);
    const empty = await model.generate({ ...ask, tools });
    const messages = [...ask.messages, empty.message, { role: "user" as const, content: "Go on" }];
    const garbled = await model.generate({ messages, tools });
    expect(garbled.toolCalls).toMatchObject([
      { name: "bash", arguments: '{"cmd": "ls' },
      { name: "shell", arguments: { cmd: "ls" } },
    ]);
    const results = garbled.toolCalls.map(({ id, name }) => ({
      role: "tool" as const,
      toolCallId: id,
      toolName: name,
      content: "error",
      isError: true,
    }));
    const { native: _, ...withoutNative } = garbled.message as { native?: unknown } & typeof garbled.message;
    for (const message of [garbled.message, withoutNative])
      await model.generate({ messages: [...messages, message, ...results], tools }).catch(() => undefined);
    const sent = bodies(server).map(
      ({ messages }) => messages as { content: string; tool_calls?: unknown }[],
    );
    expect(sent[1][1]).toMatchObject({ role: "assistant", content: "(no answer)" });
    for (const i of [2, 3])
      expect(sent[i][3]).toMatchObject({
        tool_calls: [{ function: { arguments: "{}" } }, { function: { arguments: '{"cmd":"ls"}' } }],
      });
  });

  test("sends texts, and no null, to servers that are like OpenAI's", async () => {
    const server = await serve({ replies: [{ toolCalls: [{ name: "bash", arguments: {} }] }, "Done"] });
    const model = open(server, {}, "vllm/m");
    const { message, toolCalls } = await model.generate({ ...ask, tools });
    const result = { role: "tool", toolCallId: toolCalls[0].id, toolName: "bash", content: "" } as const;
    await model.generate({ messages: [...ask.messages, message, result], tools });
    const sent = bodies(server)[1].messages as { content: unknown }[];
    expect(sent.map(({ content }) => content)).toEqual(["Hello", "", ""]);
  });

  test("has the model's context window if the list has it and the address is the provider's", async () => {
    expect(await openModel("openai/gpt-4o", { environment: {} }).contextWindow()).toBe(128_000);
    expect(await openModel("vllm/gpt-4o", { environment: {} }).contextWindow()).toBeNull();
    const baseUrl = "http://localhost:1/v1";
    expect(await openModel("openai/gpt-4o", { environment: {}, baseUrl }).contextWindow()).toBeNull();
  });
});

describe("JSON", () => {
  test("is parsed and validated; a reply that does not fit is asked for again", async () => {
    const replies = ["I think yes.", '{"verdict":"perhaps"}', 'Sure:\n```json\n{"verdict":"no"}\n```'];
    const server = await serve({ replies });
    const reply = await open(server).generate<{ verdict: string }>({ ...ask, schema });
    expect(reply.value).toEqual({ verdict: "no" });
    expect(reply.usage.inputTokens).toBe(30);
    expect(bodies(server)[0]).toMatchObject({ response_format: { type: "json_schema" } });
    const corrections = bodies(server).map(
      ({ messages }) => (messages as { content: string }[]).at(-1)?.content,
    );
    expect(corrections[1]).toContain("the reply has no JSON");
    expect(corrections[2]).toContain('`verdict` must be one of "yes", "no"');
  });

  test("that never fits is an error, as is one that was cut off", async () => {
    const server = await serve({ otherwise: "no JSON" });
    await expect(open(server).generate({ ...ask, schema })).rejects.toMatchObject({
      reason: "response",
      message: "The reply of `openai/gpt-4o-mini` is not the requested JSON: the reply has no JSON",
      spent: { usage: { inputTokens: 30 }, cost: null },
    });
    expect(server.requests).toHaveLength(3);
    const cut = await serve({ replies: [{ text: '{"verdict":"y', finishReason: "length" }] });
    await expect(open(cut).generate({ ...ask, schema })).rejects.toThrow("cut off");
  });

  test("is asked for in words where the server does not know schemas", async () => {
    const server = await serve({
      replies: [
        errorReply(400, "response_format is not supported by this model"),
        '{"verdict":"yes"}',
        '{"verdict":"yes"}',
      ],
    });
    const said: string[] = [];
    const model = open(server, { onMessage: (text) => said.push(text) });
    const reply = await model.generate({ ...ask, schema });
    expect(reply.value).toEqual({ verdict: "yes" });
    expect(reply.warnings).toEqual(["openai/gpt-4o-mini does not support `schema`; it was dropped"]);
    expect(bodies(server)[1]).not.toHaveProperty("response_format");
    expect(JSON.stringify(bodies(server)[1].messages)).toContain("JSON Schema");
    await model.generate({ ...ask, schema, sample: 1 });
    expect(server.requests).toHaveLength(3);
    expect(said).toEqual(["openai/gpt-4o-mini does not support `schema`; going on without it."]);
  });
});

describe("failures", () => {
  test("a setting that the model refuses is dropped with a warning, and only that one", async () => {
    const refusal = errorReply(
      400,
      "Unsupported value: 'temperature' does not support 0. Only the default (1) value is supported.",
    );
    const server = await serve({ replies: [refusal, "Hi"] });
    const reply = await open(server).generate({ ...ask, temperature: 0, seed: 7 });
    expect(reply.warnings).toEqual(["openai/gpt-4o-mini does not support `temperature`; it was dropped"]);
    expect(bodies(server)[1]).not.toHaveProperty("temperature");
    expect(bodies(server)[1]).toMatchObject({ seed: 7 });
  });

  test("a setting that llama-cpp-python cannot read is dropped too, although that is HTTP 500", async () => {
    const words =
      "1 validation error: {'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text'\"}";
    const server = await serve({ replies: [errorReply(500, words), '{"verdict":"yes"}'] });
    const clock = createTestClock();
    const reply = await open(server, { clock }).generate({ ...ask, schema });
    expect(reply.value).toEqual({ verdict: "yes" });
    expect(clock.waits).toEqual([]);
  });

  test("temporary ones are tried again, as late as the server asks", async () => {
    const clock = createTestClock();
    const server = await serve({
      replies: [
        errorReply(429, "Rate limit reached", { headers: { "retry-after": "20" } }),
        errorReply(503, "Overloaded", { headers: { "retry-after-ms": "1500" } }),
        { cutAfter: 0 },
        { text: "Hi", cutAfter: 40 },
        "Hi",
      ],
    });
    const said: string[] = [];
    const reply = await open(server, { clock, onMessage: (text) => said.push(text) }).generate(ask);
    expect(reply.text).toBe("Hi");
    expect(clock.waits.slice(0, 2)).toEqual([20_000, 1500]);
    expect(reply.waited).toBeGreaterThanOrEqual(21.5);
    expect(said).toHaveLength(4);
    expect(said[0]).toMatch(
      /^Rate limit of 127.0.0.1:\d+ reached \(HTTP 429\): Rate limit reached. Retrying in 20 s \(attempt 2 of 30\)\.$/,
    );
  });

  test.each([
    [errorReply(401, "Incorrect API key provided"), "credentials"],
    [errorReply(403, "Not for your country"), "denied"],
    [errorReply(429, "You exceeded your current quota", { code: "insufficient_quota" }), "quota"],
    [errorReply(400, "Your credit balance is too low"), "quota"],
    [errorReply(404, "The model does not exist"), "not found"],
    [
      errorReply(400, "This model's maximum context length is 8192 tokens", {
        code: "context_length_exceeded",
      }),
      "context",
    ],
    [errorReply(400, "`messages` must alternate"), "request"],
    [errorReply(501, "Not implemented"), "server"],
  ])("%j is final: %s", async (reply, reason) => {
    const server = await serve({ replies: [reply] });
    await expect(open(server).generate(ask)).rejects.toMatchObject({ name: "ModelError", reason });
    expect(server.requests).toHaveLength(1);
  });

  test("a server that does not exist keeps nobody waiting", async () => {
    const server = await startMockModels();
    await server.close();
    const clock = createTestClock();
    await expect(open(server, { clock }).generate(ask)).rejects.toMatchObject({
      reason: "network",
      message: expect.stringMatching(/connection refused \(ECONNREFUSED\)$/),
    });
    expect(clock.waits).toHaveLength(2);
  });

  test("a server that has never worked is given up soon, and ends a batch after a few calls", async () => {
    const clock = createTestClock();
    const server = await serve({ otherwise: errorReply(500, "Out of memory") });
    const model = open(server, { clock });
    const errors: unknown[] = [];
    for (let sample = 0; sample < 3; sample++)
      errors.push(await model.generate({ ...ask, sample }).catch((error: unknown) => error));
    expect(server.requests).toHaveLength(3 * 6);
    expect(clock.now()).toBeLessThan(120_000);
    expect(errors).toMatchObject([{ reason: "server" }, { reason: "server" }, { reason: "unavailable" }]);
    expect(errors.map(isHopeless)).toEqual([false, false, true]);
    expect(String(errors[2])).toMatch(/No call of `openai\/gpt-4o-mini` has succeeded.*Out of memory/);
  });

  test.each([
    ["has worked", "Hi"],
    ["counts calls", errorReply(429, "Slow down", { headers: { "retry-after": "0" } })],
  ])("a server that %s gets all attempts", async (_, first) => {
    const server = await serve({ replies: [first], otherwise: errorReply(500, "Restarting") });
    const model = open(server);
    await model.generate(ask).catch(() => undefined);
    const before = server.requests.length;
    const error = await model.generate({ ...ask, sample: 1 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ reason: "server" });
    expect(server.requests.length - before).toBe(30);
  });

  test("a rate limit gets all attempts from the first call on", async () => {
    const server = await serve({ otherwise: errorReply(429, "Slow down") });
    await expect(open(server).generate(ask)).rejects.toMatchObject({ reason: "rate limit" });
    expect(server.requests).toHaveLength(30);
  });

  test("a page of a proxy is an error, not a reply", async () => {
    const server = await serve({
      replies: [{ body: "<html>Sign in</html>", headers: { "content-type": "text/html" } }],
    });
    await expect(open(server).generate(ask)).rejects.toMatchObject({ reason: "response" });
  });

  test("a signal ends calls and waits", async () => {
    const controller = new AbortController();
    const server = await serve({ otherwise: { after: new Promise(() => undefined) } });
    const asked = open(server, { signal: controller.signal }).generate(ask);
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ reason: "aborted" });
  });

  test("a missing key is found before anything is sent", async () => {
    const server = await serve({});
    const model = openModel("openai/gpt-4o-mini", { environment: {} });
    expect(() => model.requireKey()).toThrow("No API key for the model `openai/gpt-4o-mini`");
    await expect(model.generate(ask)).rejects.toMatchObject({
      reason: "credentials",
      details: { expected: "`OPENAI_API_KEY` in the environment" },
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe("keys", () => {
  test("are in no error, no message, no object, no file, and no prompt", async () => {
    const server = await serve({
      replies: [
        errorReply(500, `Key ${sentinel} met ${encodeURIComponent(sentinel)}`),
        errorReply(400, `Bad key ${sentinel}`),
        "Hi",
      ],
    });
    const said: string[] = [];
    const cacheDirectory = directory();
    const model = open(server, { cacheDirectory, onMessage: (text) => said.push(text) });
    const error = await model.generate(ask).catch((caught: unknown) => caught as Error);
    await model.generate({ messages: [{ role: "user", content: `OPENAI_API_KEY=${sentinel}` }] });
    const files = readdirSync(cacheDirectory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const stored = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
    expect(stored).toHaveLength(1);
    const { message, stack, cause } = error as Error;
    const texts = [
      message,
      stack,
      JSON.stringify(error),
      String(cause),
      JSON.stringify(model),
      ...said,
      ...stored,
    ];
    for (const text of [...texts, JSON.stringify(bodies(server))]) expect(text).not.toContain(sentinel);
    expect(bodies(server)[2]).toMatchObject({ messages: [{ content: "OPENAI_API_KEY=[key]" }] });
    expect(said[0]).toContain("Key [key] met [key]");
  });

  test("are reported if they travel unencrypted", () => {
    const environment = { VLLM_API_KEY: sentinel };
    const warningsFor = (baseUrl: string) => openModel("vllm/m", { baseUrl, environment }).warnings;
    expect(warningsFor("http://node12:8000/v1")).toEqual([
      "The key is sent unencrypted to http://node12:8000/v1",
    ]);
    expect(warningsFor("http://127.0.0.1:8000/v1")).toEqual([]);
    expect(warningsFor("https://node12/v1")).toEqual([]);
  });
});

describe("the cache", () => {
  test("answers equal requests, and sends those that differ in anything", async () => {
    const server = await serve({ otherwise: "Hi" });
    const cacheDirectory = directory();
    const first = await open(server, { cacheDirectory }).generate({ ...ask, temperature: 0 });
    const second = await open(server, { cacheDirectory }).generate({ temperature: 0, ...ask });
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect({ ...second, cached: false }).toEqual({ ...first, value: undefined });
    const others = [
      { temperature: 1 },
      { maxTokens: 9 },
      { system: "x" },
      { seed: 1 },
      { sample: 1 },
      { schema: { type: "object" } as const },
    ];
    server.push(...others.map(() => "{}"));
    for (const other of others)
      await open(server, { cacheDirectory }).generate({ ...ask, temperature: 0, ...other });
    await open(server, { cacheDirectory }, "openai/gpt-4o").generate({ ...ask, temperature: 0 });
    expect(server.requests).toHaveLength(1 + others.length + 1);
  });

  test("sends a request once that is made twice at a time", async () => {
    const server = await serve({ otherwise: "Hi" });
    const model = open(server, { cacheDirectory: directory() });
    const replies = await Promise.all([model.generate(ask), model.generate(ask)]);
    expect(replies.map(({ text }) => text)).toEqual(["Hi", "Hi"]);
    expect(server.requests).toHaveLength(1);
  });

  test("asks again where a file is damaged, and keeps no failure", async () => {
    const server = await serve({ replies: [errorReply(400, "No"), "Hi", "Hello"] });
    const cacheDirectory = directory();
    const model = open(server, { cacheDirectory });
    await expect(model.generate(ask)).rejects.toThrow("did not accept");
    await model.generate(ask);
    const [file] = readdirSync(cacheDirectory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    writeFileSync(join(file.parentPath, file.name), '{"key": "cut');
    expect((await model.generate(ask)).text).toBe("Hello");
  });
});

describe("an estimate", () => {
  test("counts calls, tokens, and cost without sending anything or needing a key", async () => {
    const model = openModel("openai/gpt-4o-mini", { environment: {} });
    const request = {
      messages: [{ role: "user" as const, content: "word ".repeat(10_000) }],
      maxTokens: 100,
    };
    const estimate = await model.estimate([request, { ...request, sample: 1 }]);
    expect(estimate).toMatchObject({ calls: 2, cached: 0, outputTokens: 200 });
    expect(estimate.inputTokens / 20_000).toBeCloseTo(1, 0);
    expect(estimate.cost).toBeCloseTo((estimate.inputTokens * 0.15 + 200 * 0.6) / 1e6, 6);
    expect((await openModel("vllm/m").estimate([request])).cost).toBeNull();
  });

  test("leaves out what the cache has", async () => {
    const server = await serve({ otherwise: "Hi" });
    const model = open(server, { cacheDirectory: directory() });
    await model.generate(ask);
    expect(await model.estimate([ask, { ...ask, sample: 1 }])).toMatchObject({ calls: 1, cached: 1 });
    expect(await model.estimate([ask])).toMatchObject({ calls: 0, cost: 0 });
  });
});

describe("connections", () => {
  test("of all models with one key are limited together", async () => {
    let open10: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open10 = resolve;
    });
    const server = await serve({ otherwise: { text: "Hi", after: gate } });
    const models = [
      open(server, { maxConnections: 3 }),
      open(server, { maxConnections: 3 }, "openai/gpt-4o"),
    ];
    const calls = Array.from({ length: 12 }, (_, sample) => models[sample % 2].generate({ ...ask, sample }));
    await expect.poll(() => server.requests.length).toBe(3);
    open10();
    await Promise.all(calls);
    expect(server.requests).toHaveLength(12);
    expect(server.mostAtOnce()).toBe(3);
  });
});
