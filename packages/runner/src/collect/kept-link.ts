import { posix } from "node:path";
import { outputDirectories } from "../backend/backend.js";

/**
 * What a symbolic link of an agent becomes where its output directories lie side by side: relative, and such that it
 * cannot lead out of them, whatever else is kept. It may climb first and descend then: after a name, which may itself
 * be a link, `..` could lead anywhere. An absolute link counts when it leads into the agent's own directories, at `home`
 * or at `/home`.
 * @param link where it is, such as `submission/best/submission.csv`
 * @returns undefined when it leads elsewhere
 */
export function keptLink({ home, link, to }: { home: string; link: string; to: string }): string | undefined {
  if (to === "" || to.includes("\0")) return undefined;
  const parts = to.split("/").filter((part) => part !== "" && part !== ".");
  const isAbsolute = to.startsWith("/");
  const firstName = parts.findIndex((part) => part !== "..");
  const up = firstName === -1 ? parts.length : firstName;
  if (parts.slice(up).includes("..") || (isAbsolute && up > 0)) return undefined;
  const depth = link.split("/").length - 1;
  // Within its own directory it stays as it is.
  if (!isAbsolute && up < depth) return to;
  const above = posix.dirname(link);
  const absolute = isAbsolute ? posix.normalize(to) : posix.resolve(home, above, to);
  for (const base of [home, "/home"]) {
    const inside = absolute.startsWith(`${base}/`) ? absolute.slice(base.length + 1) : "";
    if (outputDirectories.some((name) => inside === name || inside.startsWith(`${name}/`))) {
      return posix.relative(above, inside) || ".";
    }
  }
  return undefined;
}
