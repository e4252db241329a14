import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { readVerification } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ChaosPlace,
  type ChaosRequest,
  chaosPlace,
  chaosProgram,
  homeIn,
  md5sBelow,
  publishedChecksums,
} from "./chaos.js";
import { prepareForChaos } from "./chaos-prepare.js";
import { type ChildProgram, changesOf, spread } from "./child-process.js";
import { fakeCompetition, id, writeFiles } from "./fake-competition.js";

const patience = 180_000;

let program: ChildProgram<ChaosRequest>;
beforeAll(async () => {
  program = await chaosProgram();
});
afterAll(() => program.remove());

async function publishedPlace(count?: number, size?: number): Promise<ChaosPlace> {
  const place = await chaosPlace(count, size);
  fakeCompetition(place.package);
  writeFiles(place.package, { "facts/checksums.json": publishedChecksums(place) });
  return place;
}

const requestFor = ({ packageDirectory, from }: ChaosPlace, dataDirectory: string, keepRaw = false) => ({
  packageDirectory,
  from,
  dataDirectory,
  keepRaw,
});

/** Prepares in this process, where nothing is killed: starting another one costs more than preparing. */
async function prepareHere(request: ChaosRequest): Promise<{ output: string; messages: string }> {
  const messages: string[] = [];
  const { output } = await prepareForChaos(request, (line) => messages.push(line));
  return { output, messages: messages.join("\n") };
}

/** Everything is there that was asked for, whole, and nothing else. */
function expectFinished(place: ChaosPlace, dataDirectory: string, keepRaw: boolean): void {
  const home = homeIn(dataDirectory);
  expect(md5sBelow(join(home, "prepared"))).toEqual(place.prepared);
  expect(readVerification(dataDirectory, id).state).toBe("verified");
  if (keepRaw) expect(md5sBelow(join(home, "raw"))).toEqual(place.raw);
  expect(readdirSync(home).sort()).toEqual(keepRaw ? [".raw.json", "prepared", "raw"] : ["prepared"]);
}

/** Whatever has a final name is whole, at any time. */
function expectNothingBroken(place: ChaosPlace, dataDirectory: string): void {
  const home = homeIn(dataDirectory);
  if (existsSync(join(home, "prepared"))) expect(md5sBelow(join(home, "prepared"))).toEqual(place.prepared);
}

/** How many changes of the file system an undisturbed prepare makes, and how many of them extract. */
async function changesIn(place: ChaosPlace): Promise<{ all: number; extracting: number }> {
  const dataDirectory = join(place.root, "whole");
  const end = await program.start(requestFor(place, dataDirectory)).end;
  expect(end.output).toBe("prepared");
  expectFinished(place, dataDirectory, false);
  const all = changesOf(end);
  // Each picture takes at least two: it is opened, and gets its name.
  const extracting = 2 * Object.keys(place.raw).length;
  expect(all).toBeGreaterThan(extracting);
  return { all, extracting };
}

describe("SIGKILL before changes of extraction and preparation", () => {
  it("twenty-two times: running again ends in the same verified result", { timeout: patience }, async () => {
    const place = await publishedPlace(100);
    const { all } = await changesIn(place);
    const seen = { "while extracting": 0, "while preparing": 0, resumed: 0 };
    // Preparing and clearing up take only the last few changes.
    for (const [round, dieAt] of [...spread(10, all), ...spread(12, all, all - 40)].entries()) {
      const keepRaw = round % 4 > 1;
      const dataDirectory = join(place.root, `data-${round}`);
      const request = requestFor(place, dataDirectory, keepRaw);
      const { signal, messages } = await program.start({ ...request, dieAt }).end;
      // Somebody who keeps the raw files has less to remove.
      if (signal !== "SIGKILL") expect([keepRaw, round >= 10]).toEqual([true, true]);
      else seen[messages.includes("Preparing") ? "while preparing" : "while extracting"] += 1;
      expectNothingBroken(place, dataDirectory);
      const next = await prepareHere(request);
      if (next.messages.includes("Resuming extraction")) seen.resumed += 1;
      expect(["prepared", "already prepared"]).toContain(next.output);
      expectFinished(place, dataDirectory, keepRaw);
    }
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(4);
  });

  it("again and again in one place, until it gets through", { timeout: patience }, async () => {
    const place = await publishedPlace(100);
    const { all } = await changesIn(place);
    const dataDirectory = join(place.root, "data");
    const request = requestFor(place, dataDirectory, true);
    for (const dieAt of spread(6, all)) {
      await program.start({ ...request, dieAt }).end;
      expectNothingBroken(place, dataDirectory);
    }
    const last = await prepareHere(request);
    expect(["prepared", "already prepared"]).toContain(last.output);
    expectFinished(place, dataDirectory, true);
  });
});

