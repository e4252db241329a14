import { describe, expect, test } from "vitest";
import { CellCode } from "../src/numbers/cell-code.js";
import { classifyCell } from "../src/numbers/classify-cell.js";
import { parseFloatText } from "../src/numbers/parse-float.js";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");

/** A small generator of its own, so that this test says nothing about the sampling package. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function randomDecimal(random: () => number): string {
  const digit = (): string => String(Math.floor(random() * 10));
  const integer = random() < 0.4 ? "0" : String(Math.floor(random() * 10 ** Math.ceil(random() * 9)));
  const fraction = Array.from({ length: 1 + Math.floor(random() * 20) }, digit).join("");
  return `${random() < 0.3 ? "-" : ""}${integer}.${fraction}`;
}

/** Decimals as programs print them, and those a digit away from them. */
function printedDecimal(random: () => number): string {
  const value = (random() - 0.5) * 10 ** Math.floor(random() * 16 - 3) + random() * 1e-9;
  const text = String(value);
  if (!text.includes(".") || text.includes("e")) return "0.5";
  const last = Number(text.at(-1));
  return random() < 0.5 ? text : `${text.slice(0, -1)}${(last + 1) % 10}`;
}

describe("decimals of up to 18 digits", () => {
  for (const [name, make] of [
    ["random", randomDecimal],
    ["printed", printedDecimal],
  ] as const) {
    test(`${name} ones are read as JavaScript reads them`, () => {
      const random = createRandom(1);
      for (let i = 0; i < 300_000; i++) {
        const text = make(random);
        const bytes = bytesOf(text);
        const value = parseFloatText(bytes, 0, bytes.length);
        if (!Object.is(value, Number(text))) expect.fail(`${text} read as ${value}`);
      }
    });

    test(`${name} ones are called printable as they are only when Number prints the same`, () => {
      const random = createRandom(2);
      let asIs = 0;
      let printable = 0;
      for (let i = 0; i < 300_000; i++) {
        const text = make(random);
        const bytes = bytesOf(text);
        const code = classifyCell(bytes, 0, bytes.length);
        const value = Number(text);
        const same = String(value) === text && Math.abs(value) >= 1e-4;
        if (same) printable++;
        if (code !== CellCode.float) continue;
        asIs++;
        const whole = Object.is(value, -0) ? "-0.0" : `${value}.0`;
        if (!same && whole !== text) expect.fail(`${text} prints as ${value}`);
      }
      // The shortcut may pass on a few close calls, but not on many.
      expect(asIs).toBeGreaterThan(printable * 0.98);
    });
  }
});
