import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { refuseGitLfsPointer } from "../src/git-lfs.js";

const top = mkdtempSync(join(tmpdir(), "mlebench-lfs-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe("Git-LFS pointers", () => {
  test("are refused, and short files that are none are not", () => {
    const file = join(top, "train.csv");
    writeFileSync(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
    expect(() => refuseGitLfsPointer(file)).toThrow("The file is a Git-LFS pointer, not the data");
    writeFileSync(file, "a,b\n1,2\n");
    expect(() => refuseGitLfsPointer(file)).not.toThrow();
  });

  test("are not looked for in directories, which have a size of a few bytes on tmpfs and XFS", () => {
    expect(() => refuseGitLfsPointer(top, { size: 60, isFile: () => false })).not.toThrow();
  });
});
