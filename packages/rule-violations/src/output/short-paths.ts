/** What a run has at the end of the path of its submission. */
const usualEnd = /[\\/]submission[\\/]submission\.csv$/;

/** Paths of submissions for a table: without the end that all have in a run group, and without their common directories. */
export function shortPaths(paths: readonly (string | null)[]): string[] {
  const listed = paths.filter((path) => path !== null);
  const isUsual = listed.every((path) => usualEnd.test(path));
  const parts = listed.map((path) => (isUsual ? path.replace(usualEnd, "") : path).split(/[\\/]/));
  const [first = []] = parts;
  let common = 0;
  while (
    common < first.length &&
    parts.every((one) => one.length > common + 1 && one[common] === first[common])
  )
    common++;
  const short = parts.map((one) => one.slice(common).join("/"));
  return paths.map((path) => (path === null ? "none" : (short.shift() ?? path)));
}
