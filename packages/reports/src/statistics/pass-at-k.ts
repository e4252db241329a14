/**
 * Chance that at least one of k runs succeeds, from c successes in n runs, without bias: 1 − C(n − c, k) / C(n, k).
 * `k` is from 1 to n.
 */
export function passAtK(n: number, c: number, k: number): number {
  if (n - c < k) return 1;
  let allFail = 1;
  for (let i = n - c + 1; i <= n; i++) allFail *= 1 - k / i;
  return 1 - allFail;
}
