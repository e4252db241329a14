import { editDistance } from "@mlebench/core";

/**
 * The candidates that a person may have meant by `text`, nearest first: few edits away, or one containing the
 * other. Letter case does not count.
 * @param limit most matches returned; 0 or more
 */
export function nearMatches(text: string, candidates: Iterable<string>, limit = 3): string[] {
  const wanted = text.toLowerCase();
  const tolerance = Math.max(2, Math.floor(wanted.length / 4));
  return [...new Set(candidates)]
    .map((candidate) => {
      const lower = candidate.toLowerCase();
      const contains =
        wanted.length >= 3 && (lower.includes(wanted) || (lower.length >= 3 && wanted.includes(lower)));
      return { candidate, contains, distance: editDistance(wanted, lower) };
    })
    .filter(({ contains, distance }) => contains || distance <= tolerance)
    .sort((a, b) => {
      const rank = (match: typeof a): number =>
        match.distance <= tolerance ? match.distance : tolerance + 1;
      return rank(a) - rank(b) || a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1);
    })
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** A sentence such as `Did you mean "a" or "b"?`, or the empty string when nothing is near. */
export function didYouMean(text: string, candidates: Iterable<string>): string {
  const near = nearMatches(text, candidates).map((match) => `"${match}"`);
  if (near.length === 0) return "";
  const last = near.pop();
  return `Did you mean ${near.length > 0 ? `${near.join(", ")} or ${last}` : last}?`;
}
