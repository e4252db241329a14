/** The token is part of a character, so that the server could not write it. */
const partial = /\uFFFD|^bytes:/;

/** So many units of the text may stand behind one unit of a token that is not text of its own. */
const unitsPerPartial = 2;

/**
 * Where each token of a response begins in the text that was sent, in UTF-16 units. Tokens that are parts of characters
 * begin where the text before them ends; tokens that are not in the text, such as one that begins all texts, are as long as
 * nothing.
 * @returns undefined if the tokens are not those of the text: the server did not return it
 */
export function alignTokens(tokens: readonly string[], text: string): number[] | undefined {
  const starts: number[] = [];
  let position = 0;
  let pending = 0;
  let foreign = 0;
  let uncertain = 0;
  for (const token of tokens) {
    if (position >= text.length && pending === 0) {
      starts.push(text.length);
      continue;
    }
    const found = partial.test(token) ? undefined : findToken(token, text, position, pending, uncertain);
    if (found === undefined) {
      starts.push(Math.min(position, text.length));
      if (partial.test(token)) {
        pending += token.length;
        uncertain += token.length;
      } else foreign += 1;
      continue;
    }
    starts.push(found.start);
    position = found.end;
    pending = 0;
  }
  const isComplete = text.length - position <= uncertain * unitsPerPartial;
  // One or two tokens may be of a template or stand for the beginning.
  return isComplete && foreign <= 2 + tokens.length / 50 ? starts : undefined;
}

function findToken(
  token: string,
  text: string,
  position: number,
  pending: number,
  uncertain: number,
): { start: number; end: number } | undefined {
  for (const spelling of spellings(token)) {
    if (spelling === "") continue;
    if (pending === 0) {
      if (text.startsWith(spelling, position)) return { start: position, end: position + spelling.length };
      if (uncertain === 0) continue;
    }
    // Parts of characters are before it, so at least one character is; or an earlier one was taken for this one.
    const next = text.indexOf(spelling, position + 1);
    if (next >= 0 && next - position <= (pending || uncertain) * unitsPerPartial)
      return { start: next, end: next + spelling.length };
  }
  return undefined;
}

/** How a token may be written: as text, without the signs that tokenizers have for blanks, and without the blank before a text. */
export function* spellings(token: string): Generator<string> {
  yield token;
  const plain = token.replaceAll("▁", " ").replaceAll("Ġ", " ").replaceAll("Ċ", "\n");
  if (plain !== token) yield plain;
  if (plain.startsWith(" ")) yield plain.slice(1);
}
