/** A language model with known probabilities, which tests compare results with. */
export interface KnownLanguage {
  /** Cuts a text into tokens; joined, they are the text again. */
  readonly tokenize: (text: string) => readonly string[];
  /**
   * The log probability of a token after a context; null if nothing can be said, as for the first token of a model
   * without a token that begins a text.
   */
  readonly logprob: (context: readonly string[], token: string) => number | null;
  /** The likeliest tokens after a context, the first first. */
  readonly top: (context: readonly string[], count: number) => readonly (readonly [string, number])[];
}

/** Words with the blank before them, other blanks, and marks: close to what real tokenizers make. */
export function wordTokens(text: string): string[] {
  return text.match(/ ?[\p{L}\p{N}]+| ?[^\s\p{L}\p{N}]|\s/gu) ?? [];
}

/**
 * A language that has learned pairs of tokens from a text. After a token, those that followed it in the text share nine
 * tenths by how often they did; every other token of the text shares the rest with one unknown token.
 * @param text what it has learned by heart
 */
export function pairLanguage(
  text: string,
  tokenize: (text: string) => readonly string[] = wordTokens,
): KnownLanguage {
  const tokens = tokenize(text);
  const vocabulary = [...new Set(tokens)].sort();
  const followers = new Map<string, Map<string, number>>();
  tokens.forEach((token, index) => {
    if (index === 0) return;
    const counts = followers.get(tokens[index - 1]) ?? new Map<string, number>();
    followers.set(tokens[index - 1], counts.set(token, (counts.get(token) ?? 0) + 1));
  });
  const probability = (previous: string | undefined, token: string): number => {
    const counts = previous === undefined ? undefined : followers.get(previous);
    const base = 0.1 / (vocabulary.length + 1);
    if (counts === undefined) return 1 / (vocabulary.length + 1);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return base + (0.9 * (counts.get(token) ?? 0)) / total;
  };
  return {
    tokenize,
    logprob: (context, token) => (context.length === 0 ? null : Math.log(probability(context.at(-1), token))),
    top: (context, count) =>
      vocabulary
        .map((token) => [token, Math.log(probability(context.at(-1), token))] as const)
        // Equally likely tokens keep the order of the vocabulary.
        .sort((a, b) => b[1] - a[1])
        .slice(0, count),
  };
}
