import { statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { makeDirectory } from "../src/make-directory.js";
import { scratchDirectory } from "./scratch.js";

describe("making a directory", () => {
  test("makes those above it", () => {
    const path = join(scratchDirectory(), "a/b/c");
    makeDirectory(path);
    makeDirectory(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  test.skipIf(process.platform !== "linux")("where nobody may make one fails", () => {
    expect(() => makeDirectory("/proc/mlebench/a")).toThrow("ENOENT");
  });

  // Between the two looks at the directory above, another process makes it.
  test("succeeds while another makes the one above", async () => {
    const root = scratchDirectory();
    const rounds = 2_000;
    const turn = new Int32Array(new SharedArrayBuffer(4));
    const other = new Worker(
      `const { mkdirSync } = require("node:fs");
      const { workerData: { turn, root, rounds } } = require("node:worker_threads");
      for (let round = 1; round <= rounds; round++) {
        while (Atomics.load(turn, 0) < round);
        try { mkdirSync(root + "/" + round); } catch {}
      }`,
      { eval: true, workerData: { turn, root, rounds } },
    );
    const ended = new Promise((resolve) => other.once("exit", resolve));
    try {
      for (let round = 1; round <= rounds; round++) {
        Atomics.store(turn, 0, round);
        makeDirectory(join(root, `${round}/below`));
      }
    } finally {
      Atomics.store(turn, 0, rounds);
      await ended;
    }
  });
});
