import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFileCalls } from "../src/file-calls.js";
import { scratchDirectory } from "./scratch.js";

/** Calls on a file system that takes so many milliseconds for each, by a clock that only calls move. */
function callsThatTake(milliseconds: number) {
  let time = 0;
  return createFileCalls(() => {
    time += milliseconds;
    return time;
  });
}

describe("a call for one of many files", () => {
  test("is made at once while the file system answers quickly", () => {
    const files = callsThatTake(0.01);
    const directory = scratchDirectory();
    for (let i = 0; i < 1000; i++) expect(files.stat(directory)).not.toBeInstanceOf(Promise);
  });

  test("is made by another thread when it does not, and tried here again later", async () => {
    const files = callsThatTake(1);
    const directory = scratchDirectory();
    const here: boolean[] = [];
    for (let i = 0; i < 5300; i++) {
      const found = files.stat(directory);
      here.push(!(found instanceof Promise));
      expect((await found).isDirectory()).toBe(true);
    }
    // A hundred are timed, 5000 handed over, the next hundred timed.
    const changes = here.flatMap((value, i) => (i > 0 && value !== here[i - 1] ? [i] : []));
    expect(changes).toEqual([100, 5100, 5200]);
  });

  test.each([0.01, 1])("does what it says, or fails as the system does, at %f ms", async (milliseconds) => {
    const files = callsThatTake(milliseconds);
    const directory = scratchDirectory();
    const [a, b, c] = ["a", "b", "c"].map((name) => join(directory, name));
    for (let round = 0; round < 50; round++) {
      writeFileSync(a, "alpha");
      await files.link(a, b);
      await files.rename(b, c);
      await files.chmod(c, 0o600);
      expect((await files.lstat(c)).nlink).toBe(2);
      await expect((async () => files.stat(b))()).rejects.toMatchObject({ code: "ENOENT", path: b });
      expect(await files.realpath(c)).toBe(await files.realpath(join(directory, ".", "c")));
      await files.unlink(c);
      await files.makeDirectory(join(directory, `d${round}`, "e"));
      mkdirSync(join(directory, `d${round}`, "e", "f"));
    }
  });
});
