import fc from "fast-check";
import { expect, test } from "vitest";
import { alignTokens } from "../../src/logprobs/align-tokens.js";
import { completePlaces, referencePlaces } from "../../src/logprobs/tokenizer.js";

test.each([
  [["Hello", ",", " world"], "Hello, world", [0, 5, 6]],
  [["<s>", "Hello", " world"], "Hello world", [0, 0, 5]],
  [["", "Hello", " world", " and"], "Hello world", [0, 0, 5, 11]],
  [["▁Hello", "▁world"], "Hello world", [0, 5]],
  [["HelloĠ", "Ċ"], "Hello \n", [0, 6]],
  [["caf", "\uFFFD", "\uFFFD", " x"], "café x", [0, 3, 3, 4]],
  [["caf", "bytes:\\xc3", "bytes:\\xa9", " x"], "café x", [0, 3, 3, 4]],
  [["🦊".slice(0, 0), "\uFFFD", "\uFFFD\uFFFD", "!"], "🦊!", [0, 0, 0, 2]],
  [["\uFFFD", "\uFFFD", "\uFFFD"], "é", [0, 0, 0]],
  [["Something", " else"], "Hello world", undefined],
  [[], "Hello", undefined],
])("%j of %j begin at %j", (tokens, text, starts) => {
  expect(alignTokens(tokens, text)).toEqual(starts);
});

test("tokens of any text are found again, of complete characters where they are", () => {
  const character = fc.tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(character, { minLength: 1, maxLength: 40 }), (characters) => {
      const text = characters.map(([one]) => one).join("");
      const tokens = characters.flatMap(([one, isCut]) => {
        const bytes = Buffer.from(one);
        if (!isCut || bytes.length === 1) return [one];
        return [bytes.subarray(0, 1), bytes.subarray(1)].map((part) =>
          part.toString("utf8").replaceAll(/[^\uFFFD]/g, "\uFFFD"),
        );
      });
      const starts = alignTokens(tokens, text);
      expect(starts).toHaveLength(tokens.length);
      expect(starts).toEqual([...(starts ?? [])].sort((a, b) => a - b));
      let start = 0;
      let isCertain = true;
      for (const [i, token] of tokens.entries()) {
        // After a cut character, the same text may come again soon.
        if (token.includes("\uFFFD")) isCertain = false;
        if (isCertain) expect(starts?.[i]).toBe(start);
        start += token.length;
      }
    }),
    { numRuns: 300 },
  );
});

test("places are between characters, with text before and after", async () => {
  const text = "Prévision 🦊 der Straßenbahn: <|endoftext|> 機械学習 👩‍👩‍👧‍👦!\n\n  x";
  const places = await referencePlaces(text);
  expect(places.length).toBeGreaterThan(10);
  for (const { start, token } of places) {
    expect(text.startsWith(token, start)).toBe(true);
    expect(text.slice(0, start)).toBe(Buffer.from(text.slice(0, start)).toString());
  }
  expect(completePlaces(["caf", "\uFFFD", "\uFFFD", " x"], [0, 3, 3, 4], 6)).toEqual([
    { start: 0, token: "caf" },
    { start: 4, token: " x" },
  ]);
});
