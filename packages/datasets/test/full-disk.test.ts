import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describeError, isMlebenchError } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { prepareDataset } from "../src/index.js";
import { fakeCompetition, id, rawFiles, writeFiles } from "./fake-competition.js";
import { failureOf, temporaryDataDirectory, zipOf } from "./temporary-data-directory.js";

function mountSmallDisk(directory: string, option: string): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  mkdirSync(directory, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", option, "tmpfs", directory], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const reason = "SKIPPED: needs root and the right to mount a small tmpfs";

describe("a disk that refuses", () => {
  it("when full while extracting, is named, and nothing of the extraction stays", async (context) => {
    const place = temporaryDataDirectory();
    const disk = join(place.root, "disk");
    if (!mountSmallDisk(disk, "size=1m")) {
      console.warn(reason);
      return context.skip();
    }
    try {
      const big = Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 100_003).join(",");
      const from = await zipOf(join(place.root, "a.zip"), { ...rawFiles, "big.txt": big });
      const options = { dataDirectory: disk, from };
      const error = await failureOf(prepareDataset(fakeCompetition(place.package), options));
      expect(isMlebenchError(error) && error.kind).toBe("user");
      expect(describeError(error)).toMatch(/disk is full|Not enough disk space/);
      expect(describeError(error)).toContain(disk);
      expect(readdirSync(join(disk, id))).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
    }
  });

  it("when full while preparing, is named, and the unfinished data is removed", async (context) => {
    const place = temporaryDataDirectory();
    const disk = join(place.root, "disk");
    if (!mountSmallDisk(disk, "size=1m")) {
      console.warn(reason);
      return context.skip();
    }
    try {
      writeFiles(join(disk, id, "raw"), rawFiles);
      const onPrepare = (directories: { public: string }) =>
        writeFiles(directories.public, { "big.csv": "x".repeat(3_000_000) });
      const competition = fakeCompetition(place.package, { onPrepare });
      const error = await failureOf(prepareDataset(competition, { dataDirectory: disk }));
      expect(isMlebenchError(error) && error.message).toMatch(/disk is full/);
      expect(isMlebenchError(error) && error.details.file).toContain(disk);
      expect(readdirSync(join(disk, id))).toEqual(["raw"]);
    } finally {
      execFileSync("umount", [disk]);
    }
  });

  it("when read-only, does not matter to data that are prepared, whatever lies beside them", async (context) => {
    const place = temporaryDataDirectory();
    const disk = join(place.root, "disk");
    if (!mountSmallDisk(disk, "size=1m")) {
      console.warn(reason);
      return context.skip();
    }
    try {
      const competition = fakeCompetition(place.package);
      const from = await zipOf(join(place.root, "a.zip"));
      await prepareDataset(competition, { dataDirectory: disk, from });
      writeFiles(join(disk, id), { "raw.tmp-1/half.csv": "", ".lock": "" });
      execFileSync("mount", ["-o", "remount,ro", disk]);
      expect((await prepareDataset(competition, { dataDirectory: disk, from })).status).toBe(
        "already prepared",
      );
    } finally {
      execFileSync("umount", [disk]);
    }
  });

  it("when read-only, is named", async (context) => {
    const place = temporaryDataDirectory();
    const disk = join(place.root, "disk");
    if (!mountSmallDisk(disk, "ro")) {
      console.warn(reason);
      return context.skip();
    }
    try {
      const dataDirectory = join(disk, "new/deep");
      const error = await failureOf(prepareDataset(fakeCompetition(place.package), { dataDirectory }));
      expect(isMlebenchError(error) && error.message).toMatch(/read-only/);
      expect(isMlebenchError(error) && error.details.file).toContain(disk);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
