import type { FamiliarityAnalysis, Measurement } from "@mlebench/familiarity";
import type { Estimate } from "@mlebench/models";
import { formatHeadedTable } from "./table.js";

const fixed = (value: number, digits = 3): string =>
  Number.isFinite(value) ? value.toFixed(digits) : "undefined";

/** What a measurement found, by document. */
export function describeMeasurement({
  model,
  method,
  reason,
  documents,
  calls,
  cached,
  inputTokens,
  cost,
}: Measurement): string {
  const rows = documents.map((document) => {
    const head = [document.competition, document.name];
    if ("error" in document) return [...head, "failed", "", document.error];
    const { familiarity, tokens, meanLogprob } = document.score;
    return [...head, fixed(familiarity), String(tokens), meanLogprob === null ? "" : fixed(meanLogprob)];
  });
  const sent = cached > 0 ? `${calls} requests (and ${cached} stored replies)` : `${calls} requests`;
  const price = cost === null ? "cost unknown" : `$${cost.toFixed(4)}`;
  return [
    `${model}: method ${method}${reason === null ? "" : ` (${reason})`}, ${sent}, ${inputTokens} tokens, ${price}`,
    formatHeadedTable(
      ["competition", "document", "familiarity", "tokens", "mean log probability"],
      rows,
      [2, 3, 4],
    ),
  ].join("\n");
}

/** The correlation of familiarity with performance. */
export function describeAnalysis(analysis: FamiliarityAnalysis): string {
  const {
    points,
    pearson,
    spearman,
    permutation,
    interval,
    givenDeadline,
    overControl,
    plainLessObfuscated,
  } = analysis;
  const exact = permutation.exact ? "all" : String(permutation.permutations);
  const rows = [
    [
      "Pearson",
      fixed(pearson.r),
      fixed(pearson.p, 4),
      `95% interval ${fixed(interval.low)} to ${fixed(interval.high)}`,
    ],
    ["Spearman", fixed(spearman.r), fixed(spearman.p, 4), ""],
    ["permutation test", "", fixed(permutation.p, 4), `${exact} permutations`],
  ];
  if (givenDeadline !== null)
    rows.push([
      "given the deadline",
      fixed(givenDeadline.r),
      fixed(givenDeadline.p, 4),
      `${givenDeadline.n} competitions`,
    ]);
  if (overControl !== null)
    rows.push([
      "lead over the control model",
      fixed(overControl.r),
      fixed(overControl.p, 4),
      `mean lead ${fixed(overControl.meanDifference)}`,
    ]);
  if (plainLessObfuscated !== null) {
    const { n, mean, p, interval: range } = plainLessObfuscated;
    rows.push([
      "plain less obfuscated",
      fixed(mean),
      fixed(p, 4),
      `${n} pairs, 95% interval ${fixed(range.low)} to ${fixed(range.high)}`,
    ]);
  }
  const head = `Familiarity and performance of ${points.length} ${points.length === 1 ? "competition" : "competitions"}`;
  return [head, formatHeadedTable(["statistic", "value", "p", ""], rows, [1, 2])].join("\n");
}

/** What a measurement would take, with either method. */
export function describeEstimates(
  documents: number,
  estimates: { echo: Estimate; sampled: Estimate },
): string {
  const rows = Object.entries(estimates).map(([method, { calls, cached, inputTokens, cost }]) => [
    method,
    String(calls),
    String(cached),
    String(inputTokens),
    cost === null ? "unknown" : `$${cost.toFixed(4)}`,
  ]);
  return [
    `${countDocuments(documents)}, nothing sent. The method is known when the server has been asked.`,
    formatHeadedTable(
      ["method", "requests", "stored", "tokens (about)", "cost (at most)"],
      rows,
      [1, 2, 3, 4],
    ),
  ].join("\n");
}

/** `1 document`, `2 documents`. */
export const countDocuments = (count: number): string => `${count} ${count === 1 ? "document" : "documents"}`;
