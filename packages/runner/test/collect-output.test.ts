import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { packTar, type TarEntry } from "modern-tar";
import { describe, expect, test } from "vitest";
import { keptLink } from "../src/collect/kept-link.js";
import { collectDirectory, defaultCollectLimits, inspectSubmission, tarDirectory } from "../src/index.js";
import { temporaryDirectory } from "./harness.js";

async function* pieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Collects a tar made by hand into `submission/` of a new directory. */
async function collectTar(entries: TarEntry[], limits = defaultCollectLimits) {
  const home = temporaryDirectory();
  const destination = join(home, "submission");
  const collected = await collectDirectory(pieces(await packTar(entries)), destination, limits);
  return { home, destination, collected };
}

function file(name: string, body: string): TarEntry {
  return { header: { name, size: Buffer.byteLength(body), type: "file", mode: 0o7777, uid: 0 }, body };
}

function link(name: string, linkname: string, type: "symlink" | "link" = "symlink"): TarEntry {
  return { header: { name, size: 0, type, linkname } };
}

async function collectFrom(source: string, limits = defaultCollectLimits) {
  const destination = join(temporaryDirectory(), "submission");
  const stream = tarDirectory(source);
  if (stream === undefined) throw new Error("nothing there");
  return { destination, collected: await collectDirectory(stream, destination, limits) };
}

