/** NumPy's tolerance for a sum of float64 probabilities: the square root of the machine epsilon. */
const tolerance = Math.sqrt(Number.EPSILON);

function compensatedSum(values: ArrayLike<number>, length = values.length): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < length; i++) {
    const term = values[i] - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum;
}

/** @throws RangeError unless there are `length` probabilities, none negative, that sum to one. */
export function requireProbabilities(p: ArrayLike<number>, length: number): void {
  if (p.length !== length) {
    throw new RangeError(`p has ${p.length} probabilities for a population of ${length}. Give one for each.`);
  }
  for (let i = 0; i < p.length; i++) {
    if (p[i] >= 0) continue;
    throw new RangeError(`p[${i}] is ${p[i]}. Expected a probability that is not negative.`);
  }
  const sum = compensatedSum(p);
  if (Math.abs(sum - 1) > tolerance) {
    throw new RangeError(`p sums to ${sum}. Expected 1. Divide each probability by the sum.`);
  }
}

/** @throws RangeError unless all but the last of `p` are in [0, 1] and sum to at most one. */
export function requireMultinomialProbabilities(p: ArrayLike<number>): void {
  if (p.length === 0) throw new RangeError("p is empty. Give one probability for each category.");
  for (let i = 0; i < p.length; i++) {
    if (p[i] >= 0 && p[i] <= 1) continue;
    throw new RangeError(`p[${i}] is ${p[i]}. Expected a probability in [0, 1].`);
  }
  const sum = compensatedSum(p, p.length - 1);
  if (sum > 1 + 1e-12) throw new RangeError(`p without its last entry sums to ${sum}. Expected at most 1.`);
}

/** The running sums of `p`, divided by the last: a cumulative distribution that ends in 1. */
export function cumulativeDistribution(p: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    sum += p[i];
    sums[i] = sum;
  }
  for (let i = 0; i < p.length; i++) sums[i] /= sum;
  return sums;
}
