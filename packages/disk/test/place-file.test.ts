import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createPlacer } from "../src/place-file.js";
import { scratchDirectory } from "./scratch.js";

function place(mode: Parameters<typeof createPlacer>[0], from: string, to: string) {
  return createPlacer(mode)({ from, to, source: statSync(from), targetDevice: statSync(dirname(to)).dev });
}

describe("a placed file", () => {
  test.each(["auto", "clone", "hard", "copy"] as const)(
    "is there in mode %s, and replaces another",
    async (mode) => {
      const directory = scratchDirectory();
      const [from, to] = [join(directory, "a"), join(directory, "b")];
      writeFileSync(from, "alpha");
      writeFileSync(to, "old");
      const placement = await place(mode, from, to);
      expect(readFileSync(to, "utf8")).toBe("alpha");
      expect(statSync(to).ino === statSync(from).ino).toBe(placement === "hard");
      expect(await place(mode, from, to)).toBe(placement);
      expect(readdirSync(directory).sort()).toEqual(["a", "b"]);
    },
  );

  test("is no program, and its owner's alone to change, when it is a copy", async () => {
    const directory = scratchDirectory();
    const [from, to] = [join(directory, "a"), join(directory, "b")];
    writeFileSync(from, "alpha");
    chmodSync(from, 0o777);
    await place("copy", from, to);
    expect(statSync(to).mode & 0o777).toBe(0o644 & ~process.umask());
  });

  test("leaves nothing where it fails", async () => {
    const directory = scratchDirectory();
    const [from, to] = [join(directory, "a"), join(directory, "b")];
    writeFileSync(from, "alpha");
    mkdirSync(to);
    await expect(place("copy", from, to)).rejects.toThrow();
    expect(readdirSync(directory).sort()).toEqual(["a", "b"]);
  });
});
