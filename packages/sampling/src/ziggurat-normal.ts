import { nextPcgDouble, nextUint64, type Pcg64 } from "./pcg64.js";
import { heights, limits, widths } from "./ziggurat-tables.generated.js";

/** Where the ziggurat's base layer hands over to the tail. */
const tailStart = 3.654152885361009;
const inverseTailStart = 0.2736612373297583;

function decode(base64: string): Float64Array {
  const bytes = Buffer.from(base64, "base64");
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
}

function createTables() {
  return { limit: decode(limits), width: decode(widths), height: decode(heights) };
}

let tables: ReturnType<typeof createTables> | undefined;

function drawTail(generator: Pcg64): number {
  for (;;) {
    const x = -inverseTailStart * Math.log1p(-nextPcgDouble(generator));
    const y = -Math.log1p(-nextPcgDouble(generator));
    if (y + y > x * x) return tailStart + x;
  }
}

/** A standard normal draw of NumPy's Generator: the ziggurat of Marsaglia and Tsang (2000) with 256 layers. */
export function nextZigguratNormal(generator: Pcg64): number {
  tables ??= createTables();
  const { limit, width, height } = tables;
  for (;;) {
    nextUint64(generator);
    const { low, high } = generator;
    // From the lowest bit: 8 bits of layer, 1 of sign, 52 of distance.
    const layer = low & 0xff;
    const distance = (high & 0x1fffffff) * 2 ** 23 + (low >>> 9);
    const x = (low & 0x100 ? -distance : distance) * width[layer];
    if (distance < limit[layer]) return x;
    if (layer === 0) {
      const tail = drawTail(generator);
      return low & 0x20000 ? -tail : tail;
    }
    const y = (height[layer - 1] - height[layer]) * nextPcgDouble(generator) + height[layer];
    if (y < Math.exp(-0.5 * x * x)) return x;
  }
}
