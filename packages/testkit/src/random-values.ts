import type { TargetValue } from "@mlebench/core";
import type { SeededRandom } from "./seeded-random.js";

/** How a synthetic value relates to the true one. */
export interface Guess {
  /** The gold submission's cell for the same row, if there is one. */
  truth: string | undefined;
  /** The sample submission's cell. */
  sample?: string;
  /** All of the gold submission's cells of the column; may be empty. */
  column: readonly string[];
  /** Chance of a value at or near the truth. */
  closeness: number;
  /** Significant digits; few of them make ties. */
  digits: number;
}

interface Extent {
  low: number;
  high: number;
}

/** Smallest and largest number of a column, which is asked for once per cell. */
const extents = new WeakMap<readonly string[], Extent>();

function extentOf(column: readonly string[]): Extent {
  const known = extents.get(column);
  if (known !== undefined) return known;
  const extent = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  for (const text of column) {
    const x = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(x)) continue;
    extent.low = Math.min(extent.low, x);
    extent.high = Math.max(extent.high, x);
  }
  extents.set(column, extent);
  return extent;
}

function clamp(x: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): number {
  return Math.min(Math.max(x, min), max);
}

/** The range that synthetic numbers come from: the declared one, narrowed or completed by what gold holds. */
function rangeOf(value: { min?: number; max?: number }, column: readonly string[]): [number, number] {
  const seen = extentOf(column);
  const low = value.min ?? Math.min(seen.low, value.max === undefined ? 0 : value.max - 1);
  const high = value.max ?? Math.max(seen.high, low + 1);
  return [low, Math.max(low, high)];
}

/** A number in the column's range, near the truth with the guess's closeness. */
export function randomNumber(
  value: { min?: number; max?: number },
  guess: Guess,
  random: SeededRandom,
): number {
  const [low, high] = rangeOf(value, guess.column);
  const truth = guess.truth === undefined || guess.truth.trim() === "" ? Number.NaN : Number(guess.truth);
  const near = random.uniform() < guess.closeness && Number.isFinite(truth);
  const noise = random.uniform();
  const x = near ? truth + (noise - 0.5) * 0.2 * (high - low) : low + noise * (high - low);
  return clamp(Number(x.toPrecision(guess.digits)), value.min, value.max);
}

/**
 * Non-negative numbers that sum to `total`, exactly as decimals.
 * @param weights one non-negative weight per number
 * @param steps how many equal steps `total` is cut into
 */
export function randomShares(weights: readonly number[], total: number, steps: number): string[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => Math.floor((weight / sum) * steps));
  const largest = shares.indexOf(Math.max(...shares));
  shares[largest] += steps - shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => String((share * total) / steps));
}

/** Words of the gold submission's column, the domain of labels that the schema does not name. */
const words = new WeakMap<readonly string[], readonly string[]>();

function wordsOf(column: readonly string[]): readonly string[] {
  const known = words.get(column);
  if (known !== undefined) return known;
  const found = [...new Set(column.flatMap((text) => text.split(" ")))].filter((word) => word !== "").sort();
  words.set(column, found);
  return found;
}

function randomLabels(
  { classes, most = 3 }: Extract<TargetValue, { type: "labels" }>,
  { column }: Guess,
  random: SeededRandom,
): string {
  const domain = classes.length > 0 ? classes : wordsOf(column);
  const count = 1 + random.below(Math.max(1, Math.min(most, domain.length)));
  return random.shuffled(domain).slice(0, count).join(" ");
}

/** Where the last run of a column ends, by column; asked for once per cell. */
const lastEnds = new WeakMap<readonly string[], number>();

function lastEndOf(column: readonly string[]): number {
  const known = lastEnds.get(column);
  if (known !== undefined) return known;
  let last = 0;
  for (const text of column) {
    const [start = 0, length = 0] = text.trim().split(" ").slice(-2).map(Number);
    if (start + length - 1 > last) last = start + length - 1;
  }
  lastEnds.set(column, last);
  return last;
}

/**
 * Runs ascend and do not overlap in either order of pixels. Images of miniatures may be far smaller than real ones: then
 * runs end where those of gold do.
 */
