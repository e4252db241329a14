import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeMediaFiles } from "./media-files.js";

const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);
/** MD5 of files that real readers opened. */
const accepted = JSON.parse(readFileSync(fixture("media.json"), "utf8")) as Record<string, string>;
/** Their bytes depend on the version of zlib or of 7-Zip, so only their readers can judge them. */
const compressed = ["nested.tar.gz", "files.7z"];

const python = process.env.MLEBENCH_PYTHON ?? "";
const readers = ["PIL", "soundfile", "pydicom", "numpy", "pyarrow", "bson", "py7zr"];
const hasReaders = existsSync(python) && canImport(readers);
if (!hasReaders) {
  console.warn(
    `No Python with ${readers.join(", ")} in $MLEBENCH_PYTHON: media files are checked by MD5 only.`,
  );
}

function canImport(modules: readonly string[]): boolean {
  try {
    execFileSync(python, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const directory = mkdtempSync(join(tmpdir(), "mlebench-media-"));
beforeAll(() => writeMediaFiles(directory));
afterAll(() => rmSync(directory, { recursive: true }));

test("there is one file of each kind that was accepted", () => {
  expect(readdirSync(directory).sort()).toEqual(Object.keys(accepted).sort());
});

test.each(Object.keys(accepted).filter((name) => !compressed.includes(name)))(
  "%s has the bytes that a real reader accepted",
  (name) => {
    const md5 = createHash("md5")
      .update(readFileSync(join(directory, name)))
      .digest("hex");
    expect(md5).toBe(accepted[name]);
  },
);

test.runIf(hasReaders)("real readers accept every file", () => {
  const found = execFileSync(python, [fixture("verify_media.py"), directory], { encoding: "utf8" });
  expect(Object.keys(JSON.parse(found) as object).sort()).toEqual(Object.keys(accepted).sort());
});