describe("collectDirectory", () => {
  test("gives back a directory as it is: names, contents, links inside, hard links", async () => {
    const source = join(temporaryDirectory(), "submission");
    mkdirSync(join(source, "deep/er"), { recursive: true });
    writeFileSync(join(source, "submission.csv"), "id\n1\n");
    writeFileSync(join(source, "deep/er/-rf é\n"), "x");
    writeFileSync(join(source, `deep/${"long".repeat(50)}`), "long");
    writeFileSync(Buffer.concat([Buffer.from(`${source}/odd`), Buffer.from([0xff])]), "odd");
    linkSync(join(source, "submission.csv"), join(source, "same.csv"));
    symlinkSync("deep/er", join(source, "latest"));
    symlinkSync("../submission.csv", join(source, "deep/best.csv"));
    mkdirSync(join(source, "empty"));
    const { destination, collected } = await collectFrom(source);
    expect(collected).toMatchObject({ complete: true, notes: [], files: 5 });
    expect(readdirSync(destination).sort()).toEqual(
      ["deep", "empty", "latest", "odd\uFFFD", "same.csv", "submission.csv"].sort(),
    );
    expect(readFileSync(join(destination, "same.csv"), "utf8")).toBe("id\n1\n");
    expect(readFileSync(join(destination, "latest/-rf é\n"), "utf8")).toBe("x");
    expect(readFileSync(join(destination, "deep/best.csv"), "utf8")).toBe("id\n1\n");
    expect(statSync(join(destination, `deep/${"long".repeat(50)}`)).size).toBe(4);
    expect(lstatSync(join(destination, "submission.csv")).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test("replaces what was there, and a link there is not followed", async () => {
    const home = temporaryDirectory();
    const outside = join(home, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "precious"), "");
    const destination = join(home, "submission");
    symlinkSync(outside, destination);
    await collectDirectory(pieces(await packTar([file("submission/a", "1")])), destination);
    expect(readdirSync(destination)).toEqual(["a"]);
    expect(readdirSync(outside)).toEqual(["precious"]);
    await collectDirectory(pieces(await packTar([file("submission/b", "2")])), destination);
    expect(readdirSync(destination)).toEqual(["b"]);
    expect(readdirSync(home).sort()).toEqual(["outside", "submission"]);
  });

  test.each([
    ["an absolute name", [file("/etc/evil", "x")]],
    ["a name that climbs", [file("submission/../../evil", "x")]],
    ["another top", [file("evil", "x")]],
    ["a link out", [link("submission/l", "../evil")]],
    ["an absolute link", [link("submission/l", "/etc/passwd")]],
    ["a link that climbs after a name", [link("submission/l", "a/../../evil")]],
    ["a hard link out", [link("submission/l", "/etc/passwd", "link")]],
    ["a hard link to what was not taken", [link("submission/l", "submission/none", "link")]],
    ["a device", [{ header: { name: "submission/zero", size: 0, type: "character-device" } } as TarEntry]],
    ["a disk", [{ header: { name: "submission/sda", size: 0, type: "block-device" } } as TarEntry]],
    ["a fifo", [{ header: { name: "submission/f", size: 0, type: "fifo" } } as TarEntry]],
  ])("takes nothing from %s, and says so", async (_name, entries) => {
    const { home, destination, collected } = await collectTar([...entries, file("submission/good", "1")]);
    expect(readdirSync(home)).toEqual(["submission"]);
    expect(readdirSync(destination)).toEqual(["good"]);
    expect(collected).toMatchObject({ complete: false, files: 1 });
    expect(collected.notes).toHaveLength(1);
  });

  test("writes nothing through a link, whatever comes after it", async () => {
    const { home, destination, collected } = await collectTar([
      { header: { name: "submission/d", size: 0, type: "directory" } },
      link("submission/d/up", "../.."),
      link("submission/in", "d"),
      file("submission/in/a", "through"),
      link("submission/chain", "d/up/evil"),
      file("submission/d/up", "file instead"),
    ]);
    expect(readdirSync(home)).toEqual(["submission"]);
    expect(lstatSync(join(destination, "in")).isDirectory()).toBe(true);
    expect(readdirSync(join(destination, "d"))).toEqual(["up"]);
    expect(readFileSync(join(destination, "d/up"), "utf8")).toBe("file instead");
    expect(readlinkSync(join(destination, "chain"))).toBe("d/up/evil");
    expect(existsSync(join(destination, "chain"))).toBe(false);
    expect(collected.complete).toBe(false);
  });

  test.each([
    ["submission/best.csv", "../code/best.csv", "../code/best.csv"],
    ["submission/deep/best.csv", "../../logs/x", "../../logs/x"],
    ["submission/best.csv", "./.././code//best.csv", "../code/best.csv"],
    ["submission/best.csv", "/home/code/best.csv", "../code/best.csv"],
    ["submission/best.csv", "/home/submission/a", "a"],
    ["submission/best.csv", "/runs/home/code/best.csv", "../code/best.csv"],
    ["submission/best.csv", "../../home/code/a", "../code/a"],
    ["submission/code", "../code", "../code"],
    ["submission/a", "b/c", "b/c"],
    ["submission/a", "../run.log", undefined],
    ["submission/a", "..", undefined],
    ["submission/a", "../..", undefined],
    ["submission/a", "../../code/best.csv", undefined],
    ["submission/a", "../code/../run.log", undefined],
    ["submission/a", "b/../../run.log", undefined],
    ["submission/a", "/home/data/x.csv", undefined],
    ["submission/a", "/home/code/../../etc", undefined],
    ["submission/a", "/home/codes/x", undefined],
    ["submission/a", "/runs/home", undefined],
    ["submission/a", "/proc/self/root", undefined],
    ["submission/a", "", undefined],
  ])("keeps a link at %s to %j as %j", (link, to, kept) => {
    expect(keptLink({ home: "/runs/home", link, to })).toBe(kept);
  });

  test("keeps links between the output directories side by side, and no others", async () => {
    const top = temporaryDirectory();
    const collectAs = async (name: string, entries: TarEntry[]) =>
      collectDirectory(pieces(await packTar(entries)), join(top, name));
    writeFileSync(join(top, "run.log"), "private");
    const collected = await collectAs("submission", [
      link("submission/submission.csv", "/home/code/latest/best.csv"),
      link("submission/log", "../run.log"),
    ]);
    expect(collected).toMatchObject({ complete: false, skipped: [{ path: "log", kind: "symbolic link" }] });
    const code = [file("code/v2/best.csv", "id\n7\n"), link("code/latest", "v2"), link("code/out", "../..")];
    expect(await collectAs("code", code)).toMatchObject({ skipped: [{ path: "out" }] });
    expect(readlinkSync(join(top, "submission/submission.csv"))).toBe("../code/latest/best.csv");
    expect(readFileSync(join(top, "submission/submission.csv"), "utf8")).toBe("id\n7\n");
    expect(await inspectSubmission(join(top, "submission"), collected)).toMatchObject({
      kind: "file",
      bytes: 5,
    });
  });

  test("keeps a directory that is a link to another one", async () => {
    const top = temporaryDirectory();
    const destination = join(top, "submission");
    const tar = await packTar([link("submission", "/home/code")]);
    expect(await collectDirectory(pieces(tar), destination)).toMatchObject({ complete: true });
    expect(readlinkSync(destination)).toBe("code");
    mkdirSync(join(top, "code"));
    writeFileSync(join(top, "code/submission.csv"), "id\n");
    expect(await inspectSubmission(destination, undefined)).toMatchObject({ kind: "file" });
    const outside = await packTar([link("submission", "/etc")]);
    expect(await collectDirectory(pieces(outside), destination)).toMatchObject({
      skipped: [{ path: "", kind: "symbolic link" }],
    });
    expect(lstatSync(destination).isDirectory()).toBe(true);
  });

  test("keeps holes as holes, and every byte beside them", async () => {
    const source = join(temporaryDirectory(), "submission");
    mkdirSync(source);
    writeFileSync(join(source, "a"), "begin");
    truncateSync(join(source, "a"), 40e6);
    appendFileSync(join(source, "a"), Buffer.concat([Buffer.alloc(70_001), Buffer.from("middle")]));
    truncateSync(join(source, "a"), 80e6);
    writeFileSync(join(source, "zeros"), Buffer.alloc(3));
    const { destination } = await collectFrom(source);
    expect(readFileSync(join(destination, "a")).equals(readFileSync(join(source, "a")))).toBe(true);
    expect(readFileSync(join(destination, "zeros"))).toEqual(Buffer.alloc(3));
    expect(statSync(join(destination, "a")).blocks * 512).toBeLessThan(1e6);
  });

  test("keeps what came before the stream broke", async () => {
    const bytes = await packTar([file("submission/a", "1"), file("submission/b", "2".repeat(5000))]);
    const destination = join(temporaryDirectory(), "submission");
    async function* broken() {
      yield* pieces(bytes.subarray(0, 3000), 100);
      throw new Error("engine gone");
    }
    const collected = await collectDirectory(broken(), destination);
    expect(readdirSync(destination)).toEqual(["a"]);
    expect(collected.complete).toBe(false);
    expect(collected.notes.join()).toContain("engine gone");
  });

  test("stops at its limits of size and number", async () => {
    const entries = Array.from({ length: 10 }, (_, index) => file(`submission/${index}`, "x".repeat(100)));
    const few = await collectTar(entries, { ...defaultCollectLimits, entries: 4 });
    expect(readdirSync(few.destination)).toEqual(["0", "1", "2", "3"]);
    expect(few.collected.notes.join()).toContain("More than 4 files");
    const small = await collectTar(entries, { ...defaultCollectLimits, totalBytes: 350 });
    expect(readdirSync(small.destination)).toEqual(["0", "1", "2"]);
    expect(small.collected.notes.join("\n")).toContain("The rest of the directory was not read");
    const mixed = [file("submission/large", "x".repeat(200)), ...entries];
    const each = await collectTar(mixed, { ...defaultCollectLimits, fileBytes: 150 });
    expect(readdirSync(each.destination)).toHaveLength(10);
    expect(each.collected.skipped).toEqual([{ path: "large", kind: "oversized file" }]);
  });

  test("does not read a sparse terabyte, and takes half a gigabyte with flat memory", async () => {
    const source = join(temporaryDirectory(), "submission");
    mkdirSync(source);
    for (const [name, size] of [
      ["0", 2 ** 40],
      ["1", 2 ** 29],
    ] as const) {
      writeFileSync(join(source, name), "");
      truncateSync(join(source, name), size);
    }
    let peak = 0;
    const before = process.memoryUsage().rss;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }, 20);
    const { destination, collected } = await collectFrom(source);
    clearInterval(timer);
    expect(readdirSync(destination)).toEqual(["1"]);
    expect(statSync(join(destination, "1")).size).toBe(2 ** 29);
    expect(collected.skipped).toEqual([{ path: "0", kind: "oversized file" }]);
    expect(peak).toBeLessThan(150e6);
  });
});

describe("inspectSubmission", () => {
  test("follows a link only to a file inside", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "best"));
    writeFileSync(join(directory, "best/s.csv"), "id\n");
    const path = join(directory, "submission.csv");
    symlinkSync("best/s.csv", path);
    expect(await inspectSubmission(directory, undefined)).toEqual({
      kind: "file",
      bytes: 3,
      sha256: execFileSync("sha256sum", [join(directory, "best/s.csv")], { encoding: "utf8" }).slice(0, 64),
    });
    execFileSync("ln", ["-sfn", "best", path]);
    expect(await inspectSubmission(directory, undefined)).toEqual({ kind: "symbolic link" });
    execFileSync("ln", ["-sfn", "nowhere", path]);
    expect(await inspectSubmission(directory, undefined)).toEqual({ kind: "symbolic link" });
  });
});