function randomRuns(
  value: Extract<TargetValue, { type: "run-lengths" }>,
  { column }: Guess,
  random: SeededRandom,
): string {
  const seen = lastEndOf(column);
  const isSmall = seen > 0 && seen < (value.height * value.width) / 2;
  const pixels = isSmall ? seen : value.height * value.width;
  const height = isSmall ? Math.ceil(Math.sqrt(seen)) : value.height;
  const runs: number[] = [];
  let next = 1 + random.below(Math.max(1, Math.floor(pixels / 2)));
  for (let count = random.below(5); count > 0 && next <= pixels; count--) {
    const length = 1 + random.below(Math.min(Math.max(1, height), pixels - next + 1));
    runs.push(next, length);
    next += length + 1 + random.below(Math.max(1, height));
  }
  return runs.join(" ");
}

type Boxes = Extract<TargetValue, { type: "boxes" }>;

function randomBox({ fields, classes, extent }: Boxes, random: SeededRandom): string {
  const starts = new Map<string, number>();
  const texts = fields.map((field) => {
    const name = field.toLowerCase();
    if (/conf|score|prob/.test(name)) return random.uniform().toFixed(3);
    if (/class|categor|label/.test(name)) {
      return typeof classes === "number" ? String(random.below(classes)) : random.pick(classes);
    }
    if (/width|height|length/.test(name))
      return String(1 + random.below(Math.max(1, Math.floor(extent / 2))));
    const axis = name.replace(/min|max|left|right|top|bottom|[_\d]/g, "");
    const start = starts.get(axis);
    if (start === undefined) {
      const x = random.below(Math.max(1, Math.floor(extent / 2)));
      starts.set(axis, x);
      return String(x);
    }
    return String(start + 1 + random.below(Math.max(1, Math.floor(extent / 2))));
  });
  return texts.join(" ");
}

/** As long as one of the gold submission's. */
function randomSequence(
  { min, max }: Extract<TargetValue, { type: "sequence" }>,
  { column }: Guess,
  random: SeededRandom,
): string {
  const length = column.length > 0 ? random.pick(column).split(" ").length : 1 + random.below(10);
  return Array.from({ length }, () => min + random.below(max - min + 1)).join(" ");
}

function randomWords(guess: Guess, random: SeededRandom): string {
  const source = guess.column.length > 0 ? random.pick(guess.column) : "no one knows what to say here";
  const words = source.split(" ");
  const from = random.below(words.length);
  return words.slice(from, from + 1 + random.below(words.length - from)).join(" ");
}

/** A value that the schema allows, as the text of a CSV cell. */
export function randomText(value: TargetValue, guess: Guess, random: SeededRandom): string {
  if (value.type === "number") return String(randomNumber(value, guess, random));
  if (value.type === "integer" && value.isClass === true && guess.column.length > 0) {
    const isTrue = random.uniform() < guess.closeness;
    return isTrue && guess.truth !== undefined ? guess.truth : random.pick(guess.column);
  }
  if (value.type === "integer") {
    const x = Math.round(randomNumber(value, { ...guess, digits: 15 }, random));
    return String(clamp(x, value.min, value.max));
  }
  if (guess.truth !== undefined && random.uniform() < guess.closeness) return guess.truth;
  if (value.type === "boolean") return random.pick(["False", "True"]);
  if (value.type === "class") {
    const classes = value.classes.length > 0 ? value.classes : guess.column;
    return classes.length > 0 ? String(random.pick(classes)) : "";
  }
  if (value.type === "labels") return randomLabels(value, guess, random);
  if (value.type === "span")
    return random.pick(["", ...value.words, `${random.below(100)}:${random.below(200)}`]);
  if (value.type === "ordering") return random.shuffled((guess.sample ?? "").split(" ")).join(" ");
  if (value.type === "sequence") return randomSequence(value, guess, random);
  if (value.type === "run-lengths") {
    const runs = randomRuns(value, guess, random);
    return runs === "" ? (value.none ?? "") : runs;
  }
  if (value.type === "boxes") {
    const boxes = Array.from({ length: random.below(4) }, () => randomBox(value, random));
    return boxes.length > 0 ? boxes.join(" ") : value.none;
  }
  return randomWords(guess, random);
}
