import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Competition } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { diskNeed, isPrepared, prepareDataset, startingPoint } from "../src/index.js";
import { archiveStamp } from "../src/state/records.js";
import { fakeCompetition, rawFiles, writeFiles } from "./fake-competition.js";
import { failure, temporaryDataDirectory, zipOf } from "./temporary-data-directory.js";

const rawBytes = Object.values(rawFiles).reduce((sum, text) => sum + Buffer.byteLength(text), 0);

describe("what preparing starts from, and what it writes", () => {
  it("downloads when there is nothing: archive and files as listed, less what an earlier download left", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const options = { dataDirectory: join(place.root, "not/there/yet") };
    expect(await startingPoint(competition, options)).toBe("download");
    expect(await diskNeed(competition, { ...options, listedBytes: 5e9 })).toEqual({
      archive: 5e9,
      raw: 5e9,
      prepared: 5e9,
    });
    mkdirSync(place.home, { recursive: true });
    const part = join(place.home, `${competition.facts.id}.zip.part`);
    writeFileSync(part, "");
    truncateSync(part, 2e9);
    const there = { dataDirectory: place.data, listedBytes: 5e9 };
    expect(await diskNeed(competition, there)).toMatchObject({ archive: 3e9 });
  });

  it("extracts an archive, wherever it is", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const from = await zipOf(join(place.root, "elsewhere.zip"));
    const options = { dataDirectory: join(place.root, "not-there"), from };
    expect(await startingPoint(competition, options)).toBe("archive");
    expect(await diskNeed(competition, options)).toEqual({ archive: 0, raw: rawBytes, prepared: rawBytes });
  });

  it("needs less where an interrupted extraction of the same archive can go on", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const archive = await zipOf(join(place.root, "elsewhere.zip"));
    writeFiles(place.home, {
      "raw.tmp/train.csv": rawFiles["train.csv"],
      ".raw.tmp.json": JSON.stringify({ archive, stamp: archiveStamp(archive) }),
    });
    const rest = rawBytes - rawFiles["train.csv"].length;
    const options = { dataDirectory: place.data, from: archive };
    expect(await diskNeed(competition, options)).toEqual({ archive: 0, raw: rest, prepared: rawBytes });
    const another = { ...options, from: await zipOf(join(place.root, "another.zip")) };
    expect(await diskNeed(competition, another)).toMatchObject({ raw: rawBytes });
  });

  it("says so when the data directory is a file", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    writeFileSync(place.data, "");
    for (const look of [startingPoint, diskNeed, (one: Competition) => isPrepared(one, place.data)])
      expect(await failure((async () => look(competition, { dataDirectory: place.data }))())).toContain(
        "A file exists where a directory is needed",
      );
  });

  it("copies raw files from a directory into a data directory that is not there yet", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const from = join(place.root, "mine");
    writeFiles(from, rawFiles);
    const options = { dataDirectory: join(place.root, "not-there"), from };
    expect(await startingPoint(competition, options)).toBe("raw files");
    expect(await diskNeed(competition, options)).toEqual({ archive: 0, raw: rawBytes, prepared: rawBytes });
  });

  it("needs nothing for what is prepared", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const from = await zipOf(join(place.root, "elsewhere.zip"));
    await prepareDataset(competition, { dataDirectory: place.data, from });
    expect(await startingPoint(competition, { dataDirectory: place.data })).toBe("prepared");
    expect(await diskNeed(competition, { dataDirectory: place.data })).toEqual({
      archive: 0,
      raw: 0,
      prepared: 0,
    });
  });
});

describe("a mirror of several competitions", () => {
  it("that lacks the wanted one is not taken for its raw files", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const from = join(place.root, "mirror");
    writeFiles(from, { "other/raw/train.csv": "id\n" });
    await expect(startingPoint(competition, { dataDirectory: place.data, from })).rejects.toThrow(
      /other competitions/,
    );
  });
});

it("plans also where a run was killed between noting an extraction and beginning it", async () => {
  const place = temporaryDataDirectory();
  const competition = fakeCompetition(place.package);
  const from = await zipOf(join(place.root, "elsewhere.zip"));
  const options = { dataDirectory: place.data, from };
  writeFiles(place.home, {
    ".raw.tmp.json": JSON.stringify({ archive: from, stamp: archiveStamp(from) }),
  });
  expect(await diskNeed(competition, options)).toEqual({ archive: 0, raw: rawBytes, prepared: rawBytes });
});
