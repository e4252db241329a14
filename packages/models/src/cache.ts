import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeDirectory, writeFileAtomically } from "@mlebench/disk";

/** Raised when a stored reply means something else. */
const version = 1;

/** Replies on disk, by everything that went into the call. */
export interface ReplyCache {
  /** @returns undefined when there is none, or none that can be read */
  readonly read: (key: string) => Promise<unknown>;
  readonly write: (key: string, value: unknown) => void;
}

/** The name of a call: equal calls have equal names, whatever the order of their keys. */
export function cacheKey(call: unknown): string {
  return createHash("sha256").update(canonical({ version, call })).digest("hex");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}

/** A cache in a directory, or, without one, a cache that keeps nothing. */
export function openCache(directory: string | undefined): ReplyCache {
  if (directory === undefined) return { read: async () => undefined, write: () => undefined };
  const pathOf = (key: string) => join(directory, key.slice(0, 2), `${key}.json`);
  return {
    async read(key) {
      try {
        const stored = JSON.parse(await readFile(pathOf(key), "utf8")) as { key?: unknown; value?: unknown };
        return stored.key === key ? stored.value : undefined;
      } catch {
        // Missing, cut off, or no longer readable: asking again repairs it.
        return undefined;
      }
    },
    write(key, value) {
      const path = pathOf(key);
      makeDirectory(dirname(path));
      writeFileAtomically(path, `${JSON.stringify({ key, value })}\n`, { mode: 0o600 });
    },
  };
}
