import { readFileSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";
import type { Connection } from "./connection.js";
import { importOptional } from "./optional-package.js";
import type { Usage } from "./types.js";

/** US dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  /** @default input */
  readonly cacheRead?: number;
  /** @default input */
  readonly cacheWrite?: number;
}

/** Dollars for tokens; null if the price of the model is unknown. */
export type CostOf = (usage: Usage) => number | null;

const million = 1e6;

/** Finds the price of a model: one's own, else the bundled list's, unless the address is not the provider's. */
export async function priceOf(
  { name, isElsewhere }: Connection,
  own: Readonly<Record<string, ModelPrice>> = {},
): Promise<CostOf> {
  const price = Object.hasOwn(own, name.name) ? own[name.name] : undefined;
  if (price !== undefined) return (usage) => ownCost(price, usage);
  const { priceList } = name.definition;
  if (priceList === undefined || isElsewhere) return () => null;
  const list = await importOptional("@pydantic/genai-prices", () => import("@pydantic/genai-prices")).catch(
    () => undefined,
  );
  if (list === undefined) return () => null;
  return (usage) =>
    list.calcPrice(
      {
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cache_read_tokens: usage.cacheReadTokens,
        cache_write_tokens: usage.cacheWriteTokens,
      },
      name.model,
      { providerId: priceList },
    )?.total_price ?? null;
}

/** How many tokens a model takes, as the bundled list has it. A server of one's own may have set it lower. */
export async function contextWindowOf({ name, isElsewhere }: Connection): Promise<number | null> {
  const { priceList } = name.definition;
  if (priceList === undefined || isElsewhere) return null;
  const list = await importOptional("@pydantic/genai-prices", () => import("@pydantic/genai-prices")).catch(
    () => undefined,
  );
  const found = list?.calcPrice({ input_tokens: 0, output_tokens: 0 }, name.model, { providerId: priceList });
  return found?.model.context_window ?? null;
}

function ownCost({ input, output, cacheRead = input, cacheWrite = input }: ModelPrice, usage: Usage): number {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const plain = inputTokens - cacheReadTokens - cacheWriteTokens;
  return (
    (plain * input + cacheReadTokens * cacheRead + cacheWriteTokens * cacheWrite + outputTokens * output) /
    million
  );
}

/**
 * Reads prices from a JSON file: `{"provider/model": {"input": 0.15, "output": 0.6}}`, in dollars for a million tokens.
 * @throws UserError
 */
export function readPrices(path: string): Readonly<Record<string, ModelPrice>> {
  const expected = 'an object such as {"vllm/my-model": {"input": 0.15, "output": 0.6}}';
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw cannotRead("price file", cause, path);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError("Invalid JSON in the price file", { file: path, expected, cause });
  }
  const entries = Object.entries((value ?? {}) as Record<string, Partial<ModelPrice>>);
  for (const [name, price] of entries) {
    const numbers = [price?.input, price?.output, price?.cacheRead ?? 0, price?.cacheWrite ?? 0];
    if (!numbers.every((number) => typeof number === "number" && number >= 0))
      throw new UserError(`Invalid price of \`${name}\``, { file: path, expected });
  }
  return value as Readonly<Record<string, ModelPrice>>;
}

const noTokens: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
};

/** What several calls took together; the cost is null as soon as one is unknown. */
export function totalUsage(
  calls: Iterable<{ readonly usage: Usage; readonly cost: number | null; readonly cached: boolean }>,
): {
  calls: number;
  cached: number;
  usage: Usage;
  cost: number | null;
} {
  let usage = noTokens;
  let cost: number | null = 0;
  let sent = 0;
  let cached = 0;
  for (const call of calls) {
    if (call.cached) {
      cached += 1;
      continue;
    }
    sent += 1;
    usage = addUsage(usage, call.usage);
    cost = cost === null || call.cost === null ? null : cost + call.cost;
  }
  return { calls: sent, cached, usage, cost };
}

/** The sum of two. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
}
