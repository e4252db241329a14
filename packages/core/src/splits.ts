import { UserError } from "./errors.js";
import { didYouMean } from "./near-matches.js";
import { splitIds } from "./splits.generated.js";

/** Names of the benchmark's splits: "low" is MLE-bench Lite, "split75" the full benchmark. */
export function splitNames(): string[] {
  return Object.keys(splitIds);
}

/**
 * Ids of a split, in the reference's order.
 * @throws UserError for an unknown name
 */
export function readSplit(name: string): readonly string[] {
  if (!Object.hasOwn(splitIds, name)) {
    throw new UserError(`Unknown split \`${name}\``, {
      expected: `one of ${splitNames().join(", ")}`,
      hint: didYouMean(name, splitNames()) || undefined,
    });
  }
  return splitIds[name];
}

/** Ids of every competition of the benchmark, in the splits' order: what is graded, then what agents are developed on. */
export function benchmarkIds(): readonly string[] {
  return [...new Set([...readSplit("split75"), ...readSplit("dev")])];
}
