import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isNotReadNote, listFiles, partlyReadNote } from "../../src/read/list-files.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-list-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("lists text files in the order of names, and follows no links", () => {
  mkdirSync(join(directory, "b/c"), { recursive: true });
  for (const name of ["b/z.py", "b/c/y.sh", "a.log", "no\nline.md", "model.pt", "empty.py", "Makefile"])
    writeFileSync(join(directory, name), name === "empty.py" ? "" : "x");
  symlinkSync("/", join(directory, "root"));
  symlinkSync(join(directory, "a.log"), join(directory, "link.log"));
  const notes: string[] = [];
  const names = [...listFiles(directory, (note) => notes.push(note.slice(directory.length)))].map(
    ({ name }) => name.slice(directory.length),
  );
  expect(names).toEqual(["/Makefile", "/a.log", "/b/c/y.sh", "/b/z.py", "/no\nline.md"]);
  expect(notes).toEqual(["/link.log: skipped (link)", "/root: skipped (link)"]);
});

test("takes a single file as it is, and fails for a missing path", () => {
  const file = join(directory, "one.csv");
  writeFileSync(file, "x");
  expect([...listFiles(file)]).toEqual([{ path: file, name: file, bytes: 1 }]);
  expect(() => [...listFiles(join(directory, "missing"))]).toThrow(/ENOENT/);
});

test.runIf(process.platform === "linux")("a name of other bytes than UTF-8 is named as not read", () => {
  const root = join(directory, "bytes");
  mkdirSync(root);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x2e, 0x70, 0x79])]), "x");
  const notes: string[] = [];
  expect([...listFiles(root, (note) => notes.push(note))]).toEqual([]);
  expect(notes).toEqual([`${root}/\ufffd.py: not read (not found by its name)`]);
});

test("what is no file and no directory, and what was read in part, counts as not read", () => {
  const notes: string[] = [];
  expect([...listFiles("/dev/null", (note) => notes.push(note))]).toEqual([]);
  expect(notes).toEqual(["/dev/null: not read (not a regular file)"]);
  expect([...notes, partlyReadNote("a.log", "too long")].every(isNotReadNote)).toBe(true);
});

test("a directory that cannot be read is named as not read", () => {
  const root = join(directory, "vanishing");
  mkdirSync(join(root, "b"), { recursive: true });
  writeFileSync(join(root, "a.py"), "x");
  const notes: string[] = [];
  for (const _ of listFiles(root, (note) => notes.push(note))) rmSync(join(root, "b"), { recursive: true });
  expect(notes).toEqual([`${join(root, "b")}: not read (ENOENT)`]);
  expect(notes.every(isNotReadNote)).toBe(true);
});
