import { afterEach, expect, test } from "vitest";
import { type MockModels, type MockModelsOptions, pairLanguage, startMockModels } from "../src/index.js";

const servers: MockModels[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function post(options: MockModelsOptions, path: string, body: unknown) {
  const server = await startMockModels(options);
  servers.push(server);
  return fetch(`${server.origin}${path}`, { method: "POST", body: JSON.stringify(body) });
}

/** The data of server-sent events. */
async function events(response: Response): Promise<Record<string, unknown>[]> {
  const lines = (await response.text()).split("\n").filter((line) => line.startsWith("data: {"));
  return lines.map((line) => JSON.parse(line.slice("data: ".length)) as Record<string, unknown>);
}

test("a chat completion is streamed in pieces that make up the reply", async () => {
  const reply = { text: "Hello, world", toolCalls: [{ name: "bash", arguments: { cmd: "ls" } }] };
  const chunks = await events(await post({ replies: [reply] }, "/v1/chat/completions", { stream: true }));
  const deltas = chunks.flatMap(({ choices }) =>
    (choices as { delta: { content?: string } }[]).map(({ delta }) => delta),
  );
  expect(deltas.map(({ content = "" }) => content).join("")).toBe("Hello, world");
  expect(deltas).toContainEqual({
    tool_calls: [expect.objectContaining({ id: "call_1", type: "function" })],
  });
  expect(chunks.at(-1)).toMatchObject({ usage: { prompt_tokens: 10 } });
});

test("Anthropic's messages are streamed with their events", async () => {
  const reply = { text: "Hello, world", toolCalls: [{ name: "bash", arguments: { cmd: "ls" } }] };
  const found = await events(await post({ replies: [reply] }, "/v1/messages", { stream: true }));
  expect(found.map(({ type }) => type)).toEqual([
    "message_start",
    ...["content_block_start", "content_block_delta", "content_block_delta", "content_block_stop"],
    ...["content_block_start", "content_block_delta", "content_block_delta", "content_block_stop"],
    "message_delta",
    "message_stop",
  ]);
});

test("OpenAI's responses are streamed with their events, which add up to the response", async () => {
  const reply = { text: "Hello, world", toolCalls: [{ name: "bash", arguments: { cmd: "ls" } }] };
  const found = await events(await post({ replies: [reply] }, "/v1/responses", { stream: true }));
  const delta = (kind: string) =>
    found
      .filter(({ type }) => type === `response.${kind}.delta`)
      .map((one) => one.delta)
      .join("");
  expect(delta("output_text")).toBe("Hello, world");
  expect(delta("function_call_arguments")).toBe('{"cmd":"ls"}');
  expect(found.map(({ sequence_number: number }) => number)).toEqual(found.map((_, index) => index));
  const ends = found.filter(({ type }) => type === "response.output_item.done").map(({ item }) => item);
  expect(found.at(-1)).toMatchObject({ type: "response.completed", response: { output: ends } });
  const whole = await post({ replies: [reply] }, "/v1/responses", {});
  expect(await whole.json()).toMatchObject({ status: "completed", output: ends });
});

test("a query does not change the protocol", async () => {
  const response = await post({ replies: ["Hello"] }, "/v1/messages?beta=true", {});
  expect(await response.json()).toMatchObject({ type: "message", content: [{ text: "Hello" }] });
});

test("scripts see the request, run out, and can break the connection", async () => {
  const server = await startMockModels({
    replies: [(request) => `You asked ${request.path}`, { text: "x", cutAfter: 5 }],
  });
  servers.push(server);
  const ask = () => fetch(`${server.url}/chat/completions`, { method: "POST", body: "{}" });
  expect(JSON.stringify(await (await ask()).json())).toContain("You asked /v1/chat/completions");
  await expect(ask().then((response) => response.text())).rejects.toThrow();
  expect((await ask()).status).toBe(500);
  expect(server.requests).toHaveLength(3);
});

const language = pairLanguage("a b c a b d");
const prompt = "a b c";

async function logprobs(options: MockModelsOptions["quirks"], maxTokens = 0): Promise<(number | null)[]> {
  const body = { prompt, max_tokens: maxTokens, logprobs: 1, echo: true };
  const response = await post({ language, ...(options && { quirks: options }) }, "/v1/completions", body);
  const { choices } = (await response.json()) as {
    choices: { logprobs: { token_logprobs: (number | null)[] } }[];
  };
  return choices[0].logprobs.token_logprobs;
}

test("completions have the log probabilities of the language, or misplace them on request", async () => {
  const [none, b, c] = [null, language.logprob(["a"], " b"), language.logprob(["a", " b"], " c")];
  expect(await logprobs({})).toEqual([none, b, c]);
  expect(await logprobs({ shift: 1 })).toEqual([b, c, null]);
  expect(await logprobs({ shift: -1 })).toEqual([null, none, b]);
  expect(await logprobs({ misread: true })).toEqual([
    null,
    language.logprob(["a", " b"], " b"),
    language.logprob(["a", " b", " c"], " c"),
  ]);
});

test("completions refuse what a server may not know", async () => {
  const refuse = async (quirks: MockModelsOptions["quirks"], body: object) =>
    (await post({ language, ...(quirks && { quirks }) }, "/v1/completions", { prompt, ...body })).status;
  expect(await refuse({ maxTokensZero: "refused" }, { max_tokens: 0 })).toBe(400);
  expect(await refuse({ echo: "refused" }, { echo: true })).toBe(400);
  expect(await refuse({ contextLength: 3 }, { max_tokens: 1 })).toBe(400);
  expect(await refuse({ maxLogprobs: 5 }, { logprobs: 10 })).toBe(400);
  expect(await refuse({}, { max_tokens: 1 })).toBe(200);
});
