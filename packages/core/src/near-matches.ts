import { editDistance } from "./edit-distance.js";

/** A complete word of the other, such as `titanic` of `spaceship-titanic`. */
function isPartOf(wanted: string, candidate: string): boolean {
  const separated = (name: string): string => `-${name.replace(/[\s._/-]+/g, "-")}-`;
  return wanted.length >= 3 && separated(candidate).includes(separated(wanted));
}

/**
 * The names that a person may have meant by `text`, nearest first: at most a third of the letters differ, or `text` is a
 * complete word of the name. Letter case does not count.
 * @param limit most matches returned; 0 or more
 */
export function nearMatches(text: string, names: Iterable<string>, limit = 3): string[] {
  const wanted = text.toLowerCase();
  return [...new Set(names)]
    .flatMap((name) => {
      const candidate = name.toLowerCase();
      const tolerance = Math.floor(Math.max(wanted.length, candidate.length) / 3);
      // Names of very different lengths are rejected early: the cost grows with both lengths.
      const distance =
        Math.abs(wanted.length - candidate.length) > tolerance
          ? Number.POSITIVE_INFINITY
          : editDistance(wanted, candidate);
      if (distance <= tolerance) return [{ name, distance }];
      return isPartOf(wanted, candidate) ? [{ name, distance: Number.POSITIVE_INFINITY }] : [];
    })
    .sort((a, b) => (a.distance === b.distance ? (a.name < b.name ? -1 : 1) : a.distance - b.distance))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** A sentence such as `Did you mean "a" or "b"?`, or the empty string when nothing is near. */
export function didYouMean(text: string, names: Iterable<string>): string {
  const near = nearMatches(text, names).map((match) => `"${match}"`);
  if (near.length === 0) return "";
  const last = near.pop();
  return `Did you mean ${near.length > 0 ? `${near.join(", ")} or ${last}` : last}?`;
}
