import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { openRunLog } from "../src/index.js";
import { agentLines, temporaryDirectory } from "./harness.js";

const limitBytes = 1e9;

function newPath(): string {
  return join(temporaryDirectory(), "run.log");
}

/** A generator of the same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Bytes with characters of all lengths, broken ones, and all kinds of line ends. */
function odd(seed: number): Buffer {
  const next = numbers(seed);
  const parts = [
    "a",
    "é",
    "€",
    "😀",
    "\n",
    "\r\n",
    "\r",
    "\0",
    " ",
    [0xff],
    [0xe2, 0x82],
    [0xf0, 0x9f],
    [0x80],
    [0xc3],
  ];
  return Buffer.concat(
    Array.from({ length: 400 }, () => {
      const part = parts[next(parts.length)];
      return typeof part === "string" ? Buffer.from(part) : Buffer.from(part);
    }),
  );
}

describe("run.log", () => {
  test("is the same however the output is cut into pieces", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const bytes = odd(seed);
      const next = numbers(seed + 1000);
      const path = newPath();
      const log = openRunLog(path, { limitBytes });
      for (let at = 0; at < bytes.length; ) {
        const length = 1 + next(5);
        log.output(bytes.subarray(at, at + length));
        at += length;
      }
      expect(log.position()).toBe(bytes.length);
      log.endOutput();
      log.close(true);
      const expected = bytes.toString("utf8").replaceAll("\r\n", "\n").split("\n");
      if (expected.at(-1) === "") expected.pop();
      expect(agentLines(path), `seed ${seed}`).toEqual(expected);
    }
  });

  test("goes on byte for byte after a kill, at whatever point", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const bytes = odd(seed);
      const cut = numbers(seed + 500)(bytes.length);
      const path = newPath();
      const before = openRunLog(path, { limitBytes });
      before.output(bytes.subarray(0, cut));
      before.line("a line of the runner");
      before.close(false);
      const known = readFileSync(join(dirname(path), ".run.log.position"));
      const first = openRunLog(path, { limitBytes, resume: true });
      first.output(bytes.subarray(first.position(), cut + 50));
      // What a killed process had written after its last kept position.
      first.close(false);
      writeFileSync(join(dirname(path), ".run.log.position"), known);
      appendFileSync(path, "half a li");

      const second = openRunLog(path, { limitBytes, resume: true });
      second.output(bytes.subarray(second.position()));
      second.endOutput();
      second.close(true);
      const text = agentLines(path).join("\n").replaceAll("\n", "");
      expect(text, `seed ${seed}`).toBe(bytes.toString("utf8").replaceAll("\r\n", "\n").replaceAll("\n", ""));
      expect(existsSync(join(dirname(path), ".run.log.position"))).toBe(false);
    }
  });

  test("starts over if its position cannot be trusted", () => {
    const path = newPath();
    const first = openRunLog(path, { limitBytes });
    first.output(Buffer.from("one\ntwo\n"));
    first.close(false);
    writeFileSync(path, "");
    const second = openRunLog(path, { limitBytes, resume: true });
    expect(second.position()).toBe(0);
    second.output(Buffer.from("one\ntwo\nthree\n"));
    second.close(true);
    expect(agentLines(path)).toEqual(["one", "two", "three"]);
  });

  test("shows a line that has no end yet", () => {
    const path = newPath();
    const log = openRunLog(path, { limitBytes });
    log.output(Buffer.from("epoch 1 "));
    expect(agentLines(path)).toEqual(["epoch 1 "]);
    log.output(Buffer.from("done\n"));
    expect(agentLines(path)).toEqual(["epoch 1 done"]);
    log.close(true);
  });

  test("counts what is over its limit through a kill", () => {
    const path = newPath();
    const first = openRunLog(path, { limitBytes: 10 });
    first.output(Buffer.from("1234\n6789\nx\ny\n"));
    first.close(false);
    const second = openRunLog(path, { limitBytes: 10, resume: true });
    expect(second.position()).toBe(14);
    second.output(Buffer.from("z\n"));
    second.endOutput();
    second.close(true);
    expect(agentLines(path)).toEqual(["1234", "6789"]);
    expect(readFileSync(path, "utf8")).toContain("Left out of this file: 6 bytes (3 line ends)");
  });
});
