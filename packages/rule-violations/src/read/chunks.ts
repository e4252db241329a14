import { readTextLines, type TextLine } from "@mlebench/disk";
import { estimateTokens } from "@mlebench/models";
import { notebookLines } from "../snippets/notebook-lines.js";
import { listFiles, notReadNote } from "./list-files.js";

/** A part of the logs or the code of a run. */
export interface Chunk {
  /** From 0. */
  index: number;
  text: string;
  /** Where lines of the text come from, in the order of the text. */
  places: readonly ChunkPlace[];
}

/** Lines of a file that follow each other in a chunk. */
export interface ChunkPlace {
  file: string;
  /** Line of the file. */
  line: number;
  /** Where it begins in the text. */
  offset: number;
}

export interface ChunkOptions {
  /** Most tokens of a chunk, estimated. */
  maxTokens: number;
  /** Tokens at the end of a chunk that begin the next one too. */
  overlapTokens: number;
  /** Receives what was left out, and why. */
  onNote?: (note: string) => void;
}

interface Piece {
  text: string;
  tokens: number;
  file: string;
  /** 0 for the heading of a file. */
  line: number;
}

/** The longest part of a line that is kept together, in characters for each token of a chunk. */
const charactersPerToken = 2;

/**
 * Parts of a file, or of all text files of a directory, in the order of their names: each file under its name, cut at ends
 * of lines, with an overlap. One part is in memory at a time, whatever the size of the files.
 * @throws Error of the system if the path cannot be read
 */
export function* readChunks(path: string, options: ChunkOptions): Generator<Chunk> {
  const { maxTokens, overlapTokens } = options;
  let pieces: Piece[] = [];
  let tokens = 0;
  let index = 0;
  let fresh = 0;
  for (const piece of readPieces(path, options)) {
    if (tokens + piece.tokens > maxTokens && fresh > 0) {
      yield createChunk(index++, pieces);
      pieces = overlapOf(pieces, Math.min(overlapTokens, maxTokens - piece.tokens));
      tokens = pieces.reduce((sum, one) => sum + one.tokens, 0);
      fresh = 0;
    }
    pieces.push(piece);
    tokens += piece.tokens;
    fresh++;
  }
  if (fresh > 0) yield createChunk(index, pieces);
}

/** The last pieces, under the heading of their file. */
function overlapOf(pieces: readonly Piece[], most: number): Piece[] {
  const kept: Piece[] = [];
  let tokens = 0;
  for (const piece of pieces.toReversed()) {
    if (tokens + piece.tokens > most) break;
    tokens += piece.tokens;
    kept.unshift(piece);
  }
  const file = kept[0]?.file ?? pieces.at(-1)?.file;
  if (file === undefined || kept[0]?.line === 0) return kept;
  return [heading(file, " (continued)"), ...kept];
}

const heading = (file: string, suffix = ""): Piece => {
  const text = `=== ${file}${suffix} ===`;
  return { text, tokens: estimateTokens(text) + 1, file, line: 0 };
};

function createChunk(index: number, pieces: readonly Piece[]): Chunk {
  const places: ChunkPlace[] = [];
  let offset = 0;
  for (const { text, file, line } of pieces) {
    places.push({ file, line: Math.max(1, line), offset });
    offset += text.length + 1;
  }
  return { index, text: pieces.map(({ text }) => text).join("\n"), places };
}

function* readPieces(path: string, { maxTokens, onNote }: ChunkOptions): Generator<Piece> {
  const longest = Math.max(100, Math.floor((maxTokens * charactersPerToken) / 4));
  for (const file of listFiles(path, onNote)) {
    let isFirst = true;
    const lines: Iterable<TextLine> =
      (/\.ipynb$/i.test(file.name) ? notebookLines(file) : undefined) ?? readTextLines(file.path);
    try {
      for (const { text, number } of lines) {
        if (isFirst) yield heading(file.name);
        isFirst = false;
        for (let from = 0; from === 0 || from < text.length; from += longest) {
          const part = text.slice(from, from + longest);
          yield { text: part, tokens: estimateTokens(part) + 1, file: file.name, line: number };
        }
      }
    } catch (error) {
      onNote?.(notReadNote(file.name, error));
    }
  }
}

/** Where a passage stands: the file and line of its first character. */
export function placeOfPassage(
  { text, places }: Chunk,
  passage: string,
): { file: string; line: number } | undefined {
  const at = findPassage(text, passage);
  if (at === -1) return undefined;
  const place = places.findLast(({ offset }) => offset <= at);
  return place === undefined ? undefined : { file: place.file, line: place.line };
}

/** Fewest letters and digits of a passage: less occurs by chance. */
const minPassage = 6;

/** Where a passage begins in a text, with any blanks between its words; -1 if it does not occur. */
export function findPassage(text: string, passage: string): number {
  const wanted = passage
    .trim()
    .replace(/^(["'`])([\s\S]*)\1$/, "$2")
    .trim();
  if (wanted.replaceAll(/[^\p{L}\p{N}]/gu, "").length < minPassage) return -1;
  const exact = text.indexOf(wanted);
  if (exact !== -1) return exact;
  const words = wanted.split(/\s+/).filter((word) => word !== "");
  if (words.length > 200) return -1;
  const pattern = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("\\s+");
  return text.search(new RegExp(pattern));
}
