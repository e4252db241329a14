import {
  type MockModels,
  type MockModelsOptions,
  pairLanguage,
  startMockModels,
  wordTokens,
} from "@mlebench/mock-models";
import { type Model, openModel } from "@mlebench/models";
import { probeText } from "../src/index.js";

const open: MockModels[] = [];

/** Ends all servers of {@link serve}. */
export async function closeServers(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}

/** A server with a known language, and a model on it. */
export async function serve(options: MockModelsOptions): Promise<{ server: MockModels; model: Model }> {
  const server = await startMockModels(options);
  open.push(server);
  const clock = { now: () => 0, sleep: async () => undefined };
  return { server, model: openModel("vllm/known", { baseUrl: server.url, environment: {}, clock }) };
}

/** A language that knows some texts by heart, and the rule of the probe without its surprises. */
export function languageOf(...texts: string[]) {
  const rule = probeText.replaceAll(/zebra|piano|seventeen/g, "nothing");
  const known = pairLanguage([rule, ...texts].join("\n"));
  return { ...known, tokenize: wordTokens };
}

/** The mean probability of the tokens of a text, counted by hand. */
export function expectedFamiliarity(language: ReturnType<typeof languageOf>, text: string): number {
  const tokens = wordTokens(text);
  const probabilities = tokens.flatMap((token, i) => {
    const logprob = language.logprob(tokens.slice(0, i), token);
    return logprob === null ? [] : [Math.exp(logprob)];
  });
  return probabilities.reduce((sum, value) => sum + value, 0) / probabilities.length;
}
