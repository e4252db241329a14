const finite = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const infinite = /^\s*[+-]?inf(?:inity)?\s*$/i;

/** The number that a cell's text is, as pandas would read it where all cells of its column are numbers. */
export function plainNumber(text: string): number | undefined {
  if (finite.test(text)) return Number(text);
  if (!infinite.test(text)) return undefined;
  return text.trim().startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
