import { UserError } from "./errors.js";
import { didYouMean } from "./near-matches.js";
import { splitIds } from "./splits.generated.js";

/** Names of the benchmark's splits, each once: "low" is MLE-bench Lite, "split75" the full benchmark. */
export function splitNames(): string[] {
  return Object.keys(splitIds);
}

/** Further names: the tasks of `inspect_evals`, and its word for the full benchmark. */
const otherNames: Readonly<Record<string, string>> = {
  mle_bench: "spaceship-titanic",
  mle_bench_lite: "low",
  mle_bench_full: "split75",
  all: "split75",
};

/** Every name that {@link readSplit} takes. */
export function setNames(): string[] {
  return [...splitNames(), ...Object.keys(otherNames)];
}

/** A split by one of its names; a name may end in `.txt`, like the file that it stands for. */
function splitNamed(name: string): string | undefined {
  const bare = name.replace(/\.txt$/, "");
  const known = Object.hasOwn(otherNames, bare) ? otherNames[bare] : bare;
  return Object.hasOwn(splitIds, known) ? known : undefined;
}

/** Whether {@link readSplit} takes a name. */
export function isSplit(name: string): boolean {
  return splitNamed(name) !== undefined;
}

/**
 * Ids of a split, in the reference's order.
 * @throws UserError for an unknown name
 */
export function readSplit(name: string): readonly string[] {
  const split = splitNamed(name);
  if (split !== undefined) return splitIds[split];
  throw new UserError(`Unknown split \`${name}\``, {
    expected: `one of ${setNames().join(", ")}`,
    hint: didYouMean(name, setNames()) || undefined,
  });
}

/** Ids of every competition of the benchmark, in the splits' order: what is graded, then what agents are developed on. */
export function benchmarkIds(): readonly string[] {
  return [...new Set([...readSplit("split75"), ...readSplit("dev")])];
}