/** Kills an extraction when it has written some files, and says which. */
async function interruptedExtraction(place: ChaosPlace, dataDirectory: string): Promise<string[]> {
  const partial = join(homeIn(dataDirectory), "raw.tmp");
  const { extracting } = await changesIn(place);
  const dieAt = Math.floor(extracting / 2);
  const { signal } = await program.start({ ...requestFor(place, dataDirectory, true), dieAt }).end;
  expect(signal).toBe("SIGKILL");
  const there = Object.keys(md5sBelow(partial)).filter(
    (name) => !name.endsWith(".tmp") && name.startsWith("images/"),
  );
  expect(there.length).toBeGreaterThan(0);
  return there;
}

describe("an extraction that was killed", () => {
  it("goes on with the files that are there", { timeout: patience }, async () => {
    const place = await publishedPlace(100);
    const dataDirectory = join(place.root, "data");
    const there = await interruptedExtraction(place, dataDirectory);
    const partial = join(homeIn(dataDirectory), "raw.tmp");
    const inodes = there.map((name) => statSync(join(partial, name)).ino);
    const { output, messages } = await prepareHere(requestFor(place, dataDirectory, true));
    expect(output).toBe("prepared");
    expect(messages).toContain("Resuming extraction");
    expect(there.map((name) => statSync(join(homeIn(dataDirectory), "raw", name)).ino)).toEqual(inodes);
    expectFinished(place, dataDirectory, true);
  });

  it("starts over when the archive is another one, and takes nothing along", {
    timeout: patience,
  }, async () => {
    const place = await publishedPlace(100);
    const dataDirectory = join(place.root, "data");
    await interruptedExtraction(place, dataDirectory);
    const other = await publishedPlace(3);
    writeFiles(place.package, { "facts/checksums.json": publishedChecksums(other) });
    const { output, messages } = await prepareHere({
      ...requestFor(other, dataDirectory, true),
      packageDirectory: place.package,
    });
    expect(output).toBe("prepared");
    expect(messages).not.toContain("Resuming");
    expectFinished(other, dataDirectory, true);
  });

  it("starts over when the archive has changed meanwhile", { timeout: patience }, async () => {
    const place = await publishedPlace(100);
    const dataDirectory = join(place.root, "data");
    await interruptedExtraction(place, dataDirectory);
    utimesSync(place.from, 1, 1);
    const { output, messages } = await prepareHere(requestFor(place, dataDirectory, true));
    expect(output).toBe("prepared");
    expect(messages).not.toContain("Resuming");
    expectFinished(place, dataDirectory, true);
  });

  it("is cleared away when the data come from elsewhere in the end", { timeout: patience }, async () => {
    const place = await publishedPlace(100);
    const dataDirectory = join(place.root, "data");
    await interruptedExtraction(place, dataDirectory);
    writeFiles(join(homeIn(dataDirectory), "raw"), { "train.csv": "" });
    const request = requestFor(place, dataDirectory);
    expect((await prepareHere(request)).output).toBe("prepared");
    expect(readdirSync(homeIn(dataDirectory)).sort()).toEqual(["prepared", "raw"]);
  });
});

