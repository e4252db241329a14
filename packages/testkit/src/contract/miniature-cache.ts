import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Competition, LinkMode } from "@mlebench/core";
import { fileDigests } from "../prepared-digests.js";

/** A miniature that was written and prepared in a directory of its own. */
export interface PreparedMiniature {
  /** Holds `raw/`, `public/`, `private/`, and whatever a preparation wrongly leaves beside them. */
  directory: string;
  /** MD5 of the raw files before the preparation. */
  rawBefore: Readonly<Record<string, string>>;
}

export interface MiniatureChoice {
  seed: number;
  size: number;
  link?: LinkMode;
}

/** Writes and prepares miniatures in a temporary directory, each choice once. */
export interface MiniatureCache {
  /** A new empty directory. */
  scratch(): string;
  prepared(choice: MiniatureChoice): Promise<PreparedMiniature>;
  close(): void;
}

/** Writes a miniature and prepares it, in the places where `mlebench prepare` has them. */
export async function prepareIn(
  directory: string,
  competition: Competition,
  { seed, size, link }: MiniatureChoice,
): Promise<PreparedMiniature> {
  const directories = {
    raw: join(directory, "raw"),
    public: join(directory, "public"),
    private: join(directory, "private"),
  };
  for (const path of Object.values(directories)) mkdirSync(path);
  await competition.miniature.write({ out: directories.raw, seed, size });
  const rawBefore = await fileDigests(directories.raw);
  await competition.prepare(directories, { link });
  return { directory, rawBefore };
}

export function createMiniatureCache(load: () => Promise<Competition>): MiniatureCache {
  let top: string | undefined;
  const made = new Map<string, Promise<PreparedMiniature>>();
  const scratch = (): string => {
    top ??= mkdtempSync(join(tmpdir(), "mlebench-contract-"));
    return mkdtempSync(join(top, `${readdirSync(top).length}-`));
  };
  return {
    scratch,
    prepared(choice) {
      const key = JSON.stringify([choice.seed, choice.size, choice.link]);
      const known = made.get(key);
      if (known !== undefined) return known;
      const work = load().then((competition) => prepareIn(scratch(), competition, choice));
      made.set(key, work);
      return work;
    },
    close() {
      if (top !== undefined) rmSync(top, { recursive: true, force: true });
    },
  };
}
