import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { afterAll } from "vitest";

const recorded = JSON.parse(
  readFileSync(new URL("./fixtures/archives.json", import.meta.url), "utf8"),
) as Record<string, string>;

/** The bytes of an archive that Python made. */
export function pythonArchive(name: string): Buffer {
  if (!(name in recorded)) throw new Error(`no fixture ${name}`);
  return Buffer.from(recorded[name], "base64");
}

/** A function that makes fresh directories, all removed after the tests of a file. */
export function temporaryDirectories(): () => string {
  const made: string[] = [];
  afterAll(() => {
    for (const path of made) rmSync(path, { recursive: true, force: true });
  });
  return () => {
    const path = mkdtempSync(join(tmpdir(), "mlebench-archives-"));
    made.push(path);
    return path;
  };
}

/** Puts bytes into a new directory beside an empty one to extract into. */
export function place(parent: string, name: string, bytes: Uint8Array): { archive: string; out: string } {
  const archive = join(parent, name);
  const out = join(parent, "destination", "out");
  writeFileSync(archive, bytes);
  mkdirSync(out, { recursive: true });
  return { archive, out };
}

/** Every file below a directory with its text; symbolic links are followed. */
export function tree(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(directory, path), "utf8")]));
}

/** The one line that a person would read. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => describeError(error),
  );
}
