import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { expect, test } from "vitest";
import { md5File } from "../src/md5.js";
import { scratchDirectory } from "./scratch.js";

test("computes the MD5 of the bytes, also over several blocks", async () => {
  const path = join(scratchDirectory(), "f");
  for (const size of [0, 1, 1 << 20, (1 << 20) + 1, 3_000_000]) {
    const data = Buffer.alloc(size, "abc");
    writeFileSync(path, data);
    expect(await md5File(path)).toBe(createHash("md5").update(data).digest("hex"));
  }
});

test("names a missing file", async () => {
  const path = join(scratchDirectory(), "none");
  expect(await md5File(path).catch(describeError)).toContain(path);
});
