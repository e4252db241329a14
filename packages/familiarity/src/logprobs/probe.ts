import { type Completion, isHopeless, isModelError, type Model } from "@mlebench/models";
import { alignTokens } from "./align-tokens.js";

/** How the log probabilities of a given text are available. */
export type Probe =
  | {
      readonly method: "echo";
      /** Log probability i belongs to token i + shift. */
      readonly shift: -1 | 0 | 1;
    }
  | {
      readonly method: "sampled";
      readonly reason: string;
      /** Whether the server at least returns the tokens of a text. */
      readonly echoesTokens: boolean;
    };

const words = ["apple", "river", "window", "paper", "stone", "cloud"];
const cycles = 10;
/** Words that break the rule, by the number of the word that they replace. */
const surprises: ReadonlyMap<number, string> = new Map([
  [27, "zebra"],
  [40, "piano"],
  [51, "seventeen"],
]);
/** By now every language model has seen the rule. */
const learned = 3 * words.length;

/**
 * A text with a known answer: a few words over and over, so that each follows with near certainty, with three words that
 * nothing announces.
 */
export const probeText: string = Array.from(
  { length: cycles * words.length },
  (_, i) => surprises.get(i) ?? words[i % words.length],
).join(" ");

/** Where the certain words and the surprising ones begin in the text; words right after a surprise are neither. */
function expectations(): { certain: Set<number>; surprising: Set<number> } {
  const certain = new Set<number>();
  const surprising = new Set<number>();
  let offset = 0;
  probeText.split(" ").forEach((word, i) => {
    // With or without the blank before it.
    const starts = i === 0 ? [0] : [offset - 1, offset];
    if (surprises.has(i)) for (const start of starts) surprising.add(start);
    else if (i >= learned && !surprises.has(i - 1)) for (const start of starts) certain.add(start);
    offset += word.length + 1;
  });
  return { certain, surprising };
}

const leastCertain = 0.3;
const mostSurprising = 0.1;

/**
 * Finds out whether a server returns the log probabilities of a text that it is given, and where it puts them.
 * @throws ModelError if the model cannot be called at all
 */
export async function probeModel(model: Model, signal?: AbortSignal): Promise<Probe> {
  let completion: Completion;
  try {
    completion = await model.complete(echoRequest(probeText, signal));
  } catch (error) {
    // As a type guard it would leave nothing of the error's type.
    const isFinal: boolean = isHopeless(error);
    if (!isModelError(error) || isFinal || error.reason === "network") throw error;
    return {
      method: "sampled",
      reason: `the server does not echo prompts (${error.headline})`,
      echoesTokens: false,
    };
  }
  return judgeProbe(completion);
}

/**
 * One token is generated, and dropped: some servers refuse `max_tokens: 0`, and to others it means no limit.
 */
export function echoRequest(prompt: string, signal?: AbortSignal) {
  return { prompt, echo: true, maxTokens: 1, logprobs: 1, temperature: 0, ...(signal && { signal }) };
}

/** What an echoed {@link probeText} says about the server. */
export function judgeProbe({ tokens }: Completion): Probe {
  const sampled = (reason: string, echoesTokens: boolean): Probe => ({
    method: "sampled",
    reason,
    echoesTokens,
  });
  if (tokens === null) return sampled("the server returns no log probabilities of the prompt", false);
  const starts = alignTokens(
    tokens.map(({ text }) => text),
    probeText,
  );
  if (starts === undefined) return sampled("the server does not return the prompt", false);
  const { certain, surprising } = expectations();
  const seen = new Set<number>();
  const places = starts.map((start) => {
    // Only the first token of a word is known.
    const isFirst = !seen.has(start);
    seen.add(start);
    return isFirst ? (certain.has(start) ? "certain" : surprising.has(start) ? "surprising" : "") : "";
  });
  const ratings = ([0, 1, -1] as const).map((shift) => {
    const of = (kind: string) =>
      average(
        places.flatMap((place, i) => {
          const logprob = tokens[i - shift]?.logprob;
          return place === kind && typeof logprob === "number" ? [Math.exp(Math.min(0, logprob))] : [];
        }),
      );
    return { shift, certain: of("certain"), surprising: of("surprising") };
  });
  const [best] = ratings
    .filter((rating) => rating.certain >= leastCertain && rating.surprising <= mostSurprising)
    .sort((a, b) => b.certain - b.surprising - (a.certain - a.surprising));
  if (best !== undefined) return { method: "echo", shift: best.shift };
  const [{ certain: got }] = ratings;
  return sampled(
    `the server returns wrong log probabilities: words that are certain have a mean probability of ${got.toFixed(3)}`,
    true,
  );
}

function average(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
