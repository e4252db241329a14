import { type GenerateRequest, isHopeless, isModelError, type Reply } from "@mlebench/models";
import { type Chunk, findPassage, placeOfPassage } from "../read/chunks.js";
import {
  type JudgeAnswer,
  judgeRequest,
  type SkepticAnswer,
  type SourceKind,
  skepticRequest,
} from "./prompts.js";
import type { Question } from "./questions.js";

/** `failed`: the model gave no answer. */
export type Verdict = "yes" | "no" | "unclear" | "failed";

/** What the judge says of one chunk, or of all chunks of one side of a run. */
export interface Judgment {
  verdict: Verdict;
  /** The model's reasons, or why there is no answer. */
  reasoning: string;
  /** A passage that occurs in the text. */
  quotation?: string;
  /** Where it stands. */
  file?: string;
  line?: number;
  /** The first pass's, 0 to 1. */
  confidence?: number;
}

/** Asks a model; {@link Model.generate} of `@mlebench/models` is one. */
export type Ask = <Value>(request: GenerateRequest) => Promise<Reply<Value>>;

export interface JudgeChunkOptions {
  ask: Ask;
  kind: SourceKind;
  question: Question;
  extra?: string;
  signal?: AbortSignal;
}

/** A chunk that is too long for a model is cut in two, unless it has fewer characters. */
const minSplit = 4000;

/**
 * Asks one question about one chunk. A yes needs a quotation that occurs in the text and a second pass that finds no innocent
 * explanation. Without the quotation the verdict is `unclear`.
 * @throws ModelError if no other call can succeed
 */
export async function judgeChunk(chunk: Chunk, options: JudgeChunkOptions): Promise<Judgment> {
  const { ask, signal } = options;
  const prompt = { ...options, text: chunk.text };
  try {
    const { value: answer } = await ask<JudgeAnswer>({ ...judgeRequest(prompt), signal });
    if (answer.verdict !== "yes")
      return { verdict: answer.verdict, reasoning: answer.reasoning, confidence: answer.confidence };
    if (findPassage(chunk.text, answer.quotation) === -1)
      return {
        verdict: "unclear",
        reasoning: `${answer.reasoning} [The quotation does not occur in the text.]`,
        confidence: answer.confidence,
      };
    const found = {
      quotation: answer.quotation,
      ...placeOfPassage(chunk, answer.quotation),
      confidence: answer.confidence,
    };
    const { value: second } = await ask<SkepticAnswer>({ ...skepticRequest(prompt, answer), signal });
    const verdict = second.verdict === "upheld" ? "yes" : second.verdict === "dismissed" ? "no" : "unclear";
    return {
      verdict,
      reasoning: `${answer.reasoning} [Second pass, ${second.verdict}: ${second.reasoning}]`,
      ...found,
    };
  } catch (error) {
    if (isModelError(error) && error.reason === "context" && chunk.text.length >= minSplit)
      return combine(await judgeHalves(chunk, options));
    if (isHopeless(error)) throw error;
    return { verdict: "failed", reasoning: error instanceof Error ? error.message : String(error) };
  }
}

async function judgeHalves(chunk: Chunk, options: JudgeChunkOptions): Promise<Judgment[]> {
  const judgments: Judgment[] = [];
  for (const half of splitChunk(chunk)) judgments.push(await judgeChunk(half, options));
  return judgments;
}

/** Two chunks, cut at the end of the line nearest to the middle. */
function splitChunk({ index, text, places }: Chunk): Chunk[] {
  const middle =
    places.findLast(({ offset }) => offset <= text.length / 2 && offset > 0)?.offset ??
    Math.floor(text.length / 2);
  const first = places.filter(({ offset }) => offset < middle);
  const rest = places
    .filter(({ offset }) => offset >= middle)
    .map((place) => ({ ...place, offset: place.offset - middle }));
  const last = first.at(-1);
  return [
    { index, text: text.slice(0, middle), places: first },
    {
      index,
      text: text.slice(middle),
      places: rest.length > 0 || last === undefined ? rest : [{ ...last, offset: 0 }],
    },
  ];
}

/** One judgment of several: a yes counts most, then what is missing, then what is unclear. */
export function combine(judgments: readonly Judgment[]): Judgment {
  const verdict = (["yes", "failed", "unclear", "no"] as const).find((one) =>
    judgments.some((judgment) => judgment.verdict === one),
  );
  const decisive = judgments.filter((judgment) => judgment.verdict === verdict);
  if (verdict === undefined) return { verdict: "unclear", reasoning: "" };
  const [first] = decisive;
  return {
    ...first,
    verdict,
    reasoning: [...new Set(decisive.map(({ reasoning }) => reasoning))].join("\n\n---------\n\n"),
  };
}
