import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostileTars, inspectRunDirectory } from "@mlebench/testkit/hostile";
import { describe, expect, test } from "vitest";
import { collectDirectory } from "../src/index.js";
import { temporaryDirectory } from "./harness.js";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const limits = { fileBytes: 1e8, totalBytes: 1e8, entries: 10_000 };

describe("collecting holds against an archive with", () => {
  test.each(hostileTars("submission").map((tar) => [tar.name, tar] as const))(
    "%s",
    async (name, { bytes }) => {
      const above = temporaryDirectory();
      const top = join(above, "run");
      mkdirSync(join(top, "code"), { recursive: true });
      writeFileSync(join(top, "run.log"), "private");
      for (const size of [1 << 16, 777]) {
        const destination = join(top, "submission");
        const { notes } = await collectDirectory(pieces(bytes, size), destination, limits);
        expect(inspectRunDirectory(top)).toBeUndefined();
        expect(readFileSync(join(top, "run.log"), "utf8")).toBe("private");
        expect(readdirSync(above)).toEqual(["run"]);
        expect(readdirSync(top).sort()).toEqual(["code", "run.log", "submission"]);
        expect(existsSync("/mlebench-evil")).toBe(false);
        expect(notes.join("").length).toBeLessThan(100_000);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
        expect(notes.join("")).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
        if (!name.startsWith("nothing sound")) {
          expect(readFileSync(join(destination, "first"), "utf8")).toBe("1");
        }
      }
    },
  );
});
