import { growTo, startWasm, type WasmMemory } from "@mlebench/disk/wasm";
import { jsonRewriterWasm } from "./json-rewriter-wasm.generated.js";

/** What `assembly/rewrite-json.ts` exports; its comments say what each is. */
interface Exports {
  readonly memory: WasmMemory;
  base(): number;
  start(from: number, to: number, output: number): void;
  outputEnd(): number;
  setOutputEnd(end: number): void;
  skip(code: number): number;
  isAtEnd(): number;
  rewriteName(): number;
  rewriteValue(): number;
}

/** What a value is, as far as it decides how pandas reads the column that it is in; in the order of the module. */
const kinds = [undefined, "integer", "unsigned", "text", "numeric-text", "container", "word"] as const;
export type JsonKind = Exclude<(typeof kinds)[number], undefined>;

/** The module may read so many bytes behind a text, and write so many behind what it writes. */
const margin = 16;
/** The most that a module's memory can be, less some that its own data takes. */
const mostMemory = 2 ** 32 - 2 ** 20;

/**
 * Rewrites JSON values, in WebAssembly, as pandas writes what it reads. It rewrites only what cannot change in any other
 * way than `assembly/rewrite-json.ts` says, and refuses what can.
 */
export class JsonRewriter {
  private readonly outputAt: number;
  private memory: Buffer;

  private constructor(private readonly wasm: Exports) {
    this.outputAt = wasm.base();
    this.memory = Buffer.from(wasm.memory.buffer);
    this.length = 0;
  }

  /** @returns undefined where there cannot be one */
  static create(): JsonRewriter | undefined {
    const wasm = startWasm<Exports>(jsonRewriterWasm);
    return wasm && new JsonRewriter(wasm);
  }

  /** How many bytes were written; what is written next goes behind them. */
  get length(): number {
    return (this.wasm.outputEnd() >>> 0) - this.outputAt;
  }

  set length(length: number) {
    this.wasm.setOutputEnd(this.outputAt + length);
  }

  /** Some of what was written, in memory that is written again. */
  written(start = 0, end = this.length): Buffer {
    return this.memory.subarray(this.outputAt + start, this.outputAt + end);
  }

  /** Begins to read valid UTF-8. @returns false if there is no memory for what can come of it */
  start(bytes: Uint8Array): boolean {
    const { wasm } = this;
    const outputEnd = this.outputAt + this.length;
    // The longest: two bytes of UTF-8 become six.
    const inputAt = outputEnd + 3 * bytes.length + margin;
    const inputEnd = inputAt + bytes.length;
    const needed = inputEnd + margin;
    if (needed > mostMemory) return false;
    if (needed > this.memory.length) {
      growTo(wasm.memory, Math.min(2 * needed, mostMemory));
      this.memory = Buffer.from(wasm.memory.buffer);
    }
    this.memory.set(bytes, inputAt);
    this.memory.fill(0, inputEnd, needed);
    wasm.start(inputAt, inputEnd, outputEnd);
    return true;
  }

  /** Moves past a character, and white space before it; false if another one is next. */
  skip(code: number): boolean {
    return this.wasm.skip(code) !== 0;
  }

  /** Whether nothing but white space is left. */
  isAtEnd(): boolean {
    return this.wasm.isAtEnd() !== 0;
  }

  /** Rewrites the name of a member; false if it is refused. */
  name(): boolean {
    return this.wasm.rewriteName() !== 0;
  }

  /** Rewrites the next value. @returns undefined if it is refused */
  value(): JsonKind | undefined {
    return kinds[this.wasm.rewriteValue()];
  }
}
