import { isAbsolute, join, sep } from "node:path";

/**
 * Paths joined as Python's `pathlib` spells them: no `.` parts and no doubled separators, but `..` stays; a part that
 * is absolute replaces the earlier ones. Elsewhere than on POSIX it is Node's join, with slashes.
 */
export function joinPaths(...parts: readonly string[]): string {
  if (sep !== "/") return join(...parts).replaceAll(sep, "/");
  const start = parts.findLastIndex((part) => isAbsolute(part));
  const joined = parts.slice(Math.max(0, start)).join("/");
  const root = /^\/\/(?!\/)/.test(joined) ? "//" : joined.startsWith("/") ? "/" : "";
  const names = joined.split("/").filter((name) => name !== "" && name !== ".");
  return root + names.join("/") || ".";
}

/** Where a file is, spelled in the same way: "." for a bare name. */
export function parentPath(path: string): string {
  const spelled = joinPaths(path);
  const end = spelled.lastIndexOf("/");
  if (end === -1) return ".";
  return spelled.slice(0, end) || "/";
}

/** Absolute, with its `..` left to the system, which follows links before it goes up. */
export function systemPath(path: string, cwd: string): string {
  return isAbsolute(path) ? path : `${cwd}${sep}${path}`;
}
