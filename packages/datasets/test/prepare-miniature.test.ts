import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMlebenchError } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { dataKind, isPrepared, prepareMiniature, writeMiniatureRaw } from "../src/index.js";
import { fakeCompetition, id, preparedFiles, rawTable, readFiles, writeFiles } from "./fake-competition.js";
import { failure, failureOf, temporaryDataDirectory } from "./temporary-data-directory.js";

describe("prepareMiniature", () => {
  it("prepares the default miniature, marks it and leaves no raw data", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const result = await prepareMiniature(competition, { dataDirectory: place.data });
    expect(result).toMatchObject({ id, status: "prepared" });
    expect(result.checks.map(({ file, verdict }) => `${file} ${verdict}`)).toContain(
      "private/test.csv not published",
    );
    expect(readFiles(join(place.home, "prepared"))).toEqual(preparedFiles(rawTable(0, 20)));
    expect(readdirSync(place.home).sort()).toEqual([".mlebench.json", "prepared"]);
    expect(JSON.parse(readFileSync(join(place.home, ".mlebench.json"), "utf8"))).toEqual({
      kind: "miniature",
      seed: 0,
      size: 20,
      version: "1.0.0",
    });
    expect(dataKind(place.data, id)).toBe("miniature");
    expect(isPrepared(competition, place.data)).toBe(true);
  });

  it("reuses the same seed and size, and replaces another one", async () => {
    const place = temporaryDataDirectory();
    const log = join(place.root, "log");
    const competition = fakeCompetition(place.package, { log });
    const prepare = async (seed?: number, size?: number): Promise<string> =>
      (await prepareMiniature(competition, { dataDirectory: place.data, seed, size })).status;
    expect(await prepare()).toBe("prepared");
    expect(await prepare(0, 20)).toBe("already prepared");
    expect(await prepare(1)).toBe("prepared");
    expect(readFiles(join(place.home, "prepared"))).toEqual(preparedFiles(rawTable(1, 20)));
    expect(await prepare(1, 30)).toBe("prepared");
    expect(readFiles(join(place.home, "prepared"))).toEqual(preparedFiles(rawTable(1, 30)));
    expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(3);
  });

  it("regenerates what another version of the package made", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    await prepareMiniature(competition, { dataDirectory: place.data });
    writeFiles(place.package, { "package.json": JSON.stringify({ version: "1.0.1" }) });
    expect((await prepareMiniature(competition, { dataDirectory: place.data })).status).toBe("prepared");
  });

  it("never passes old data for those of another seed after a failure in between", async () => {
    const place = temporaryDataDirectory();
    await prepareMiniature(fakeCompetition(place.package), { dataDirectory: place.data });
    const failing = fakeCompetition(place.package, {
      onPrepare: () => {
        throw new Error("boom");
      },
    });
    await expect(prepareMiniature(failing, { dataDirectory: place.data, seed: 1 })).rejects.toThrow("boom");
    expect(dataKind(place.data, id)).toBe("miniature");
    const again = await prepareMiniature(fakeCompetition(place.package), {
      dataDirectory: place.data,
      seed: 1,
    });
    expect(again.status).toBe("prepared");
    expect(readFiles(join(place.home, "prepared"))).toEqual(preparedFiles(rawTable(1, 20)));
  });

  it.each([{ seed: -1 }, { seed: 0.5 }, { size: 3 }, { size: Number.NaN }, { size: 1e300 }])(
    "refuses %j as wrong usage",
    async (shape) => {
      const place = temporaryDataDirectory();
      const competition = fakeCompetition(place.package);
      const error = await failureOf(prepareMiniature(competition, { dataDirectory: place.data, ...shape }));
      expect(isMlebenchError(error) && error.kind).toBe("usage");
    },
  );
});

describe("writeMiniatureRaw", () => {
  it("writes the raw files into a new or an empty directory", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    mkdirSync(join(place.root, "empty"));
    for (const name of ["new/deep", "empty"]) {
      await writeMiniatureRaw(competition, { out: join(place.root, name), seed: 3, size: 8 });
      expect(readFiles(join(place.root, name))).toEqual({
        "images/0.txt": "zero",
        "train.csv": rawTable(3, 8),
      });
    }
    expect(readdirSync(place.root).sort()).toEqual(["empty", "new", "package"]);
  });

  it("refuses a directory that holds something, and a file", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    writeFiles(join(place.root, "full"), { ".hidden": "" });
    writeFileSync(join(place.root, "file"), "");
    for (const name of ["full", "file"]) {
      const out = join(place.root, name);
      expect(await failure(writeMiniatureRaw(competition, { out }))).toContain(out);
    }
    expect(readFiles(join(place.root, "full"))).toEqual({ ".hidden": "" });
  });
});
