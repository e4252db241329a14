import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readPrices, totalUsage } from "../src/index.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-prices-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const usage = {
  inputTokens: 10,
  outputTokens: 2,
  cacheReadTokens: 4,
  cacheWriteTokens: 0,
  reasoningTokens: 1,
};

test("a total has only what was sent, and no cost if one is unknown", () => {
  const sent = { usage, cost: 0.5, cached: false };
  expect(totalUsage([sent, sent, { ...sent, cached: true }])).toEqual({
    calls: 2,
    cached: 1,
    usage: { inputTokens: 20, outputTokens: 4, cacheReadTokens: 8, cacheWriteTokens: 0, reasoningTokens: 2 },
    cost: 1,
  });
  expect(totalUsage([sent, { ...sent, cost: null }]).cost).toBeNull();
  expect(totalUsage([]).cost).toBe(0);
});

test.each([
  ['{"vllm/m": {"input": 1, "output": 2}}', undefined],
  ['{"vllm/m": {"input": 1}}', "Invalid price of `vllm/m`"],
  ['{"vllm/m": null}', "Invalid price of `vllm/m`"],
  ["{", "Invalid JSON in the price file"],
])("the price file %s: %s", (text, problem) => {
  const path = join(directory, "prices.json");
  writeFileSync(path, text);
  if (problem === undefined) expect(readPrices(path)).toEqual(JSON.parse(text));
  else expect(() => readPrices(path)).toThrow(problem);
});
