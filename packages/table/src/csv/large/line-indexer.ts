import { growTo, startWasm, type WasmMemory } from "@mlebench/disk/wasm";
import { wasmMargin } from "../wasm-text.js";
import { indexLinesWasm } from "./index-lines-wasm.generated.js";
import { indexLines, newLineStarts } from "./line-index.js";

/** What `assembly/index-lines.ts` exports; its comments say what each is. */
interface Exports {
  readonly memory: WasmMemory;
  base(): number;
  lineCount(): number;
  indexLines(
    origin: number,
    from: number,
    limit: number,
    separator: number,
    starts: number,
    most: number,
  ): number;
}

/** Finds where lines begin in a file that is read block by block. */
export interface LineIndexer {
  /** Memory for a block. */
  readonly block: Buffer;
  /** Moves what is in the block from `from` to `to` to its beginning. Where that is more than half of it, it grows. */
  keep(from: number, to: number): void;
  /** See {@link indexLines}, for the first bytes of the block. */
  index(length: number): { starts: Uint32Array; used: number };
}

/** An indexer for blocks of so many bytes, in WebAssembly where that is available. */
export function createLineIndexer(blockSize: number, separator: number): LineIndexer {
  const wasm = startWasm<Exports>(indexLinesWasm);
  return wasm === undefined ? plainIndexer(blockSize, separator) : wasmIndexer(wasm, blockSize, separator);
}

/** The same without WebAssembly. */
export function plainIndexer(blockSize: number, separator: number): LineIndexer {
  let block = Buffer.allocUnsafeSlow(blockSize);
  const lines = newLineStarts(blockSize >> 6);
  return {
    get block() {
      return block;
    },
    keep(from, to) {
      const grown = to - from > block.length / 2 ? Buffer.allocUnsafeSlow(block.length * 2) : block;
      block.copy(grown, 0, from, to);
      block = grown;
    },
    index(length) {
      lines.count = 0;
      const used = indexLines(block.subarray(0, length), 0, separator, lines);
      return { starts: lines.starts.slice(0, lines.count), used };
    },
  };
}

/** So many lines are found by a call of the module. */
const mostLines = 2 ** 14;

function wasmIndexer(wasm: Exports, blockSize: number, separator: number): LineIndexer {
  const startsAt = wasm.base();
  const blockAt = startsAt + 4 * mostLines;
  const reserve = (length: number): Buffer => {
    growTo(wasm.memory, blockAt + length + wasmMargin);
    return Buffer.from(wasm.memory.buffer, blockAt, length);
  };
  let block = reserve(blockSize);
  return {
    get block() {
      return block;
    },
    keep(from, to) {
      block.copyWithin(0, from, to);
      if (to - from > block.length / 2) block = reserve(block.length * 2);
    },
    index(length) {
      const parts: Uint32Array[] = [];
      let [used, count] = [0, 0];
      do {
        const end = wasm.indexLines(
          blockAt,
          blockAt + used,
          blockAt + length,
          separator,
          startsAt,
          mostLines,
        );
        used = (end >>> 0) - blockAt;
        count = wasm.lineCount();
        parts.push(new Uint32Array(wasm.memory.buffer, startsAt, count).slice());
      } while (count === mostLines);
      return { starts: joined(parts), used };
    },
  };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
