import { errorReply, type MockModelsOptions } from "@mlebench/mock-models";
import { afterEach, expect, test } from "vitest";
import { probeModel } from "../../src/index.js";
import { closeServers, languageOf, serve } from "../harness.js";

afterEach(closeServers);

const language = languageOf();

test.each([
  ["that echoes log probabilities", {}, { method: "echo", shift: 0 }],
  ["that refuses to generate nothing", { maxTokensZero: "refused" }, { method: "echo", shift: 0 }],
  ["that puts them one token early", { shift: 1 }, { method: "echo", shift: 1 }],
  ["that puts them one token late", { shift: -1 }, { method: "echo", shift: -1 }],
  [
    "that looks tokens up in the wrong distribution",
    { misread: true },
    { method: "sampled", reason: expect.stringContaining("wrong log probabilities"), echoesTokens: true },
  ],
  [
    "that does not return the prompt",
    { echo: "ignored" },
    { method: "sampled", reason: "the server does not return the prompt", echoesTokens: false },
  ],
  [
    "that refuses to echo",
    { echo: "refused" },
    { method: "sampled", reason: expect.stringContaining("echo is not supported"), echoesTokens: false },
  ],
  [
    "that returns the prompt bare",
    { echo: "without logprobs" },
    {
      method: "sampled",
      reason: "the server returns no log probabilities of the prompt",
      echoesTokens: false,
    },
  ],
] as [string, NonNullable<MockModelsOptions["quirks"]>, object][])(
  "of a server %s",
  async (_, quirks, expected) => {
    const { model, server } = await serve({ language, quirks });
    expect(await probeModel(model)).toEqual(expected);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0].body).toMatchObject({ echo: true, max_tokens: 1, logprobs: 1 });
  },
);

test("of a server that cannot be called is an error", async () => {
  const { model } = await serve({ replies: [errorReply(404, "The model does not exist")] });
  await expect(probeModel(model)).rejects.toMatchObject({ reason: "not found" });
});
