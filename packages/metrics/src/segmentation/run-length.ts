import { type MetricArgument, MetricInputError } from "../errors.js";
import { parsePythonInteger, splitLikePython } from "./python-integers.js";
import { emptyRuns, type MaskShape, makeRuns, pixelCount, type Runs } from "./runs.js";

/** Where the text comes from, for the error. */
export interface RunsSource {
  /** @default "yPred" */
  argument?: MetricArgument;
  /** Row of the submission, from 0. */
  row?: number;
}

/**
 * Reads a run-length encoded mask: `start length start length …`, starts counted from 1.
 *
 * Accepts and rejects what the reference's decoder does. Starts must ascend, all numbers must be positive and runs
 * must not overlap inside the image; what lies beyond the image is cut off. Numbers are spelt as for Python's `int()`.
 * Blank text is an empty mask. So is a single positive number, and of three numbers the middle one is the length of
 * both runs: there NumPy broadcasts. Numbers from 2^63 on behave as in NumPy's 64-bit arithmetic.
 * @throws MetricInputError naming the offending number by its position, never by its value
 */
export function parseRuns(text: string, shape: MaskShape, source: RunsSource = {}): Runs {
  const pixels = pixelCount(shape);
  const values = plainValues(text) ?? pythonValues(text, pixels, source);
  if (values.length === 0) return emptyRuns(shape);
  return makeRuns(shape, boundsOfPairs(values, pixels, source));
}

/** Writes a mask as `start length start length …`, starts counted from 1; an empty mask is empty text. */
export function formatRuns({ bounds }: Runs): string {
  const parts: string[] = [];
  for (let i = 0; i < bounds.length; i += 2) parts.push(`${bounds[i] + 1} ${bounds[i + 1] - bounds[i]}`);
  return parts.join(" ");
}

/**
 * Starts and lengths in turn, both positive, as zero-based bounds clipped to the image. Touching runs are joined.
 */
function boundsOfPairs(values: Float64Array, pixels: number, source: RunsSource): Uint32Array {
  const count = values.length;
  if (count % 2 === 1 && count > 3) {
    throw fail(`${count} numbers cannot be paired into starts and lengths`, source);
  }
  for (let i = 0; i < count; i++) {
    if (values[i] <= 0) throw fail(`number ${i + 1} is not positive`, source);
  }
  const runCount = count === 1 ? 0 : (count + 1) >> 1;
  const bounds = new Uint32Array(2 * runCount);
  let used = 0;
  let previousStart = 0;
  let previousEnd = 0;
  for (let run = 0; run < runCount; run++) {
    const start = values[2 * run];
    if (start < previousStart) throw fail(`number ${2 * run + 1}, ${descending}`, source);
    previousStart = start;
    const lengthIndex = count === 3 ? 1 : 2 * run + 1;
    const end = Math.min(start - 1 + values[lengthIndex], pixels);
    if (start > end) continue;
    if (start - 1 < previousEnd) throw fail(`run ${run + 1} overlaps the one before it`, source);
    if (used > 0 && start - 1 === previousEnd) used--;
    else bounds[used++] = start - 1;
    bounds[used++] = end;
    previousEnd = end;
  }
  return used === bounds.length ? bounds : bounds.slice(0, used);
}

/** Numbers of one text after the other; longer texts than this holds have arrays of their own. */
let scratch = new Float64Array(0);
const maxScratch = 1 << 17;

/**
 * The numbers of a text that holds nothing but spaces and numbers of at most 15 ASCII digits; undefined for any other
 * text. Almost every real encoding is of this kind, and some have megabytes. The next text overwrites them.
 */
function plainValues(text: string): Float64Array | undefined {
  const room = (text.length + 1) >> 1;
  if (room > scratch.length && room <= maxScratch) scratch = new Float64Array(Math.min(2 * room, maxScratch));
  const values = room <= scratch.length ? scratch : new Float64Array(room);
  let count = 0;
  let value = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) {
      if (digits > 0) values[count++] = value;
      value = 0;
      digits = 0;
      continue;
    }
    if (code < 48 || code > 57 || ++digits > 15) return undefined;
    value = value * 10 + (code - 48);
  }
  if (digits > 0) values[count++] = value;
  return values.subarray(0, count);
}

/** The numbers of any text, those beyond 2^53 replaced by ones that mean the same. */
function pythonValues(text: string, pixels: number, source: RunsSource): Float64Array {
  const values = splitLikePython(text).map((token, i) => {
    const value = parsePythonInteger(token);
    if (value === undefined) throw fail(`number ${i + 1} is not an integer`, source);
    if (value <= 0n) throw fail(`number ${i + 1} is not positive`, source);
    return value;
  });
  const isHuge = values.some((value) => value > BigInt(Number.MAX_SAFE_INTEGER));
  const isPairable = values.length % 2 === 0 || values.length === 3;
  return isHuge && isPairable ? shrinkHugeValues(values, pixels, source) : Float64Array.from(values, Number);
}

/**
 * Pairs with the same effect on an image of `pixels` pixels. NumPy adds lengths to starts in int64 where they fit, and
 * an end that overflows turns negative, which makes the run empty: such runs are left out.
 */
function shrinkHugeValues(values: readonly bigint[], pixels: number, source: RunsSource): Float64Array {
  const starts = values.filter((_, i) => i % 2 === 0);
  const lengths = values.filter((_, i) => i % 2 === 1);
  const storage = [storageOf(starts), storageOf(lengths)];
  if (storage.includes("float64") || (storage.includes("int64") && storage.includes("uint64"))) {
    throw fail(
      "numbers below and above 2^63 are mixed, which only floating-point numbers could hold",
      source,
    );
  }
  const overflows = storage.every((kind) => kind === "int64");
  const beyond = BigInt(pixels) + 1n;
  const shrunk: bigint[] = [];
  starts.forEach((start, run) => {
    if (run > 0 && start < starts[run - 1]) throw fail(`number ${2 * run + 1}, ${descending}`, source);
    const length = lengths.length === 1 ? lengths[0] : lengths[run];
    if (overflows && start - 1n + length >= int64Limit) return;
    shrunk.push(start < beyond ? start : beyond, length < beyond ? length : beyond);
  });
  return Float64Array.from(shrunk, Number);
}

const descending = "a start, is less than the start before it";
const int64Limit = 2n ** 63n;
const uint64Limit = 2n ** 64n;

/**
 * How NumPy stores a list of positive Python integers: as int64, as uint64 when all need that, as float64 when some do
 * and some do not, and as Python objects when one needs more than 64 bits.
 */
function storageOf(values: readonly bigint[]): "int64" | "uint64" | "float64" | "object" {
  if (values.some((value) => value >= uint64Limit)) return "object";
  const large = values.filter((value) => value >= int64Limit).length;
  if (large === 0) return "int64";
  return large === values.length ? "uint64" : "float64";
}

function fail(reason: string, { argument = "yPred", row }: RunsSource): MetricInputError {
  return new MetricInputError(`Invalid run-length encoding: ${reason}`, argument, {
    row,
    expected: "`start length start length …` with ascending starts from 1, positive lengths, and no overlap",
  });
}
