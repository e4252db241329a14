import { Buffer } from "node:buffer";

/**
 * Memory that nobody has set has what was there before, which is nothing in most tests, and anything in a process that
 * has long worked. Here it has bytes that go on with what stands before them, another one each time.
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
