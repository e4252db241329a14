import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { ReadableStream, type WritableStream } from "node:stream/web";
import { describeError } from "@mlebench/core";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { outputDirectories } from "../backend/backend.js";
import { isFullDisk } from "../full-disk.js";
import { keptLink } from "./kept-link.js";

export interface CollectLimits {
  /** Of one file. */
  fileBytes: number;
  /** Of one directory with everything in it. */
  totalBytes: number;
  /** Files, directories and links of one directory. */
  entries: number;
}

export const defaultCollectLimits: CollectLimits = {
  fileBytes: 20e9,
  totalBytes: 20e9,
  entries: 1_000_000,
};

/** What something in a collected directory was that is not there now. */
export type SkippedKind =
  | "symbolic link"
  | "hard link"
  | "fifo"
  | "device"
  | "oversized file"
  | "corrupt file"
  | "unsupported entry";

export interface Collected {
  files: number;
  bytes: number;
  /** False when the agent's directory held more than was taken. */
  complete: boolean;
  /** One sentence for each thing that was not taken as it was; the first hundred. */
  notes: string[];
  /** Paths relative to the directory; the first hundred. */
  skipped: { path: string; kind: SkippedKind }[];
}

const notesKept = 100;

/** Directories within directories that are taken: programs that walk through a run do so level by level. */
const mostLevels = 256;

/** Where agents of most backends have their directories. */
export const agentHome = "/home";

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
  const target = openTarget(partial, limits, { directory: basename(destination), home });
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
  const target = openTarget(destination, limits, place);
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

type Destination = { path: string } | { skip: string } | { ignore: true } | undefined;

/** Goes through a tar stream; ends early, without an error, when the target wants no more. */
async function eachMember(
  stream: AsyncIterable<Uint8Array>,
  target: Target,
  place: (entry: ParsedTarEntry) => Destination,
): Promise<void> {
  const source = stream[Symbol.asyncIterator]();
  const decoder = createTarDecoder({ strict: true });
  const transform = {
    readable: decoder.readable as ReadableStream<ParsedTarEntry>,
    writable: decoder.writable as WritableStream<Uint8Array>,
  };
  try {
    for await (const entry of webStream(source).pipeThrough(transform)) {
      const to = place(entry);
      if (to !== undefined && "skip" in to) target.skip(to.skip, "unsupported entry");
      if (to !== undefined && "path" in to) await target.add(to.path, entry);
      if (target.stopped()) break;
      // The next header comes after this body, whether it was wanted or not.
      if (!entry.body.locked) await entry.body.cancel();
    }
  } catch (error) {
    if (isFullDisk(error)) throw error;
    target.fail(`The directory could not be read to its end: ${describeError(error)}`);
  } finally {
    await source.return?.().then(undefined, () => undefined);
  }
}

/** Read only as far as is asked for. Node's own adapter throws into nowhere when its reader goes away. */
function webStream(source: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await source.return?.();
    },
  });
}

interface Target {
  readonly result: Collected;
  add(path: string, entry: ParsedTarEntry): Promise<void>;
  skip(path: string, kind: SkippedKind, why?: string): void;
  fail(note: string): void;
  stopped(): boolean;
  makeLinks(): void;
}

/** Which of the agent's directories is written, and where the agent had it. */
interface Place {
  directory: string;
  home: string;
}

/** What is zero for as long as this is left out of a file, so that sparse files stay so. */
const zeros = Buffer.alloc(1 << 16);

const isZero = (chunk: Uint8Array): boolean =>
  chunk[0] === 0 && zeros.subarray(0, chunk.length).equals(chunk);

/** Writes a body from a file's beginning on, holes as holes. */
async function writeSparse(file: FileHandle, body: AsyncIterable<Uint8Array>): Promise<number> {
  let position = 0;
  let written = 0;
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; start += zeros.length) {
      const block = chunk.subarray(start, start + zeros.length);
      if (!isZero(block)) {
        for (let done = 0; done < block.length; ) {
          const rest = block.length - done;
          done += (await file.write(block, done, rest, position + done)).bytesWritten;
        }
        written = position + block.length;
      }
      position += block.length;
    }
  }
  if (written < position) await file.truncate(position);
  return position;
}

