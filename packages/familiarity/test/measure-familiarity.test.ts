import type { Progress } from "@mlebench/core";
import { type MockModelsOptions, wordTokens } from "@mlebench/mock-models";
import { createRandomState } from "@mlebench/sampling";
import { afterEach, describe, expect, test } from "vitest";
import { estimateFamiliarity, measureFamiliarity } from "../src/index.js";
import { closeServers, expectedFamiliarity, languageOf, serve } from "./harness.js";

afterEach(closeServers);

const known = "predict which passengers were transported to another dimension by the anomaly .";
const unknown = "estimate what apple trees cost when river water is rare , and paper is not .";
const language = languageOf(known);
const documents = [
  { competition: "spaceship-titanic", name: "description.md", text: known, isObfuscated: false },
  { competition: "orchard", name: "description.md", text: unknown, isObfuscated: false },
];

async function measure(quirks: MockModelsOptions["quirks"], options: object = {}) {
  const { model, server } = await serve({ language, ...(quirks && { quirks }) });
  const measurement = await measureFamiliarity({ model, documents, ...options });
  const scores = measurement.documents.map((document) =>
    "score" in document ? document.score : document.error,
  );
  return { measurement, server, scores: scores as { familiarity: number; tokens: number }[] };
}

describe("the echo method", () => {
  test.each([
    undefined,
    { shift: 1 },
    { shift: -1 },
    { maxTokensZero: "refused" },
  ] as MockModelsOptions["quirks"][])(
    "gives the mean probability of the true tokens, with quirks %j",
    async (quirks) => {
      const { measurement, server, scores } = await measure(quirks);
      expect(measurement).toMatchObject({ method: "echo", reason: null, calls: 3, cost: null });
      expect(server.requests).toHaveLength(3);
      // A token that is shifted out at the end of the list is missing.
      const isCut = quirks?.shift === -1;
      if (!isCut) {
        expect(scores[0].familiarity).toBeCloseTo(expectedFamiliarity(language, known), 12);
        expect(scores[1].familiarity).toBeCloseTo(expectedFamiliarity(language, unknown), 12);
      }
      expect(scores[0].familiarity).toBeGreaterThan(0.5);
      expect(scores[1].familiarity).toBeLessThan(0.5);
    },
  );

  test("cuts long documents into windows, and smaller ones if the model has less context", async () => {
    const text = `${known} ${unknown} `.repeat(40);
    const long = [{ competition: "a", name: "long.txt", text, isObfuscated: false }];
    const window = { length: 2000, overlap: 500 };
    const { scores, server } = await measure({ contextLength: 150 }, { documents: long, window });
    expect(scores[0].familiarity).toBeCloseTo(expectedFamiliarity(language, text), 12);
    expect(scores[0].tokens).toBe(wordTokens(text).length - 1);
    expect(server.requests.length).toBeGreaterThan(10);
  });

  test.each(["echo", "sampled"] as const)("says that a document is too short: %s", async (method) => {
    const short = [{ competition: "a", name: "short.txt", text: "predict", isObfuscated: false }];
    const { measurement } = await measure(undefined, { documents: [...short, documents[0]], method });
    expect(measurement.documents[0]).toMatchObject({ error: expect.stringContaining("Too short") });
    expect(measurement.documents[1]).toHaveProperty("score");
  });
});

describe("the sampled method", () => {
  test("shows how far it is in tokens, within documents too", async () => {
    const steps: string[] = [];
    await measure(undefined, {
      ...{ method: "sampled", samples: 5, workers: 1 },
      onProgress: ({ step, done, total }: Progress) => steps.push(`${step} ${done}/${total}`),
    });
    const seen = [...new Set(steps)];
    expect(seen).toEqual(Array.from({ length: 11 }, (_, done) => `sampling tokens ${done}/10`));
  });

  test("is the reference's mean over drawn tokens, of which unlikely ones count as 0", async () => {
    const { measurement, scores } = await measure(undefined, { method: "sampled", samples: 1000 });
    expect(measurement).toMatchObject({ method: "sampled", reason: "requested" });
    const tokens = wordTokens(unknown);
    const values = tokens.slice(1).map((token, before) => {
      const i = before + 1;
      const top = new Map(language.top(tokens.slice(0, i), 10));
      return Math.exp(top.get(token) ?? Number.NEGATIVE_INFINITY);
    });
    expect(scores[1].tokens).toBe(tokens.length - 1);
    expect(scores[1].familiarity).toBeCloseTo(
      values.reduce((sum, value) => sum + value, 0) / values.length,
      12,
    );
  });

  test.each([{ misread: true }, { echo: "refused" }, { echo: "ignored" }] as MockModelsOptions["quirks"][])(
    "takes over where echo cannot be trusted: %j",
    async (quirks) => {
      const { measurement, scores } = await measure(quirks);
      expect(measurement.method).toBe("sampled");
      expect(measurement.reason).toMatch(/^the server/);
      expect(scores[0].familiarity).toBeGreaterThan(0.5);
      expect(scores[1].familiarity).toBeLessThan(0.5);
    },
  );

  test("draws the same places for the same seed, whatever the order of documents", async () => {
    const options = { method: "sampled", samples: 5 };
    const prompts = async (seed: number, reversed: boolean) => {
      const chosen = reversed ? [...documents].reverse() : documents;
      const { server } = await measure(undefined, { ...options, seed, documents: chosen });
      return server.requests.map(({ body }) => (body as { prompt: string }).prompt).sort();
    };
    const first = await prompts(1, false);
    expect(await prompts(1, true)).toEqual(first);
    expect(await prompts(2, false)).not.toEqual(first);
    expect(first).not.toContain("");
    // NumPy: RandomState(5).choice(10, 3, replace=False)
    expect([...createRandomState(5).choice(10, { size: 3, replace: false })]).toEqual([9, 5, 2]);
  });

  test("asks for fewer alternatives where the server has a limit", async () => {
    const { server, scores } = await measure({ maxLogprobs: 5, echo: "refused" });
    expect(scores[0].familiarity).toBeGreaterThan(0.5);
    expect(server.requests.at(-1)?.body).toMatchObject({ logprobs: 5 });
  });
});

test("a method that the server cannot do is an error if it was requested", async () => {
  await expect(measure({ misread: true }, { method: "echo" })).rejects.toThrow("with the echo method");
});

test("a document that fails leaves the others", async () => {
  const { model } = await serve({
    replies: [],
    language: {
      ...language,
      tokenize: (text) => (text.includes("orchard") ? ["broken"] : language.tokenize(text)),
    },
  });
  const broken = { competition: "x", name: "y.txt", text: "orchard and more", isObfuscated: false };
  const { documents: measured } = await measureFamiliarity({ model, documents: [broken, ...documents] });
  expect(measured[0]).toMatchObject({
    error: expect.stringContaining("did not return the log probabilities"),
  });
  expect(measured[1]).toMatchObject({ score: { familiarity: expect.any(Number) } });
});

test("an estimate sends nothing", async () => {
  const { model, server } = await serve({ language });
  const { echo, sampled } = await estimateFamiliarity({ model, documents, samples: 5 });
  expect(echo).toMatchObject({ calls: 2, cached: 0 });
  expect(sampled.calls).toBe(10);
  expect(server.requests).toHaveLength(0);
});
