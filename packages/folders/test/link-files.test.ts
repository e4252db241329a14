import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, type Progress } from "@mlebench/core";
import { afterAll, describe, expect, it } from "vitest";
import { linkDirectory, linkFiles } from "../src/link-files.js";

/** A temporary directory on another file system than that of these tests, which may be in memory or on a disk. */
const elsewhere = ["/dev/shm", "/var/tmp", "/tmp"].find(
  (path) => existsSync(path) && statSync(path).dev !== statSync(tmpdir()).dev,
);

const made: string[] = [];
const fresh = (parent = tmpdir()) => {
  const path = mkdtempSync(join(parent, "mlebench-link-"));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

const file = (directory: string, name: string, text: string) => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};
const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => describeError(error),
  );

describe("linkFiles", () => {
  it("makes hard links on request, and says how many bytes were not copied", async () => {
    const directory = fresh();
    const from = file(directory, "a", "alpha");
    const to = join(directory, "deep", "er", "b");
    const summary = await linkFiles([{ from, to }], { mode: "hard" });
    expect(summary).toEqual({ files: 1, reflinked: 0, hardLinked: 1, copied: 0, linkedBytes: 5 });
    expect(statSync(to).ino).toBe(statSync(from).ino);
  });

  it("makes copies on request: writing one does not change the other", async () => {
    const directory = fresh();
    const from = file(directory, "a", "alpha");
    const to = join(directory, "b");
    const summary = await linkFiles([{ from, to }], { mode: "copy" });
    expect(summary).toEqual({ files: 1, reflinked: 0, hardLinked: 0, copied: 1, linkedBytes: 0 });
    writeFileSync(to, "changed");
    expect(readFileSync(from, "utf8")).toBe("alpha");
  });

  it("clones: neither side can be changed through the other, and both are their owner's alone to write", async () => {
    const directory = fresh();
    const from = file(directory, "a", "alpha");
    chmodSync(from, 0o4777);
    const to = join(directory, "b");
    const { hardLinked, files } = await linkFiles([{ from, to }], { mode: "clone" });
    expect([files, hardLinked]).toEqual([1, 0]);
    writeFileSync(to, "changed");
    expect(readFileSync(from, "utf8")).toBe("alpha");
    expect(statSync(to).ino).not.toBe(statSync(from).ino);
    expect(statSync(to).mode & 0o7777).toBe(0o644 & ~process.umask());
    expect(statSync(from).mode & 0o7777).toBe(0o4777);
  });

  it("finds a way by itself", async () => {
    const directory = fresh();
    const pairs = Array.from({ length: 300 }, (_, index) => ({
      from: file(directory, `${index}`, `text ${index}`),
      to: join(directory, "to", `${index % 7}`, `${index}`),
    }));
    const { files, reflinked, hardLinked, copied } = await linkFiles(pairs, { mode: "auto" });
    expect(files).toBe(300);
    expect(reflinked + hardLinked + copied).toBe(300);
    expect(Math.max(reflinked, hardLinked, copied)).toBe(300);
    for (const { from, to } of pairs) expect(readFileSync(to, "utf8")).toBe(readFileSync(from, "utf8"));
  });

  it("replaces what is there, whatever the way, and leaves no other names", async () => {
    for (const mode of ["hard", "copy", "auto"] as const) {
      const directory = fresh();
      const from = file(directory, "a", "new");
      const to = file(directory, "b", "old");
      const other = join(directory, "c");
      await linkFiles([{ from: to, to: other }], { mode: "hard" });
      await linkFiles([{ from, to }], { mode });
      await linkFiles([{ from, to }], { mode });
      expect(readFileSync(to, "utf8")).toBe("new");
      expect(readFileSync(other, "utf8")).toBe("old");
      expect(readdirSync(directory).sort()).toEqual(["a", "b", "c"]);
    }
  });

  it.skipIf(elsewhere === undefined)("copies to another file system, and refuses to pretend", async () => {
    const directory = fresh(elsewhere);
    const from = file(fresh(), "a", "alpha");
    const to = join(directory, "b");
    expect(await linkFiles([{ from, to }], { mode: "auto" })).toMatchObject({
      copied: 1,
      linkedBytes: 0,
    });
    expect(readFileSync(to, "utf8")).toBe("alpha");
    const message = await failureOf(linkFiles([{ from, to: join(directory, "c") }], { mode: "hard" }));
    expect(message).toMatch(/Cannot make a hard link.*link mode "auto" or "copy"/);
    expect(readdirSync(directory)).toEqual(["b"]);
  });

  it("follows a symbolic link at the source to its file", async () => {
    const directory = fresh();
    file(directory, "a", "alpha");
    const from = join(directory, "link");
    symlinkSync("a", from);
    for (const mode of ["auto", "hard", "copy"] as const) {
      const to = join(directory, mode);
      await linkFiles([{ from, to }], { mode });
      expect(lstatSync(to).isFile()).toBe(true);
      expect(readFileSync(to, "utf8")).toBe("alpha");
    }
  });

  it("names a missing source and what to do", async () => {
    const directory = fresh();
    const from = join(directory, "train", "7.jpg");
    for (const mode of ["auto", "hard", "copy"] as const) {
      const message = await failureOf(linkFiles([{ from, to: join(directory, "to") }], { mode }));
      expect(message).toContain(`File not found (${from})`);
      expect(message).toContain("Check that the raw data is complete");
    }
  });

  it("names a directory where a file should be", async () => {
    const directory = fresh();
    mkdirSync(join(directory, "sub"));
    const from = file(directory, "a", "alpha");
    expect(
      await failureOf(
        linkFiles([{ from: join(directory, "sub"), to: join(directory, "x") }], { mode: "auto" }),
      ),
    ).toContain(join(directory, "sub"));
    for (const mode of ["hard", "copy"] as const) {
      expect(await failureOf(linkFiles([{ from, to: join(directory, "sub") }], { mode }))).toContain(
        "A directory exists where a file is needed",
      );
    }
    expect(await failureOf(linkFiles([{ from, to: join(from, "b") }], { mode: "auto" }))).toContain(
      "A file exists where a directory is needed",
    );
    expect(await failureOf(linkFiles([{ from, to: from }], { mode: "auto" }))).toContain("itself");
  });

  it("stops at the first failure and closes the pairs' generator", async () => {
    const directory = fresh();
    const from = file(directory, "a", "alpha");
    let closed = false;
    let drawn = 0;
    function* pairs() {
      try {
        for (let index = 0; index < 100_000; index += 1) {
          drawn += 1;
          yield {
            from: index === 10 ? join(directory, "none") : from,
            to: join(directory, "to", `${index}`),
          };
        }
      } finally {
        closed = true;
      }
    }
    expect(await failureOf(linkFiles(pairs(), { mode: "hard" }))).toContain("none");
    expect(closed).toBe(true);
    expect(drawn).toBeLessThan(1000);
  });

  it("passes on a failure of the pairs themselves", async () => {
    const directory = fresh();
    const from = file(directory, "a", "alpha");
    function* pairs() {
      yield { from, to: join(directory, "b") };
      throw new Error("from the caller");
    }
    await expect(linkFiles(pairs(), { mode: "auto" })).rejects.toThrow("from the caller");
  });

  it("reports progress up to the end", async () => {
    const directory = fresh();
    const reports: Progress[] = [];
    const pairs = Array.from({ length: 50 }, (_, index) => ({
      from: file(directory, `${index}`, "x"),
      to: join(directory, "to", `${index}`),
    }));
    await linkFiles(pairs, { mode: "auto", onProgress: (progress) => reports.push(progress) });
    expect(reports.at(-1)).toEqual({ step: "link files", done: 50, unit: "files" });
  });
});

