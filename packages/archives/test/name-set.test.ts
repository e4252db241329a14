import { expect, test } from "vitest";
import { NameSet } from "../src/name-set.js";

test("knows every name that it was given, and no other", () => {
  const names = new NameSet();
  const nameOf = (index: number) => `train/${index % 100}/${index}.jpg`;
  for (let index = 0; index < 100_000; index += 1) if (names.add(nameOf(index))) expect.fail(nameOf(index));
  for (let index = 0; index < 100_000; index += 1) if (!names.has(nameOf(index))) expect.fail(nameOf(index));
  for (let index = 100_000; index < 200_000; index += 1)
    if (names.has(nameOf(index))) expect.fail(nameOf(index));
  expect(names.add(nameOf(5))).toBe(true);
  expect(names.add("")).toBe(false);
  expect(names.add("")).toBe(true);
});
