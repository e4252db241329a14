import { join } from "node:path";
import type { TranscriptEvent, TranscriptLine } from "@mlebench/transcripts";
import { fileVersion } from "./groups.js";
import { listDirectory, pathInside, withFile } from "./safe-file.js";

/** A node of a search, without its texts. */
export interface NodeRow {
  /** Which event it is. */
  readonly index: number;
  readonly id: string;
  readonly parent: string | null;
  readonly stage: string;
  readonly metric: number | null;
  readonly isBuggy: boolean;
  readonly reason: string | null;
  readonly seconds: number | null;
  readonly cost: number | null;
}

/** Where the events of a transcript are in its file, and sums over them. */
export interface TranscriptIndex {
  /** Offsets of the events in the file, and the end of the last complete one. */
  readonly offsets: readonly number[];
  readonly bytes: number;
  readonly nodes: readonly NodeRow[];
  readonly tokens: number;
  /** US dollars; null if no price is known. */
  readonly cost: number | null;
}

interface Growing {
  identity: string;
  offsets: number[];
  bytes: number;
  nodes: NodeRow[];
  tokens: number;
  cost: number | null;
}

/** An event as its line holds it; undefined for a line that holds none. */
export type ReadEvent = { readonly offset: number; readonly event: TranscriptLine | undefined };

/** Reads transcripts of any size: an event is looked at once for the sums, and again when it is shown. */
export interface TranscriptReader {
  /** Undefined where there is no transcript. */
  readonly index: (run: string, attempt?: string) => TranscriptIndex | undefined;
  readonly events: (
    run: string,
    attempt: string | undefined,
    from: number,
    count: number,
  ) => readonly ReadEvent[];
}

/** Where a run's transcript is. An agent in code has it in `agent/`; others may leave one among their logs. */
const places = ["agent/transcript.jsonl", "logs/transcript.jsonl"];
const chunkBytes = 4 << 20;
/** Longer lines are no events of ours. */
const maxLineBytes = 64 << 20;
const keptIndexes = 64;
/** What an agent leaves among its logs may be anything: more than this of a transcript is not looked at. */
const maxEvents = 1_000_000;
const maxBytes = 2 ** 30;

/** Path of a transcript in a run's directory. */
export function transcriptPath(run: string, attempt?: string): string | undefined {
  if (attempt !== undefined && !/^attempt-\d{1,6}$/.test(attempt)) return undefined;
  const within = (place: string): string => (attempt === undefined ? place : `${attempt}/${place}`);
  return places.map(within).find((place) => pathInside(run, place) !== undefined);
}

/** Names of the directories with what failed attempts left, the first attempt first. */
export function attemptDirectories(run: string): string[] {
  return (listDirectory(run, "") ?? [])
    .filter(({ name, isDirectory }) => isDirectory && /^attempt-\d{1,6}$/.test(name))
    .map(({ name }) => name)
    .sort((a, b) => Number(a.slice(8)) - Number(b.slice(8)));
}

export function openTranscripts(): TranscriptReader {
  const cache = new Map<string, Growing>();
  return {
    index(run, attempt) {
      const path = transcriptPath(run, attempt);
      if (path === undefined) return undefined;
      const key = join(run, path);
      // The inode: a transcript of another attempt takes the place of the one before.
      const identity = fileVersion(key).split("-")[0];
      let known = cache.get(key);
      cache.delete(key);
      if (known === undefined || known.identity !== identity) {
        known = { identity, offsets: [], bytes: 0, nodes: [], tokens: 0, cost: null };
      }
      const current = grow(run, path, known);
      if (current === undefined) return undefined;
      cache.set(key, current);
      for (const oldest of cache.keys()) {
        if (cache.size <= keptIndexes) break;
        cache.delete(oldest);
      }
      return current;
    },
    events(run, attempt, from, count) {
      const index = this.index(run, attempt);
      const path = transcriptPath(run, attempt);
      if (index === undefined || path === undefined) return [];
      const read = withFile(run, path, (file) =>
        index.offsets.slice(from, from + count).map((offset, i) => {
          const end = index.offsets[from + i + 1] ?? index.bytes;
          return { offset, event: parseEvent(file.read(offset, end - offset)) };
        }),
      );
      return read ?? [];
    },
  };
}

/** Takes in what was added to the file. */
function grow(run: string, path: string, known: Growing): Growing | undefined {
  return withFile(run, path, ({ stats: { size }, read }) => {
    // It was cut off and is written again from there.
    const current =
      size < known.bytes ? { ...known, offsets: [], bytes: 0, nodes: [], tokens: 0, cost: null } : known;
    let carry = Buffer.alloc(0);
    const end = Math.min(size, maxBytes);
    for (let at = current.bytes; at < end && current.offsets.length < maxEvents; ) {
      const chunk = read(at, chunkBytes);
      if (chunk.length === 0) break;
      at += chunk.length;
      const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      let start = 0;
      for (let feed = bytes.indexOf(10); feed !== -1; feed = bytes.indexOf(10, start)) {
        if (current.offsets.length >= maxEvents) break;
        add(current, current.bytes, bytes.subarray(start, feed));
        current.bytes += feed + 1 - start;
        start = feed + 1;
      }
      carry = Buffer.from(bytes.subarray(start));
      if (carry.length > maxLineBytes) break;
    }
    return current;
  });
}

function add(into: Growing, offset: number, line: Buffer): void {
  const number = into.offsets.push(offset) - 1;
  // Only these count; most of a transcript is messages.
  if (!line.includes('"type":"node"') && !line.includes('"type":"model"')) return;
  const event = parseEvent(line);
  if (event === undefined || (event.type !== "node" && event.type !== "model")) return;
  if (event.type === "model") {
    into.tokens += finite(event.usage?.inputTokens) + finite(event.usage?.outputTokens);
    if (typeof event.cost === "number") into.cost = (into.cost ?? 0) + event.cost;
    return;
  }
  into.nodes.push({
    index: number,
    id: nodeName(event.id),
    parent: typeof event.parent === "string" ? nodeName(event.parent) : null,
    stage: String(event.stage).slice(0, 40),
    metric: typeof event.metric === "number" ? event.metric : null,
    isBuggy: event.isBuggy === true,
    reason: typeof event.reason === "string" ? event.reason.slice(0, 500) : null,
    seconds: typeof event.seconds === "number" ? event.seconds : null,
    cost: typeof event.cost === "number" ? event.cost : null,
  });
}

/** The ID of a node, cut where it is longer than any of ours: it becomes a part of addresses. */
export function nodeName(id: unknown): string {
  return String(id).slice(0, 200);
}

function finite(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function parseEvent(line: Buffer): TranscriptLine | undefined {
  try {
    const value = JSON.parse(line.toString("utf8")) as Partial<TranscriptEvent> | null;
    return typeof value === "object" && typeof value?.type === "string"
      ? (value as TranscriptLine)
      : undefined;
  } catch {
    return undefined;
  }
}
