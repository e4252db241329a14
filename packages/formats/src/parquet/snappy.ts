import { growTo, startWasm, type WasmMemory } from "@mlebench/disk/wasm";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { snappyWasm } from "./snappy-wasm.generated.js";

/** What the WebAssembly of `assembly/snappy.ts` exports. */
interface Compressor {
  readonly memory: WasmMemory;
  inputStart(): number;
  /** Compresses the bytes at `inputStart()` to `output`, and returns how many those are. */
  compress(length: number, output: number): number;
}

/** Memory that is kept for the next call. */
const maxKeptMemory = 16 << 20;

let compressor: Compressor | undefined;

/**
 * Compresses bytes with Snappy (raw format, without framing), in WebAssembly where that is available.
 *
 * @param parts what to compress, one after the other: less than 1.8 GB
 * @returns bytes that are overwritten by the next call
 */
export function compressSnappy(...parts: readonly Uint8Array[]): Uint8Array {
  compressor ??= startWasm<Compressor>(snappyWasm);
  // Slower, with the same result.
  if (compressor === undefined) return snappyCompress(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  const { memory, inputStart, compress } = compressor;
  const length = parts.reduce((total, part) => total + part.length, 0);
  const input = inputStart();
  const output = input + length;
  // The format adds a sixth at most. The rest is for stores of more than one byte.
  const end = output + length + Math.ceil(length / 6) + 64;
  growTo(memory, end);
  const bytes = new Uint8Array(memory.buffer);
  let at = input;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const compressed = bytes.subarray(output, output + compress(length, output));
  if (bytes.length > maxKeptMemory) compressor = undefined;
  return compressed;
}
