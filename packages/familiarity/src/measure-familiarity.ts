import { describeError, mapConcurrently, type Progress, UserError } from "@mlebench/core";
import {
  type Completion,
  type Estimate,
  estimateTokens,
  isHopeless,
  isModelError,
  type Model,
  totalUsage,
} from "@mlebench/models";
import type { CompetitionDocument } from "./documents.js";
import { alignTokens } from "./logprobs/align-tokens.js";
import { echoRequests, echoTokens } from "./logprobs/echo.js";
import { type DocumentScore, scoreLogprobs, scoreSamples } from "./logprobs/measures.js";
import { type Probe, probeModel } from "./logprobs/probe.js";
import { drawPlaces, likeliestCount, sampleProbability, sampleRequest } from "./logprobs/sampled.js";
import { completePlaces, referencePlaces, type TokenPlace } from "./logprobs/tokenizer.js";
import type { WindowOptions } from "./logprobs/windows.js";

/** What {@link measureFamiliarity} measures, and how. */
export interface MeasureOptions {
  readonly model: Model;
  readonly documents: readonly CompetitionDocument[];
  /** Unless given, `echo` if the server can, else `sampled`. */
  readonly method?: "echo" | "sampled";
  /** Places of a document for the sampled method. @default 1000 */
  readonly samples?: number;
  /** Of the places. @default 0 */
  readonly seed?: number;
  /** Documents at a time. @default 40 */
  readonly workers?: number;
  /** Of texts that are longer than a context. @default 24 000 units, of which 6000 are context */
  readonly window?: WindowOptions;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** The score of a document, or why it has none. */
export type MeasuredDocument = {
  readonly competition: string;
  readonly name: string;
  readonly isObfuscated: boolean;
} & ({ readonly score: DocumentScore } | { readonly error: string });

/** What came out, in the order of the documents. */
export interface Measurement {
  readonly model: string;
  readonly method: "echo" | "sampled";
  /** Why the method is not echo. */
  readonly reason: string | null;
  readonly documents: readonly MeasuredDocument[];
  /** Requests that were sent. */
  readonly calls: number;
  readonly cached: number;
  readonly inputTokens: number;
  readonly cost: number | null;
}

const tooShort = "Too short: it has no token after the first, and the first is not predicted.";

const defaultSamples = 1000;
const defaultWorkers = 40;
const defaultWindow: WindowOptions = { length: 24_000, overlap: 6000 };

/**
 * Measures how well a model knows each document. A document that fails has an error; the others go on.
 * @throws ModelError if the model cannot be called at all, such as for a missing key
 */
export async function measureFamiliarity(options: MeasureOptions): Promise<Measurement> {
  const { documents, signal, workers = defaultWorkers } = options;
  const completions: Completion[] = [];
  const model = counting(options.model, completions);
  const probe = await chooseMethod(model, options);
  const score = await scorer(model, probe, options);
  const progress = progressOf(options, probe);
  const measured = await mapConcurrently(documents, workers, async (document) => {
    const { competition, name, isObfuscated } = document;
    const head = { competition, name, isObfuscated };
    try {
      const found = await score(document, (share) => progress(document, share));
      return Number.isFinite(found.familiarity) ? { ...head, score: found } : { ...head, error: tooShort };
    } catch (error) {
      if (!isModelError(error) || isHopeless(error) || signal?.aborted) throw error;
      return { ...head, error: describeError(error) };
    } finally {
      progress(document, 1);
    }
  });
  const { calls, cached, usage, cost } = totalUsage(completions);
  return {
    model: model.name,
    method: probe.method,
    reason: probe.method === "sampled" ? probe.reason : null,
    documents: measured,
    calls,
    cached,
    inputTokens: usage.inputTokens,
    cost,
  };
}

/**
 * Reports how far documents are, each by its share: in documents, or, since the sampled method takes hundreds of requests for
 * each, in tokens.
 */
function progressOf(
  { documents, onProgress, samples = defaultSamples }: MeasureOptions,
  { method }: Probe,
): (document: CompetitionDocument, share: number) => void {
  const step = method === "echo" ? "measuring documents" : "sampling tokens";
  const weight = ({ text }: CompetitionDocument): number =>
    method === "echo" ? 1 : Math.min(samples, Math.max(1, estimateTokens(text)));
  const total = documents.reduce((sum, document) => sum + weight(document), 0);
  const reached = new Map<CompetitionDocument, number>();
  let done = 0;
  onProgress?.({ step, done, total });
  return (document, share) => {
    const now = Math.floor(share * weight(document));
    done += now - (reached.get(document) ?? 0);
    reached.set(document, now);
    onProgress?.({ step, done, total });
  };
}

/** The same model, which keeps what its completions took. */
function counting(model: Model, completions: Completion[]): Model {
  return {
    ...model,
    complete: async (request) => {
      const completion = await model.complete(request);
      // Texts and tokens would fill the memory.
      completions.push({ ...completion, text: "", tokens: null });
      return completion;
    },
  };
}

/** @throws UserError if the requested method is not available */
async function chooseMethod(model: Model, { method, signal }: MeasureOptions): Promise<Probe> {
  const probe = await probeModel(model, signal);
  // A wrong number would look like a right one.
  if (method === "echo" && probe.method === "sampled")
    throw new UserError(`Cannot measure \`${model.name}\` with the echo method: ${probe.reason}`, {
      hint: "Use the sampled method.",
    });
  if (method === "sampled")
    return {
      method: "sampled",
      reason: "requested",
      echoesTokens: probe.method === "echo" || probe.echoesTokens,
    };
  return probe;
}

async function scorer(
  model: Model,
  probe: Probe,
  {
    window = defaultWindow,
    samples = defaultSamples,
    seed = 0,
    workers = defaultWorkers,
    signal,
  }: MeasureOptions,
): Promise<(document: CompetitionDocument, onShare: (share: number) => void) => Promise<DocumentScore>> {
  const own = signal && { signal };
  if (probe.method === "echo")
    return async ({ text }) => {
      const tokens = await echoTokens(model, text, { window, shift: probe.shift, ...own });
      return scoreLogprobs(
        tokens.map(({ logprob }) => logprob),
        text,
      );
    };
  const top = await likeliestCount(model, signal);
  const context = window.length;
  return async ({ text, competition, name }, onShare) => {
    const places = probe.echoesTokens
      ? await serverPlaces(model, text, window, signal)
      : await referencePlaces(text);
    const drawn = drawPlaces(places, samples, seed, `${competition}/${name}`);
    let done = 0;
    const probabilities = await mapConcurrently(drawn, workers, async (place) => {
      const probability = await sampleProbability(model, text, place, { context, top, ...own });
      onShare(++done / drawn.length);
      return probability;
    });
    return scoreSamples(probabilities);
  };
}

/** The places of a text in the server's own tokenizer, which is the only one that its answers are in. */
async function serverPlaces(
  model: Model,
  text: string,
  window: WindowOptions,
  signal: AbortSignal | undefined,
): Promise<TokenPlace[]> {
  const found = await echoTokens(model, text, { window, shift: 0, ...(signal && { signal }) });
  const tokens = found.map((token) => token.text);
  const starts = alignTokens(tokens, text);
  return starts === undefined ? referencePlaces(text) : completePlaces(tokens, starts, text.length);
}

/** What a measurement would take. Sends nothing, so it takes the method at its word, or both ways. */
export async function estimateFamiliarity(
  options: MeasureOptions,
): Promise<{ echo: Estimate; sampled: Estimate }> {
  const { model, documents, window = defaultWindow, samples = defaultSamples, seed = 0 } = options;
  const echo = await model.estimate(documents.flatMap(({ text }) => echoRequests(text, window)));
  let sampled: Estimate = { calls: 0, cached: 0, inputTokens: 0, outputTokens: 0, cost: 0 };
  for (const { text, competition, name } of documents) {
    const places = drawPlaces(await referencePlaces(text), samples, seed, `${competition}/${name}`);
    const part = await model.estimate(
      places.map((place) => sampleRequest(text, place, { context: window.length, top: 10 })),
    );
    sampled = {
      calls: sampled.calls + part.calls,
      cached: sampled.cached + part.cached,
      inputTokens: sampled.inputTokens + part.inputTokens,
      outputTokens: sampled.outputTokens + part.outputTokens,
      cost: sampled.cost === null || part.cost === null ? null : sampled.cost + part.cost,
    };
  }
  return { echo, sampled };
}
