import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSevenZip, createTar } from "../src/index.js";
import { bundleChild, type ChildProgram } from "./child-process.js";
import { temporaryDirectories } from "./fixtures.js";
import { memberName, tableText, writeLargeZip } from "./large-archive.js";

// The full measurement: MLEBENCH_ARCHIVE_MEGABYTES=3000 npx vitest run packages/archives/test/memory-use.slow.test.ts
const full = process.env.MLEBENCH_ARCHIVE_MEGABYTES !== undefined;
const megabytes = Number(process.env.MLEBENCH_ARCHIVE_MEGABYTES ?? 100);
const bytes = megabytes * 1e6;
const files = megabytes * 20;
const limit = 300 * 2 ** 20;
const patience = 60_000 + megabytes * 400;

const fresh = temporaryDirectories();
let child: ChildProgram;
beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

interface Measurement {
  files: number;
  bytes: number;
  seconds: number;
  peak: number;
}

async function measure(archive: string, directory: string): Promise<Measurement> {
  const { output } = await child.run({ archive, destination: join(directory, "out") });
  const found = JSON.parse(output) as Measurement;
  rmSync(join(directory, "out"), { recursive: true });
  return found;
}

/** Seconds that another program takes; undefined when it is not there. */
function timeOf(directory: string, command: string, ...arguments_: string[]): number | undefined {
  const out = join(directory, "other");
  mkdirSync(out, { recursive: true });
  const started = performance.now();
  try {
    execFileSync(command, arguments_, { cwd: out, stdio: "ignore" });
    return (performance.now() - started) / 1000;
  } catch {
    return undefined;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const seconds = (time?: number) => (time === undefined ? "not there" : `${time.toFixed(1)} s`);

/** What other programs take for the same archive, in the same minute. */
function othersOn(directory: string, archive: string): string {
  const script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall()";
  const python = seconds(timeOf(directory, "python3", "-c", script, archive));
  return `; Python's zipfile ${python}, unzip ${seconds(timeOf(directory, "unzip", "-q", archive))}`;
}

const report = (label: string, { seconds: own, peak }: Measurement, others = "") =>
  console.info(
    `${label}, ${megabytes} MB: ${own.toFixed(1)} s, at most ${(peak / 2 ** 20).toFixed(0)} MiB${others}`,
  );

describe.skipIf(process.platform !== "linux")("memory while a large archive passes through", () => {
  it("stays small for a zip of many members", { timeout: patience }, async () => {
    const directory = fresh();
    const archive = join(directory, "large.zip");
    const written = writeLargeZip(archive, bytes, files);
    const found = await measure(archive, directory);
    report("zip", found, full ? othersOn(directory, archive) : "");
    expect([found.files, found.bytes]).toEqual([written.files, written.bytes]);
    expect(found.peak).toBeLessThan(limit);
  });

  it.each([
    [
      "tar.gz",
      (target: string, members: { name: string; data: Buffer }[]) =>
        createTar(target, members, { gzip: true }),
    ],
    ["7z", createSevenZip],
  ] as const)("stays small for a %s", { timeout: patience }, async (format, create) => {
    const directory = fresh();
    const archive = join(directory, `large.${format}`);
    const pool = [tableText(20_000, 1), tableText(100_000, 2), tableText(bytes / 30, 3)];
    const count = Math.floor(bytes / 3 / 60_000);
    const members = Array.from({ length: count }, (_, index) => ({
      name: memberName(index),
      data: pool[index % (count >> 2) === 0 ? 2 : index % 2],
    }));
    await create(archive, members);
    const found = await measure(archive, directory);
    report(`${format}, a third of`, found);
    expect(found.files).toBe(count);
    expect(found.bytes).toBe(members.reduce((sum, { data }) => sum + data.length, 0));
    expect(found.peak).toBeLessThan(limit);
  });
});
