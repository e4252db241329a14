import { isUtf8 } from "node:buffer";
import { UserError } from "@mlebench/core";
import { type JsonKind, JsonRewriter } from "./json-rewriter.js";
import { formatJsonValue, isDateName, parseJsonLines } from "./pandas-json.js";

const [quotationMark, comma, colon, lineFeed] = [0x22, 0x2c, 0x3a, 0x0a];
const [openBrace, closeBrace] = [0x7b, 0x7d];

/** Rows of JSON lines. Their cells are texts already, as pandas writes what it reads. */
export interface JsonLinesChunk {
  /** Columns in the order of their first appearance. */
  readonly names: readonly string[];
  readonly length: number;
  /** A value as JSON. It changes when the next chunk is requested. */
  cell(name: string, row: number): Buffer;
}

export interface JsonLinesChunkOptions {
  /** Lines in a chunk; types are found for each chunk on its own. */
  chunkSize: number;
  /** Named in errors. */
  file?: string;
}

/**
 * JSON lines in chunks, as pandas' `read_json(lines=True, chunksize=…)` reads them and `to_json(orient="records",
 * lines=True)` writes them. Lines of which pandas changes
 * only the spelling are never parsed: for gigabytes.
 * @param lines valid for one step only
 * @throws UserError if a line is not a JSON object, or if pandas would look for dates in a column because of its name
 */
export function* readJsonLinesChunks(
  lines: Iterable<Uint8Array>,
  { chunkSize, file }: JsonLinesChunkOptions,
): Generator<JsonLinesChunk> {
  const rewriter = JsonRewriter.create();
  const kept = new KeptLines();
  const chunkOf = (): JsonLinesChunk => {
    const texts = kept.take();
    return (rewriter && rewrittenChunk(texts, rewriter)) ?? parsedChunk(texts, file);
  };
  for (const line of lines) {
    kept.add(line);
    if (kept.count === chunkSize) yield chunkOf();
  }
  if (kept.count > 0) yield chunkOf();
}

/** Lines of a chunk, in one piece of memory that those of the next are written to. */
class KeptLines {
  private bytes = Buffer.allocUnsafeSlow(1 << 16);
  private ends: number[] = [];

  get count(): number {
    return this.ends.length;
  }

  add(line: Uint8Array): void {
    const start = this.ends.at(-1) ?? 0;
    const end = start + line.length;
    if (end > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * end);
      this.bytes.copy(larger, 0, 0, start);
      this.bytes = larger;
    }
    this.bytes.set(line, start);
    this.ends.push(end);
  }

  /** All lines, for as long as none is added. */
  take(): Buffer[] {
    const { bytes, ends } = this;
    this.ends = [];
    return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
  }
}

/** Writes rows of a chunk, each with its line feed: `to_json(orient="records", lines=True)` of these rows and columns. */
export function writeJsonLines(
  chunk: JsonLinesChunk,
  write: (bytes: Uint8Array) => void,
  { rows, names = chunk.names }: { rows: Iterable<number>; names?: readonly string[] },
): void {
  const keys = names.map((name, i) => Buffer.from(`${i === 0 ? "{" : ","}${formatJsonValue(name)}:`));
  const end = Uint8Array.of(closeBrace, lineFeed);
  for (const row of rows) {
    for (let i = 0; i < names.length; i++) {
      write(keys[i]);
      write(chunk.cell(names[i], row));
    }
    write(end);
  }
}

/** The chunk with a column of integers as text, as `astype(str)`. @throws UserError if it holds anything else than integers or text */
export function withTextColumn(chunk: JsonLinesChunk, column: string, file?: string): JsonLinesChunk {
  return {
    ...chunk,
    cell(name, row) {
      const cell = chunk.cell(name, row);
      if (name !== column || cell[0] === quotationMark) return cell;
      const text = cell.toString("latin1");
      if (/^-?\d+$/.test(text)) return Buffer.from(`"${text}"`);
      throw new UserError(`Invalid value of \`${name}\``, { file, expected: "an integer or text" });
    },
  };
}

/** Undefined if pandas would change more than the spelling. */
function rewrittenChunk(lines: readonly Buffer[], rewriter: JsonRewriter): JsonLinesChunk | undefined {
  rewriter.length = 0;
  let names: string[] = [];
  let length = 0;
  /** Row by row, the ends of each column's cell, in the order of `names`. */
  const starts: number[] = [];
  const ends: number[] = [];
  const kinds: Set<JsonKind>[] = [];
  for (const line of lines) {
    if (!isUtf8(line)) return undefined;
    if (!rewriter.start(line)) return undefined;
    if (rewriter.isAtEnd()) continue;
    const base = length * names.length;
    const found = rewriteLine(rewriter, length === 0 ? undefined : names, (name, start, end, kind) => {
      let index = names.indexOf(name);
      if (length === 0) {
        index = names.push(name) - 1;
        kinds.push(new Set());
      }
      starts[base + index] = start;
      ends[base + index] = end;
      kinds[index].add(kind);
    });
    if (!found) return undefined;
    length++;
  }
  if (length === 0 || names.some(isDateName) || !kinds.every(isKept)) return undefined;
  names = [...names];
  return {
    names,
    length,
    cell(name, row) {
      const at = row * names.length + names.indexOf(name);
      return rewriter.written(starts[at], ends[at]);
    },
  };
}

/** Whether a column of such values has the same values as pandas' column. */
function isKept(kinds: ReadonlySet<JsonKind>): boolean {
  // In a list or an object each number is on its own; in a column, `unsigned` next to others can be floats.
  if (kinds.has("word") || kinds.has("unsigned")) return false;
  if (kinds.has("integer")) return kinds.size === 1;
  // Text stays text unless all of it is numeric.
  return kinds.has("text") || kinds.has("container");
}

/** Rewrites a line's members. @returns false if the line is refused, or lacks one of the names or has others */
function rewriteLine(
  rewriter: JsonRewriter,
  names: readonly string[] | undefined,
  take: (name: string, start: number, end: number, kind: JsonKind) => void,
): boolean {
  if (!rewriter.skip(openBrace)) return false;
  const seen = new Set<string>();
  do {
    const start = rewriter.length;
    if (!rewriter.name()) return false;
    const name: string = JSON.parse(rewriter.written(start).toString("latin1"));
    rewriter.length = start;
    if (seen.has(name) || names?.includes(name) === false || !rewriter.skip(colon)) return false;
    seen.add(name);
    const kind = rewriter.value();
    if (kind === undefined) return false;
    take(name, start, rewriter.length, kind);
  } while (rewriter.skip(comma));
  return (
    rewriter.skip(closeBrace) && rewriter.isAtEnd() && (names === undefined || seen.size === names.length)
  );
}

function parsedChunk(lines: readonly Buffer[], file: string | undefined): JsonLinesChunk {
  const invalid = lines.findIndex((line) => !isUtf8(line));
  if (invalid !== -1) throw new UserError("File is not valid UTF-8", { file });
  const table = parseJsonLines(lines.join("\n"), file);
  const { names, length } = table;
  return { names, length, cell: (name, row) => Buffer.from(formatJsonValue(table.column(name)[row])) };
}