describe("two prepares at once", () => {
  it("of which the working one is killed: the other takes over", { timeout: patience }, async () => {
    const place = await publishedPlace();
    const dataDirectory = join(place.root, "data");
    const request = requestFor(place, dataDirectory, true);
    // The first never gets through.
    const first = program.start({ ...request, gate: join(place.root, "gate") });
    await first.said("Preparing");
    const second = program.start(request);
    await second.said("Waiting");
    first.kill();
    const ends = await Promise.all([first.end, second.end]);
    expect(ends[0].signal).toBe("SIGKILL");
    expect(ends[1].messages).toContain("Waiting");
    expect(ends[1].output).toBe("prepared");
    expectFinished(place, dataDirectory, true);
  });

  it("work once and agree", { timeout: patience }, async () => {
    const place = await publishedPlace();
    const dataDirectory = join(place.root, "data");
    const request = requestFor(place, dataDirectory);
    const ends = await Promise.all([program.start(request).end, program.start(request).end]);
    expect(ends.map(({ output }) => output).sort()).toEqual(["already prepared", "prepared"]);
    expectFinished(place, dataDirectory, false);
  });
});

const mayMount = process.platform === "linux" && process.getuid?.() === 0;
if (!mayMount) console.warn("SKIPPED: a small disk that fills up needs root and the right to mount a tmpfs");

describe.skipIf(!mayMount)("a small disk that fills up", () => {
  // The archive holds 16 MB; the prepared data are small.
  it.each(["1m", "8m", "15m", "17m"])(
    "of %s is named, left tidy, and used once it has grown",
    { timeout: patience },
    async (size) => {
      const place = await publishedPlace();
      const disk = join(place.root, "disk");
      mkdirSync(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk]);
      try {
        const request = requestFor(place, disk);
        // On 17 MB there is room at first, and somebody else takes it.
        if (size === "17m") writeFileSync(join(disk, "theirs.bin"), Buffer.alloc(2_500_000));
        const { code, output } = await program.start(request).end;
        expect(code).toBe(1);
        expect(output).toMatch(
          /\d+\.\d\d MB required, \d+\.\d\d MB available in .* Expected \d+\.\d\d MB more/,
        );
        expect(output).toContain(disk);
        expect(readdirSync(homeIn(disk))).toEqual([]);
        execFileSync("mount", ["-o", "remount,size=64m", disk]);
        expect((await prepareHere(request)).output).toBe("prepared");
        expectFinished(place, disk, false);
      } finally {
        execFileSync("umount", [disk]);
      }
    },
  );

  it("that another process fills during the extraction is named, left tidy, and used once it has free space", {
    timeout: patience,
  }, async () => {
    const place = await publishedPlace(20_000, 10);
    const disk = join(place.root, "disk");
    mkdirSync(disk);
    // Files of ten bytes take a block each: they fit by their sizes, and not on the disk.
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]);
    try {
      const request = requestFor(place, disk);
      const { code, output } = await program.start(request).end;
      expect(code).toBe(1);
      expect(output).toMatch(/The disk is full .*Free up space/);
      expect(output).toContain(disk);
      expect(readdirSync(homeIn(disk))).toEqual([]);
      execFileSync("mount", ["-o", "remount,size=256m", disk]);
      expect((await prepareHere(request)).output).toBe("prepared");
      expectFinished(place, disk, false);
    } finally {
      execFileSync("umount", [disk]);
    }
  });

  it("without space for a single file more is named", { timeout: patience }, async () => {
    const place = await publishedPlace(3);
    const disk = join(place.root, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,nr_inodes=4", "tmpfs", disk]);
    try {
      const archive = join(place.root, "small.zip");
      await createZip(archive, [{ name: "train.csv", data: Buffer.from("id,label\n1,2\n") }]);
      const { code, output } = await program.start({ ...requestFor(place, disk), from: archive }).end;
      expect(code).toBe(1);
      expect(output).toContain("The disk is full");
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
