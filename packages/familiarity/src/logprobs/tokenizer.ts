import { ModelError } from "@mlebench/models";
import { alignTokens } from "./align-tokens.js";

/** A place in a text, and the token that is there. */
export interface TokenPlace {
  /** Where the token begins, in UTF-16 units. */
  readonly start: number;
  readonly token: string;
}

/**
 * Places between complete characters: the text before is text, and so is the token. Tokens that are parts of characters are
 * left out, with the one that completes them, since no server could be asked about them.
 */
export function completePlaces(
  tokens: readonly string[],
  starts: readonly number[],
  length: number,
): TokenPlace[] {
  const isPartial = tokens.map((token) => /\uFFFD|^bytes:/.test(token));
  return tokens.flatMap((token, i) => {
    const isComplete =
      !isPartial[i] && starts[i] < length && (i + 1 >= starts.length || starts[i + 1] > starts[i]);
    return isComplete ? [{ start: starts[i], token }] : [];
  });
}

/**
 * The places of a text in the reference's tokenizer, o200k_base. The vocabulary is in an optional package and is loaded at the
 * first use.
 * @throws ModelError if the package is not installed
 */
export async function referencePlaces(text: string): Promise<TokenPlace[]> {
  const { encode, vocabulary } = await loadTokenizer();
  // A document about language models may spell special tokens; they are text there.
  const ids = encode(text, { disallowedSpecial: new Set() });
  // Tokens that are no text are lists of bytes.
  const tokens = ids
    .map((id) => vocabulary[id])
    .map((token) => (typeof token === "string" ? token : "\uFFFD"));
  const starts = alignTokens(tokens, text);
  return starts === undefined ? [] : completePlaces(tokens, starts, text.length);
}

async function loadTokenizer() {
  try {
    const [{ encode }, { default: vocabulary }] = await Promise.all([
      import("gpt-tokenizer/encoding/o200k_base"),
      import("gpt-tokenizer/bpeRanks/o200k_base"),
    ]);
    return { encode, vocabulary };
  } catch (cause) {
    throw new ModelError("missing package", "Package `gpt-tokenizer` not found", {
      expected: "it for the sampled method with a server that does not return tokens",
      hint: "Install it with `npm install gpt-tokenizer`.",
      cause,
    });
  }
}
