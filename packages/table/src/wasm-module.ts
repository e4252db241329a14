import { missingSpellings } from "./numbers/missing-values.js";

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** The memory of a module. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * Starts a module that `pnpm assembly` compiled.
 * @param code base64
 * @returns undefined where a limit of address space is too low for the ten gigabytes that WebAssembly reserves
 */
export function startWasm<Exports>(code: string, imports: object = {}): Exports | undefined {
  const module = new WebAssembly.Module(Buffer.from(code, "base64"));
  try {
    return new WebAssembly.Instance(module, imports).exports as Exports;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const pageSize = 2 ** 16;

/** Makes a memory large enough. Views of it from before are of no use then. */
export function growTo(memory: WasmMemory, length: number): void {
  const missing = length - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageSize));
}

/** Modules may read, and write, so many bytes behind the text that they are given. */
export const wasmMargin = 16;

/** Spellings of missing values but for the empty one, eight bytes each. */
export const packedSpellings = Buffer.from(
  missingSpellings
    .filter((text) => text !== "")
    .map((text) => text.padEnd(8, "\0"))
    .join(""),
);
