/**
 * Paths for a table: without the end that all of them have in a run group, and without the directories that they have in
 * common.
 * @param end matches the end that is left out if every path has it
 */
export function shortPaths(paths: readonly (string | null)[], end: RegExp): string[] {
  const listed = paths.filter((path) => path !== null);
  const isUsual = listed.every((path) => end.test(path));
  const parts = listed.map((path) => (isUsual ? path.replace(end, "") : path).split(/[\\/]/));
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
