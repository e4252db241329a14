declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** The memory of a module. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Modules that were compiled, by their code. */
const compiled = new Map<string, object>();

/**
 * Starts a module that `pnpm assembly` compiled.
 * @param code base64
 * @returns undefined where a limit of address space is too low for the ten gigabytes that WebAssembly reserves
 */
export function startWasm<Exports>(code: string, imports: object = {}): Exports | undefined {
  const module = compiled.get(code) ?? new WebAssembly.Module(Buffer.from(code, "base64"));
  compiled.set(code, module);
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