describe("linkDirectory", () => {
  it("mirrors everything below, empty directories and linked ones too", async () => {
    const directory = fresh();
    const from = join(directory, "from");
    mkdirSync(join(from, "a", "empty"), { recursive: true });
    mkdirSync(join(directory, "elsewhere"));
    file(join(from, "a"), "日本 1.txt", "one");
    file(join(directory, "elsewhere"), "2.txt", "two");
    symlinkSync(join(directory, "elsewhere"), join(from, "linked"));
    const to = join(directory, "to");
    const summary = await linkDirectory(from, to, { mode: "copy" });
    expect(summary.files).toBe(2);
    expect(readdirSync(to, { recursive: true }).map(String).sort()).toEqual(
      ["a", join("a", "empty"), join("a", "日本 1.txt"), "linked", join("linked", "2.txt")].sort(),
    );
    expect(readFileSync(join(to, "linked", "2.txt"), "utf8")).toBe("two");
  });

  it("names a missing directory", async () => {
    const path = join(fresh(), "none");
    expect(await failureOf(linkDirectory(path, join(fresh(), "to"), { mode: "auto" }))).toContain(path);
  });

  it("refuses to go round in circles", async () => {
    const from = fresh();
    symlinkSync(".", join(from, "again"));
    file(from, "a", "alpha");
    expect(await failureOf(linkDirectory(from, join(fresh(), "to"), { mode: "copy" }))).toContain("again");
  });
});
