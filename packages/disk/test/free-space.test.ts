import { statfsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskSpace } from "../src/free-space.js";
import { scratchDirectory } from "./scratch.js";

test("says what is free where a directory will be made", () => {
  const directory = scratchDirectory();
  const { free, device } = diskSpace(join(directory, "not/there"));
  const { bavail, bsize } = statfsSync(directory);
  expect(Math.abs(free - bavail * bsize)).toBeLessThan(2e9);
  expect(device).toBe(diskSpace(directory).device);
});
