import { linkSync, lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { constants, open } from "node:fs/promises";
import { join, posix } from "node:path";
import type { ReadableStream } from "node:stream/web";
import type { ParsedTarEntry } from "modern-tar";
import { outputDirectories } from "../backend/backend.js";
import { isFullDisk } from "../full-disk.js";
import type { Collected, CollectLimits, Place, SkippedKind } from "./collected.js";
import { keptLink } from "./kept-link.js";
import { writeSparse } from "./sparse-file.js";

const notesKept = 100;

/** Directories within directories that are taken: programs that walk through a run do so level by level. */
const maxDepth = 256;

/** A directory that is filled with what a tar stream holds, within limits. */
export class CollectTarget {
  readonly result: Collected = { files: 0, bytes: 0, complete: true, notes: [], skipped: [] };
  /** Whether nothing more is taken. */
  stopped = false;
  readonly #links: { path: string; to: string }[] = [];
  readonly #written = new Set<string>();
  readonly #directories = new Set<string>([""]);
  #entries = 0;
  /** What is read only to be thrown away has a limit as well. */
  #wastedBytes = 0;
  readonly #root: string;
  readonly #limits: CollectLimits;
  readonly #place: Place;

  constructor(root: string, limits: CollectLimits, place: Place) {
    this.#root = root;
    this.#limits = limits;
    this.#place = place;
  }

  #note(text: string): void {
    if (this.result.notes.length < notesKept) this.result.notes.push(text);
    else if (this.result.notes.length === notesKept) this.result.notes.push("… and more of the like.");
  }

  skip(path: string, kind: SkippedKind, why = "it was not taken"): void {
    this.result.complete = false;
    if (this.result.skipped.length < notesKept) this.result.skipped.push({ path, kind });
    this.#note(`${path === "" ? "The directory itself" : quote(path)} is ${article(kind)} ${kind}: ${why}.`);
  }

  fail(text: string): void {
    this.result.complete = false;
    this.#note(text);
  }

  #stop(text: string): void {
    this.fail(text);
    this.stopped = true;
  }

  /** Makes a directory and those above; everything below the root was made here, so that none is a link. */
  #makeDirectory(path: string): void {
    if (this.#directories.has(path)) return;
    this.#makeDirectory(parentOf(path));
    try {
      mkdirSync(join(this.#root, path));
    } catch (error) {
      // Where one file is added to what was collected before, its directory may be there; a link to one is not it.
      if (!lstatSync(join(this.#root, path), { throwIfNoEntry: false })?.isDirectory()) throw error;
    }
    this.#directories.add(path);
  }

  async #addFile(path: string, entry: ParsedTarEntry): Promise<void> {
    const { size } = entry.header;
    if (Object.keys(entry.header.pax ?? {}).some((key) => key.startsWith("GNU.sparse.")))
      return this.skip(path, "unsupported entry");
    const room = this.#limits.totalBytes - this.result.bytes;
    if (size > Math.min(this.#limits.fileBytes, room)) {
      const limit =
        size > this.#limits.fileBytes
          ? `larger than ${this.#limits.fileBytes} bytes`
          : `more than what is left of ${this.#limits.totalBytes} bytes in all`;
      this.skip(path, "oversized file", `it has ${size} bytes, ${limit}, and was not taken`);
      this.#wastedBytes += size;
      if (this.#wastedBytes > this.#limits.totalBytes)
        this.#stop("The rest of the directory was not read: it is too large.");
      return;
    }
    this.#makeDirectory(parentOf(path));
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const file = await open(join(this.#root, path), O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o644);
    let filled = 0;
    try {
      filled = await writeSparse(file, entry.body as ReadableStream<Uint8Array>);
    } finally {
      await file.close();
      if (filled !== size) {
        rmSync(join(this.#root, path), { force: true });
        this.skip(path, "corrupt file", `only ${filled} of its ${size} bytes could be read`);
      }
    }
    if (filled !== size) return;
    this.#written.add(path);
    this.result.files++;
    this.result.bytes += size;
  }

  #addHardLink(path: string, linkName: string | undefined): void {
    const [, ...rest] = (linkName ?? "").split("/").filter((part) => part !== "" && part !== ".");
    const first = rest.join("/");
    if (!this.#written.has(first)) {
      this.skip(path, "hard link", "what it links to was not taken");
      return;
    }
    this.#makeDirectory(parentOf(path));
    linkSync(join(this.#root, first), join(this.#root, path));
    this.#written.add(path);
    this.result.files++;
  }

  #addLink(path: string, linkName: string): void {
    const to = keptLink({ home: this.#place.home, link: `${this.#place.directory}/${path}`, to: linkName });
    if (to !== undefined) this.#links.push({ path, to });
    else {
      const where = `out of ${outputDirectories.join(", ")}`;
      this.skip(path, "symbolic link", `it leads to ${quote(linkName)}, ${where}, and was not taken`);
    }
  }

  async add(path: string, entry: ParsedTarEntry): Promise<void> {
    if (++this.#entries > this.#limits.entries)
      return this.#stop(`More than ${this.#limits.entries} files. The rest was skipped.`);
    if (!isSafe(path)) return this.skip(path, "unsupported entry");
    if (path.split("/").length > maxDepth) {
      return this.skip(
        path,
        "unsupported entry",
        `it lies more than ${maxDepth} directories deep and was not taken`,
      );
    }
    const { type = "file", linkname } = entry.header;
    try {
      if (type === "directory") this.#makeDirectory(path);
      else if (type === "file") await this.#addFile(path, entry);
      else if (type === "link") this.#addHardLink(path, linkname);
      else if (type === "symlink") this.#addLink(path, linkname ?? "");
      else this.skip(path, skippedKind(entry));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined || isFullDisk(error)) throw error;
      // Two odd names may look the same here; a name may be too long for this file system.
      this.skip(path, "unsupported entry", `it could not be written (${code})`);
    }
  }

  /** Makes the links: last, so that nothing can be written through one. */
  makeLinks(): void {
    for (const { path, to } of this.#links) {
      try {
        this.#makeDirectory(parentOf(path));
        symlinkSync(to, join(this.#root, path));
      } catch (error) {
        this.skip(path, "symbolic link", `it could not be made (${(error as NodeJS.ErrnoException).code})`);
      }
    }
  }
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

/** What a member of a tar stream is that is not taken. */
export function skippedKind({ header }: ParsedTarEntry): SkippedKind {
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
