import type { InspectScore, InspectSummary } from "./format.js";

/** How much of texts summaries keep: as much as Inspect's own. */
const inputLength = 5120;
const textLength = 1024;

/** A summary without its large parts. */
export function thinSummary(summary: InspectSummary): InspectSummary {
  const { input, metadata, scores } = summary;
  const thin: InspectSummary = {
    ...summary,
    input: input.length > inputLength ? `${input.slice(0, inputLength)}...\n(content truncated)` : input,
    metadata: thinRecord(metadata),
  };
  if (scores !== undefined) thin.scores = mapValues(scores, thinScore);
  return thin;
}

function thinScore({ value, answer, explanation, metadata }: InspectScore): InspectScore {
  return {
    value,
    ...(answer !== undefined && { answer: thinText(answer) }),
    ...(explanation !== undefined && { explanation: thinText(explanation) }),
    ...(metadata !== undefined && { metadata: thinRecord(metadata) }),
  };
}

function thinRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapValues(record, (value) => {
    if (typeof value === "string") return thinText(value);
    const isLarge = typeof value === "object" && value !== null && JSON.stringify(value).length > textLength;
    return isLarge ? "Key removed from summary (> 1k)" : value;
  });
}

function thinText(text: string): string {
  const words = text
    .slice(0, 8 * textLength)
    .replace(/\s+/g, " ")
    .trim();
  return words.length > textLength ? `${words.slice(0, textLength - 3)}...` : words;
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
