import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ParsedTarEntry } from "modern-tar";
import { CollectTarget, skippedKind } from "./collect-target.js";
import { agentHome, type Collected, type CollectLimits, defaultCollectLimits } from "./collected.js";
import { keptLink } from "./kept-link.js";
import { type Destination, eachMember } from "./tar-members.js";

/**
 * Writes a tar stream of an agent's directory to `destination`, which it replaces at the end. Only plain files,
 * directories and links that stay in the output directories side by side are made, with this process's owner and
 * ordinary modes; everything else is noted. Holes stay holes. What arrived before an error of the stream or a limit is
 * kept.
 * @param stream members are named `<name of destination>/…`
 * @param home where the agent had the directories that lie beside `destination` now
 * @throws the file system's error when this machine's disk does not take it ({@link isFullDisk}); `destination` is
 * then as it was
 */
export async function collectDirectory(
  stream: AsyncIterable<Uint8Array>,
  destination: string,
  limits: CollectLimits = defaultCollectLimits,
  home = agentHome,
): Promise<Collected> {
  removePartial(destination);
  // Nobody else may look in, or change a directory into a link, while files are written.
  const partial = mkdtempSync(join(dirname(destination), `.${basename(destination)}.partial-`));
  const target = new CollectTarget(partial, limits, { directory: basename(destination), home });
  let topLink: string | undefined;
  const place = (entry: ParsedTarEntry): Destination => {
    const [top, ...rest] = entry.header.name.split("/").filter((part) => part !== "" && part !== ".");
    if (top === undefined) return undefined;
    if (top !== basename(destination)) return { skip: entry.header.name };
    if (rest.length > 0) return { path: rest.join("/") };
    if (entry.header.type === "directory") return undefined;
    if (entry.header.type === "symlink")
      topLink = keptLink({ home, link: top, to: entry.header.linkname ?? "" });
    if (topLink === undefined) target.skip("", skippedKind(entry));
    return { ignore: true };
  };
  try {
    await eachMember(stream, target, place);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
  if (topLink === undefined) {
    target.makeLinks();
    chmodSync(partial, 0o755);
  } else {
    rmdirSync(partial);
    symlinkSync(topLink, partial);
  }
  replaceDirectory(partial, destination);
  return target.result;
}

/** Adds one file to a collected directory, from a tar stream that holds just this. */
export async function collectMember(
  stream: AsyncIterable<Uint8Array>,
  destination: string,
  path: string,
  limits: CollectLimits = defaultCollectLimits,
): Promise<Collected> {
  mkdirSync(destination, { recursive: true });
  const place = { directory: basename(destination), home: agentHome };
  const target = new CollectTarget(destination, limits, place);
  await eachMember(stream, target, (entry) =>
    entry.header.type === "file" && entry.header.name.replace(/^\.\//, "") === basename(path)
      ? { path }
      : { ignore: true },
  );
  return target.result;
}

/** Removes what a collection left that was killed. */
export function removePartial(destination: string): void {
  const directory = dirname(destination);
  const start = `.${basename(destination)}.`;
  for (const name of readNames(directory)) {
    if (name.startsWith(`${start}partial-`) || name.startsWith(`${start}old-`)) {
      rmSync(join(directory, name), { recursive: true, force: true });
    }
  }
}

function readNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function replaceDirectory(partial: string, destination: string): void {
  const old = partial.replace(".partial-", ".old-");
  if (lstatSync(destination, { throwIfNoEntry: false }) !== undefined) renameSync(destination, old);
  renameSync(partial, destination);
  rmSync(old, { recursive: true, force: true });
}
