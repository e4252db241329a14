// Gives each command of the host its own modules: those of packages, which may remember something, and those outside of
// the repository, which a test may have changed since. Competitions and dependencies are loaded once.
let packages;
let count;

export function initialize(data) {
  packages = data.packages;
  count = data.count;
}

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  const { url } = resolved;
  if (!url.startsWith("file:") || !isOwn(url)) return resolved;
  return { ...resolved, url: `${url}?command=${count[0]}` };
}

function isOwn(url) {
  return url.startsWith(packages)
    ? !url.includes("/node_modules/")
    : !url.startsWith(new URL("..", packages).href);
}
