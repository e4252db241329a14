// Two files of results, for example of two commits: what changed beyond the spread.
import { figures } from "./statistics.mjs";

/**
 * Cases of both, figure by figure. Where both have ratios of runs in turn, the ratios are compared, since they hold when
 * a machine is slower on one day than on the other.
 * @returns changes beyond the spread, the number of figures compared, and names of cases that only one of them has
 */
export function compareResults(before, after) {
  const key = ({ name, size }) => `${name} ${size}`;
  const earlier = new Map(before.results.map((result) => [key(result), result]));
  const later = new Map(after.results.map((result) => [key(result), result]));
  const changes = [];
  let compared = 0;
  for (const [name, now] of later) {
    const then = earlier.get(name);
    if (then === undefined) continue;
    for (const figure of figures) {
      const isRatio = then.ratios?.[figure] !== undefined && now.ratios?.[figure] !== undefined;
      const [a, b] = [then, now].map((result) => (isRatio ? result.ratios : result.ours)[figure]);
      if (a === undefined || b === undefined) continue;
      compared++;
      const isApart = a.max < b.min || b.max < a.min;
      if (isApart)
        changes.push({ name: now.name, figure, isRatio, from: a, to: b, factor: b.median / a.median });
    }
  }
  const missing = (from, others) => [...from.keys()].filter((name) => !others.has(name));
  return { changes, compared, onlyBefore: missing(earlier, later), onlyAfter: missing(later, earlier) };
}
