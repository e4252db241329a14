import fc from "fast-check";
import { expect, test } from "vitest";
import { contextStart, textWindows } from "../../src/logprobs/windows.js";

test("each character is measured once, with context before it, and no window is too long", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "bc", " ", "\n", "é", "🦊"), maxLength: 400 });
  fc.assert(
    fc.property(text, fc.integer({ min: 16, max: 120 }), (whole, length) => {
      const overlap = Math.floor(length / 4);
      const windows = textWindows(whole, { length, overlap });
      let measured = 0;
      for (const { start, from, end } of windows) {
        expect(from).toBe(measured);
        expect(end).toBeGreaterThan(from);
        expect(end - start).toBeLessThanOrEqual(length + 2);
        expect(from - start).toBeGreaterThanOrEqual(from === 0 ? 0 : Math.min(from, overlap - 1));
        // No surrogate pair is cut.
        for (const place of [start, from, end]) expect(whole[place] ?? "").not.toMatch(/[\udc00-\udfff]/);
        measured = end;
      }
      expect(measured).toBe(whole.length);
    }),
  );
});

test("cuts are before blanks", () => {
  const text = "one two three four five six seven eight nine ten";
  const windows = textWindows(text, { length: 24, overlap: 6 });
  for (const { from } of windows.slice(1)) expect(text[from]).toBe(" ");
});

test("a short text is one window, and an empty one none", () => {
  expect(textWindows("Hello", { length: 24, overlap: 6 })).toEqual([{ start: 0, from: 0, end: 5 }]);
  expect(textWindows("", { length: 24, overlap: 6 })).toEqual([]);
  expect(contextStart("Hello world", 6, 100)).toBe(0);
  expect(contextStart("one two three four five six", 24, 18)).toBe(7);
});
