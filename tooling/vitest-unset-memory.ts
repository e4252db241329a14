import { Buffer } from "node:buffer";

/**
 * Fills buffers that Node leaves uninitialized, each with another byte that continues a number, a text, or a line. They are
 * mostly zero in tests, but not in a long process: code that reads behind its data then returns other results, or hangs.
 */
const bytes = Buffer.from('e1",\n\0');
let next = 0;

function fill(buffer: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  next = (next + 1) % bytes.length;
  return buffer.fill(bytes[next]);
}

const { allocUnsafe, allocUnsafeSlow } = Buffer;
const isFilled = Symbol.for("mlebench.unsetMemory");
if (!(isFilled in Buffer)) {
  Object.defineProperty(Buffer, isFilled, { value: true });
  Buffer.allocUnsafe = (size) => fill(allocUnsafe(size));
  Buffer.allocUnsafeSlow = (size) => fill(allocUnsafeSlow(size));
}
