import { startWasm, type WasmMemory } from "@mlebench/disk/wasm";
import { formatFloat } from "./format-float.js";
import { shortestFloatWasm } from "./shortest-float-wasm.generated.js";

/** What `assembly/shortest-float.ts` exports. */
interface Printer {
  readonly memory: WasmMemory;
  powersStart(): number;
  powersLength(): number;
  textStart(): number;
  print(value: number): number;
}

/** Most bytes that {@link writeFloat} writes. */
export const longestFloat = 25;

/** A few numbers are printed sooner than WebAssembly is ready. */
const worthWhile = 1000;

let printed = 0;
let printer: Printer | undefined;
/** What the printer printed last. */
let text: Uint8Array = Buffer.alloc(0);

/**
 * Writes a double as `formatFloat` prints it without a format.
 * @param target with {@link longestFloat} bytes from `at` on
 * @returns where it ends
 */
export function writeFloat(value: number, target: Buffer, at: number): number {
  if (printer === undefined || !Number.isFinite(value)) {
    printed++;
    if (printed === worthWhile) startPrinter();
    return at + target.write(formatFloat(value), at, "latin1");
  }
  const length = printer.print(value);
  for (let i = 0; i < length; i++) target[at + i] = text[i];
  return at + length;
}

function startPrinter(): void {
  const found = startWasm<Printer>(shortestFloatWasm);
  if (found === undefined) return;
  const { memory, powersStart, powersLength, textStart } = found;
  writePowers(new BigUint64Array(memory.buffer, powersStart(), powersLength() / 8));
  text = new Uint8Array(memory.buffer, textStart());
  printer = found;
}

/** 10^324, 10^323, … as integers of 126 bits, rounded up, each as its upper and its lower 63 bits. */
function writePowers(words: BigUint64Array): void {
  const lowerBits = (1n << 63n) - 1n;
  for (let index = 0, power = 324; index < words.length; index += 2, power--) {
    const exact = 10n ** BigInt(Math.abs(power));
    const size = BigInt(exact.toString(2).length);
    // A negative power is the quotient of a power of two, of which it gets 126 bits, too.
    const rounded = power >= 0 ? withBits(exact, size) : (1n << (size + 125n)) / exact;
    const bits = rounded + 1n;
    words[index] = bits >> 63n;
    words[index + 1] = bits & lowerBits;
  }
}

const withBits = (value: bigint, size: bigint): bigint =>
  size > 126n ? value >> (size - 126n) : value << (126n - size);
