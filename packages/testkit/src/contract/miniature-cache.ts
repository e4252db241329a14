import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Competition, LinkMode } from "@mlebench/core";

export interface MiniatureChoice {
  seed: number;
  size: number;
  link?: LinkMode;
}

/** Writes and prepares miniatures in a temporary directory, each choice once. */
export interface MiniatureCache {
  /** A new empty directory. */
  scratch(): string;
  /** @returns the directory of a miniature's raw files, which nothing prepares */
  raw(choice: MiniatureChoice): Promise<string>;
  /** @returns a directory that holds `raw/`, `public/`, `private/`, and whatever a preparation wrongly leaves there */
  prepared(choice: MiniatureChoice): Promise<string>;
  /** Removes all of them. */
  close(): void;
}

/** Writes a miniature and prepares it, in the places where `mlebench prepare` has them. */
export async function prepareIn(
  directory: string,
  competition: Competition,
  { seed, size, link }: MiniatureChoice,
): Promise<string> {
  const directories = {
    raw: join(directory, "raw"),
    public: join(directory, "public"),
    private: join(directory, "private"),
  };
  for (const path of Object.values(directories)) mkdirSync(path);
  await competition.miniature.write({ out: directories.raw, seed, size });
  await competition.prepare(directories, { link });
  return directory;
}

/** Remembers the promise that `make` gives for each choice. */
function oncePerChoice<T>(
  make: (choice: MiniatureChoice) => Promise<T>,
): (choice: MiniatureChoice) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (choice) => {
    const key = JSON.stringify([choice.seed, choice.size, choice.link]);
    const known = made.get(key) ?? make(choice);
    made.set(key, known);
    return known;
  };
}

export function createMiniatureCache(load: () => Promise<Competition>): MiniatureCache {
  let top: string | undefined;
  const scratch = (): string => {
    top ??= mkdtempSync(join(tmpdir(), "mlebench-contract-"));
    return mkdtempSync(join(top, `${readdirSync(top).length}-`));
  };
  return {
    scratch,
    raw: oncePerChoice(async ({ seed, size }) => {
      const out = scratch();
      await (await load()).miniature.write({ out, seed, size });
      return out;
    }),
    prepared: oncePerChoice(async (choice) => prepareIn(scratch(), await load(), choice)),
    close() {
      if (top !== undefined) rmSync(top, { recursive: true, force: true });
    },
  };
}