function openTarget(root: string, limits: CollectLimits, { directory, home }: Place): Target {
  const result: Collected = { files: 0, bytes: 0, complete: true, notes: [], skipped: [] };
  const links: { path: string; to: string }[] = [];
  const written = new Set<string>();
  const directories = new Set<string>([""]);
  let entries = 0;
  /** What is read only to be thrown away has a limit as well. */
  let wastedBytes = 0;
  let stopped = false;

  const note = (text: string): void => {
    if (result.notes.length < notesKept) result.notes.push(text);
    else if (result.notes.length === notesKept) result.notes.push("… and more of the like.");
  };
  const skip = (path: string, kind: SkippedKind, why = "it was not taken"): void => {
    result.complete = false;
    if (result.skipped.length < notesKept) result.skipped.push({ path, kind });
    note(`${path === "" ? "The directory itself" : quote(path)} is ${article(kind)} ${kind}: ${why}.`);
  };
  const fail = (text: string): void => {
    result.complete = false;
    note(text);
  };
  const stop = (text: string): void => {
    fail(text);
    stopped = true;
  };
  /** Makes a directory and those above; everything below the root was made here, so that none is a link. */
  const makeDirectory = (path: string): void => {
    if (directories.has(path)) return;
    makeDirectory(parentOf(path));
    try {
      mkdirSync(join(root, path));
    } catch (error) {
      // Where one file is added to what was collected before, its directory may be there; a link to one is not it.
      if (!lstatSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()) throw error;
    }
    directories.add(path);
  };

  const addFile = async (path: string, entry: ParsedTarEntry): Promise<void> => {
    const { size } = entry.header;
    if (Object.keys(entry.header.pax ?? {}).some((key) => key.startsWith("GNU.sparse.")))
      return skip(path, "unsupported entry");
    const room = limits.totalBytes - result.bytes;
    if (size > Math.min(limits.fileBytes, room)) {
      const limit =
        size > limits.fileBytes
          ? `larger than ${limits.fileBytes} bytes`
          : `more than what is left of ${limits.totalBytes} bytes in all`;
      skip(path, "oversized file", `it has ${size} bytes, ${limit}, and was not taken`);
      wastedBytes += size;
      if (wastedBytes > limits.totalBytes) stop("The rest of the directory was not read: it is too large.");
      return;
    }
    makeDirectory(parentOf(path));
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const file = await open(join(root, path), O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o644);
    let filled = 0;
    try {
      filled = await writeSparse(file, entry.body as ReadableStream<Uint8Array>);
    } finally {
      await file.close();
      if (filled !== size) {
        rmSync(join(root, path), { force: true });
        skip(path, "corrupt file", `only ${filled} of its ${size} bytes could be read`);
      }
    }
    if (filled !== size) return;
    written.add(path);
    result.files++;
    result.bytes += size;
  };

  const addHardLink = (path: string, linkName: string | undefined): void => {
    const [, ...rest] = (linkName ?? "").split("/").filter((part) => part !== "" && part !== ".");
    const first = rest.join("/");
    if (!written.has(first)) {
      skip(path, "hard link", "what it links to was not taken");
      return;
    }
    makeDirectory(parentOf(path));
    linkSync(join(root, first), join(root, path));
    written.add(path);
    result.files++;
  };

  const addLink = (path: string, linkName: string): void => {
    const to = keptLink({ home, link: `${directory}/${path}`, to: linkName });
    if (to !== undefined) links.push({ path, to });
    else {
      const where = `out of ${outputDirectories.join(", ")}`;
      skip(path, "symbolic link", `it leads to ${quote(linkName)}, ${where}, and was not taken`);
    }
  };

  return {
    result,
    skip,
    fail,
    stopped: () => stopped,
    async add(path, entry) {
      if (++entries > limits.entries)
        return stop(`There are more than ${limits.entries} files: the rest was not taken.`);
      if (!isSafe(path)) return skip(path, "unsupported entry");
      if (path.split("/").length > mostLevels) {
        return skip(
          path,
          "unsupported entry",
          `it lies more than ${mostLevels} directories deep and was not taken`,
        );
      }
      const { type = "file", linkname } = entry.header;
      try {
        if (type === "directory") makeDirectory(path);
        else if (type === "file") await addFile(path, entry);
        else if (type === "link") addHardLink(path, linkname);
        else if (type === "symlink") addLink(path, linkname ?? "");
        else skip(path, skippedKind(entry));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === undefined || isFullDisk(error)) throw error;
        // Two odd names may look the same here; a name may be too long for this file system.
        skip(path, "unsupported entry", `it could not be written (${code})`);
      }
    },
    // Last, so that nothing can be written through one.
    makeLinks() {
      for (const { path, to } of links) {
        try {
          makeDirectory(parentOf(path));
          symlinkSync(to, join(root, path));
        } catch (error) {
          skip(path, "symbolic link", `it could not be made (${(error as NodeJS.ErrnoException).code})`);
        }
      }
    },
  };
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? "an" : "a";
}

function parentOf(path: string): string {
  const parent = posix.dirname(path);
  return parent === "." ? "" : parent;
}

function isSafe(path: string): boolean {
  return (
    !path.includes("\0") && path.split("/").every((part) => part !== ".." && part !== "." && part !== "")
  );
}

function skippedKind({ header }: ParsedTarEntry): SkippedKind {
  switch (header.type) {
    case "symlink":
      return "symbolic link";
    case "link":
      return "hard link";
    case "fifo":
      return "fifo";
    case "character-device":
    case "block-device":
      return "device";
    default:
      return "unsupported entry";
  }
}

/** Names come from agents: on a terminal they must not do anything, or fill it. */
function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
