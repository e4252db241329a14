/** Searches the distribution from zero upwards; for small means. */
function byInversion(double: () => number, n: number, p: number): number {
  const q = 1 - p;
  const mean = n * p;
  const atZero = Math.exp(n * Math.log(q));
  const bound = Math.floor(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
  for (;;) {
    let count = 0;
    let probability = atZero;
    let left = double();
    while (left > probability && count <= bound) {
      count++;
      left -= probability;
      probability = ((n - count + 1) * p * probability) / (count * q);
    }
    if (count <= bound) return count;
  }
}

/** The tail of Stirling's series for a factorial, over the common denominator 166320 and as NumPy spells it. */
function stirlingTail(x: number): number {
  const square = x * x;
  return (13680 - (462 - (132 - (99 - 140 / square) / square) / square) / square) / x / 166320;
}

/**
 * Kachitvichyanukul and Schmeiser (1988), "Binomial random variate generation", algorithm BTPE: a triangle,
 * two parallelograms and two exponential tails cover the distribution; for mean n·p above 30 and p at most 1/2.
 */
function byBtpe(double: () => number, n: number, p: number): number {
  const q = 1 - p;
  const variance = n * p * q;
  const peak = n * p + p;
  const mode = Math.floor(peak);
  const halfWidth = Math.floor(2.195 * Math.sqrt(n * p * q) - 4.6 * q) + 0.5;
  const center = mode + 0.5;
  const left = center - halfWidth;
  const right = center + halfWidth;
  const slack = 0.134 + 20.5 / (15.3 + mode);
  const leftSlope = (peak - left) / (peak - left * p);
  const leftRate = leftSlope * (1 + leftSlope / 2);
  const rightSlope = (right - peak) / (right * q);
  const rightRate = rightSlope * (1 + rightSlope / 2);
  const parallelograms = halfWidth * (1 + 2 * slack);
  const leftTail = parallelograms + slack / leftRate;
  const whole = leftTail + slack / rightRate;

  function accepts(y: number, v: number): boolean {
    const distance = Math.abs(y - mode);
    if (distance <= 20 || distance >= variance / 2 - 1) {
      const odds = p / q;
      const scaled = odds * (n + 1);
      let ratio = 1;
      for (let i = mode + 1; i <= y; i++) ratio *= scaled / i - odds;
      for (let i = y + 1; i <= mode; i++) ratio /= scaled / i - odds;
      return v <= ratio;
    }
    const spread =
      (distance / variance) * ((distance * (distance / 3 + 0.625) + 0.16666666666666666) / variance + 0.5);
    const bell = (-distance * distance) / (2 * variance);
    const logV = Math.log(v);
    if (logV < bell - spread) return true;
    if (logV > bell + spread) return false;
    const x1 = y + 1;
    const f1 = mode + 1;
    const z = n + 1 - mode;
    const w = n - y + 1;
    const exact =
      center * Math.log(f1 / x1) +
      (n - mode + 0.5) * Math.log(z / w) +
      (y - mode) * Math.log((w * p) / (x1 * q)) +
      stirlingTail(f1) +
      stirlingTail(z) +
      stirlingTail(x1) +
      stirlingTail(w);
    return logV <= exact;
  }

  for (;;) {
    const u = double() * whole;
    let v = double();
    if (u <= halfWidth) return Math.floor(center - halfWidth * v + u);
    let y: number;
    if (u <= parallelograms) {
      const x = left + (u - halfWidth) / slack;
      v = v * slack + 1 - Math.abs(mode - x + 0.5) / halfWidth;
      if (v > 1) continue;
      y = Math.floor(x);
    } else if (u <= leftTail) {
      y = Math.floor(left + Math.log(v) / leftRate);
      if (y < 0 || v === 0) continue;
      v = v * (u - parallelograms) * leftRate;
    } else {
      y = Math.floor(right - Math.log(v) / rightRate);
      if (y > n || v === 0) continue;
      v = v * (u - leftTail) * rightRate;
    }
    if (accepts(y, v)) return y;
  }
}

/**
 * The number of successes in `n` trials of probability `p`, as NumPy's RandomState draws it.
 *
 * @param double - draws doubles in [0, 1).
 * @param n - an integer, at least 0.
 * @param p - in [0, 1].
 */
export function drawBinomial(double: () => number, n: number, p: number): number {
  const rarer = p <= 0.5 ? p : 1 - p;
  const drawn = rarer * n <= 30 ? byInversion(double, n, rarer) : byBtpe(double, n, rarer);
  return p <= 0.5 ? drawn : n - drawn;
}

/** How many of `n` trials fall in each category: one binomial draw for each, of the trials still left. */
export function drawMultinomial(double: () => number, n: number, p: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(p.length);
  const last = p.length - 1;
  let left = n;
  let remaining = 1;
  for (let i = 0; i < last && left > 0; i++) {
    // NumPy draws for an impossible outcome on its own, but not as a category.
    counts[i] = p[i] === 0 ? 0 : drawBinomial(double, left, p[i] / remaining);
    left -= counts[i];
    remaining -= p[i];
  }
  if (left > 0) counts[last] = left;
  return counts;
}
