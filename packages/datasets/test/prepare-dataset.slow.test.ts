import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isMlebenchError, readVerification } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import {
  dataKind,
  failedChecks,
  isPrepared,
  prepareDataset,
  prepareMiniature,
  verifyDataset,
  verifyPrepared,
} from "../src/index.js";
import { fakeCompetition, id, preparedFiles, rawFiles, readFiles, writeFiles } from "./fake-competition.js";
import {
  failure,
  failureOf,
  type TemporaryDataDirectory,
  temporaryDataDirectory,
  zipOf,
} from "./temporary-data-directory.js";

const expected = preparedFiles(rawFiles["train.csv"]);
const md5 = (text: string | Buffer): string => createHash("md5").update(text).digest("hex");

/** The right MD5s of the fake competition's tables. */
const published = () => ({
  public: Object.fromEntries(
    ["sample_submission.csv", "test.csv", "train.csv"].map((name) => [name, md5(expected[`public/${name}`])]),
  ) as Record<string, string>,
  private: { "test.csv": md5(expected["private/test.csv"]) } as Record<string, string>,
  zip: null as string | null,
});

function publish(place: TemporaryDataDirectory, checksums: object): void {
  writeFiles(place.package, { "facts/checksums.json": JSON.stringify(checksums) });
}

async function putZip(place: TemporaryDataDirectory): Promise<string> {
  mkdirSync(place.home, { recursive: true });
  return zipOf(join(place.home, `${id}.zip`));
}

describe("prepareDataset", () => {
  it("extracts the archive in the data directory, prepares, and removes raw but not the archive", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    const competition = fakeCompetition(place.package);
    const result = await prepareDataset(competition, { dataDirectory: place.data });
    expect(result).toMatchObject({ id, status: "prepared" });
    expect(result.bytes).toBe(
      Object.values(expected).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    );
    expect(result.seconds).toBeGreaterThan(0);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(readdirSync(place.home).sort()).toEqual(["prepared", `${id}.zip`]);
    expect(isPrepared(competition, place.data)).toBe(true);
    expect(dataKind(place.data, id)).toBe("real");
  });

  it("keeps raw when asked to", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data, keepRaw: true });
    expect(readFiles(join(place.home, "raw"))).toEqual(rawFiles);
  });

  it("does the work once and then finds it already prepared, even where it may not write", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    const log = join(place.root, "log");
    const competition = fakeCompetition(place.package, { log });
    await prepareDataset(competition, { dataDirectory: place.data });
    rmSync(join(place.home, `${id}.zip`));
    const before = statSync(place.home).mtimeMs;
    const again = await prepareDataset(competition, { dataDirectory: place.data, keepRaw: true });
    expect(again.status).toBe("already prepared");
    expect(again.bytes).toBeGreaterThan(0);
    expect(statSync(place.home).mtimeMs).toBe(before);
    expect(readFileSync(log, "utf8")).toBe("prepared\n");
  });

  it("prepares again when forced, and the old data stay until the new are complete", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data });
    writeFiles(join(place.home, "prepared"), { "public/stray.csv": "x" });
    let seenWhileAtWork = false;
    const onPrepare = () => {
      seenWhileAtWork = existsSync(join(place.home, "prepared/public/stray.csv"));
    };
    const competition = fakeCompetition(place.package, { onPrepare });
    expect((await prepareDataset(competition, { dataDirectory: place.data, force: true })).status).toBe(
      "prepared",
    );
    expect(seenWhileAtWork).toBe(true);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it("keeps raw files that a person put there without an archive", async () => {
    const place = temporaryDataDirectory();
    writeFiles(join(place.home, "raw"), rawFiles);
    await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data });
    expect(readFiles(join(place.home, "raw"))).toEqual(rawFiles);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it("works on through a raw directory that is a symbolic link, and removes at most the link", async () => {
    const place = temporaryDataDirectory();
    writeFiles(join(place.root, "elsewhere"), rawFiles);
    await putZip(place);
    symlinkSync(join(place.root, "elsewhere"), join(place.home, "raw"));
    await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data });
    expect(readFiles(join(place.root, "elsewhere"))).toEqual(rawFiles);
  });

  it("extracts again when raw lacks files of the archive, as an interrupted unzip leaves it", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    writeFiles(join(place.home, "raw"), { ...rawFiles, "train.csv": "id,label\n0,1\n1," });
    const messages: string[] = [];
    await prepareDataset(fakeCompetition(place.package), {
      dataDirectory: place.data,
      onMessage: (line) => messages.push(line),
    });
    expect(messages.join("\n")).toContain("extracting it again");
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it("uses a complete raw directory beside the archive as it is", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    writeFiles(join(place.home, "raw"), { ...rawFiles, "more.txt": "extracted by hand" });
    const messages: string[] = [];
    const options = {
      dataDirectory: place.data,
      keepRaw: true,
      onMessage: (line: string) => messages.push(line),
    };
    await prepareDataset(fakeCompetition(place.package), options);
    expect(messages.join("\n")).not.toContain("Extracting");
    expect(existsSync(join(place.home, "raw/more.txt"))).toBe(true);
  });

  it("says exactly where to put what when there are no raw data", async () => {
    const place = temporaryDataDirectory();
    const message = await failure(
      prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data }),
    );
    expect(message).toContain(join(place.home, `${id}.zip`));
    expect(message).toContain(join(place.home, "raw/"));
    expect(message).toContain("--from");
  });

  it("asks the download for the archive, only when there is nothing else", async () => {
    const place = temporaryDataDirectory();
    let calls = 0;
    const download = async ({ destination }: { destination: string }) => {
      calls += 1;
      await zipOf(destination);
      return undefined;
    };
    const competition = fakeCompetition(place.package);
    await prepareDataset(competition, { dataDirectory: place.data, download });
    await prepareDataset(competition, { dataDirectory: place.data, download, force: true });
    expect(calls).toBe(1);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it("refuses a damaged archive and leaves nothing that looks finished", async () => {
    const place = temporaryDataDirectory();
    const zip = await putZip(place);
    const bytes = readFileSync(zip);
    writeFileSync(zip, bytes.subarray(0, bytes.length - 30));
    const message = await failure(
      prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data }),
    );
    expect(message).toContain(zip);
    expect(readdirSync(place.home)).toEqual([`${id}.zip`]);
  });

  it("names a raw file that is missing, and keeps the raw data for another try", async () => {
    const place = temporaryDataDirectory();
    mkdirSync(place.home, { recursive: true });
    await zipOf(join(place.home, `${id}.zip`), { "images/0.txt": "zero" });
    const error = await failureOf(
      prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data }),
    );
    expect(isMlebenchError(error) && error.kind).toBe("user");
    expect(isMlebenchError(error) && error.details.file).toBe(join(place.home, "raw/train.csv"));
    expect(readdirSync(place.home).sort()).toEqual([".raw.json", "raw", `${id}.zip`]);
    rmSync(join(place.home, `${id}.zip`));
    await putZip(place);
    await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data });
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it.each(["private/test.csv", "public/sample_submission.csv"])(
    "throws an error about the package if its preparation does not write %s",
    async (forget) => {
      const place = temporaryDataDirectory();
      await putZip(place);
      const competition = fakeCompetition(place.package, { forget });
      const error = await failureOf(prepareDataset(competition, { dataDirectory: place.data }));
      expect(isMlebenchError(error) && error.kind).toBe("grader");
      expect(isMlebenchError(error) && error.message).toContain(forget);
      expect(existsSync(join(place.home, "prepared"))).toBe(false);
    },
  );

  it("says so when the data directory is a file", async () => {
    const place = temporaryDataDirectory();
    writeFileSync(place.data, "");
    const error = await failureOf(
      prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data }),
    );
    expect(isMlebenchError(error) && error.kind).toBe("user");
    expect(isMlebenchError(error) && error.details.file).toContain(place.data);
  });

  it("removes extracted raw files that an interruption left, but not those that were to stay", async () => {
    const place = temporaryDataDirectory();
    const from = await zipOf(join(place.root, "a.zip"));
    const competition = fakeCompetition(place.package);
    const options = { dataDirectory: place.data, from };
    await prepareDataset(competition, { ...options, keepRaw: true });
    expect((await prepareDataset(competition, options)).status).toBe("already prepared");
    expect(readFiles(join(place.home, "raw"))).toEqual(rawFiles);

    await prepareDataset(competition, { dataDirectory: place.data, force: true });
    expect(readFiles(join(place.home, "raw"))).toEqual(rawFiles);

    const record = join(place.home, ".raw.json");
    writeFileSync(record, readFileSync(record, "utf8").replace('"kept":true', '"kept":false'));
    expect((await prepareDataset(competition, { ...options, keepRaw: true })).status).toBe(
      "already prepared",
    );
    expect(readFiles(join(place.home, "raw"))).toEqual(rawFiles);
    writeFileSync(record, readFileSync(record, "utf8").replace('"kept":true', '"kept":false'));
    expect((await prepareDataset(competition, options)).status).toBe("already prepared");
    expect(readdirSync(place.home)).toEqual(["prepared"]);
  });

  it.each(["the directory was gone", "another one is there"])(
    "removes the record of extracted raw files that an interruption left: %s",
    async (what) => {
      const place = temporaryDataDirectory();
      const from = await zipOf(join(place.root, "a.zip"));
      const competition = fakeCompetition(place.package);
      const options = { dataDirectory: place.data, from };
      await prepareDataset(competition, { ...options, keepRaw: true });
      rmSync(join(place.home, "raw"), { recursive: true });
      const isThere = what === "another one is there";
      if (isThere) writeFiles(join(place.home, "raw"), { "theirs.csv": "x" });
      expect((await prepareDataset(competition, options)).status).toBe("already prepared");
      expect(readdirSync(place.home).sort()).toEqual(isThere ? ["prepared", "raw"] : ["prepared"]);
      if (isThere) expect(readFiles(join(place.home, "raw"))).toEqual({ "theirs.csv": "x" });
    },
  );

  it("removes what a download remembers of an archive that is complete", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    const competition = fakeCompetition(place.package);
    for (const status of ["prepared", "already prepared"]) {
      writeFiles(place.home, { [`${id}.zip.part.json`]: "{}" });
      expect((await prepareDataset(competition, { dataDirectory: place.data })).status).toBe(status);
      expect(readdirSync(place.home).sort()).toEqual(["prepared", `${id}.zip`]);
    }
  });

  it("restores prepared data that was renamed before a power failure", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    const log = join(place.root, "log");
    const competition = fakeCompetition(place.package, { log });
    await prepareDataset(competition, { dataDirectory: place.data });
    renameSync(join(place.home, "prepared"), join(place.home, "prepared.old-1"));
    writeFiles(place.home, {
      "prepared.tmp-1/public/half.csv": "x",
      "raw.tmp-1/half.csv": "x",
      ".lock.stale-1": "",
    });
    expect((await prepareDataset(competition, { dataDirectory: place.data })).status).toBe(
      "already prepared",
    );
    expect(readdirSync(place.home).sort()).toEqual(["prepared", `${id}.zip`]);
    expect(readFileSync(log, "utf8")).toBe("prepared\n");
  });
});

describe("prepareDataset from elsewhere", () => {
  const sources: [string, (root: string) => Promise<string>][] = [
    ["an archive of any name", async (root) => zipOf(join(root, "download.bin"))],
    ["a directory with ID.zip", async (root) => dirname(await zipOf(join(root, `${id}.zip`)))],
    [
      "a mirror with ID/ID.zip",
      async (root) => {
        mkdirSync(join(root, id));
        writeFiles(join(root, "other-competition"), { "a.csv": "" });
        await zipOf(join(root, id, `${id}.zip`));
        return root;
      },
    ],
    [
      "a directory of raw files",
      async (root) => {
        writeFiles(root, rawFiles);
        return root;
      },
    ],
    [
      "another data directory with ID/raw",
      async (root) => {
        writeFiles(join(root, id, "raw"), rawFiles);
        writeFiles(root, { "notes.txt": "" });
        return root;
      },
    ],
    [
      "a directory with only raw/",
      async (root) => {
        writeFiles(join(root, "raw"), rawFiles);
        return root;
      },
    ],
    [
      "a directory with only ID/",
      async (root) => {
        writeFiles(join(root, id), rawFiles);
        return root;
      },
    ],
  ];

  it.each(sources)("takes %s, and leaves it untouched", async (_, make) => {
    const place = temporaryDataDirectory();
    const source = join(place.root, "source");
    mkdirSync(source);
    const from = await make(source);
    const before = readFiles(source);
    // As competitions with nested archives do, and as a careless one might.
    const onPrepare = ({ raw }: { raw: string }) => writeFiles(raw, { "extracted/here.txt": "new" });
    const competition = fakeCompetition(place.package, { onPrepare });
    await prepareDataset(competition, { dataDirectory: place.data, from });
    expect(readFiles(source)).toEqual(before);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(readdirSync(place.home)).toEqual(["prepared"]);

    await prepareDataset(competition, {
      dataDirectory: place.data,
      from,
      force: true,
      keepRaw: true,
      link: "copy",
    });
    expect(readFiles(join(place.home, "raw"))).toEqual({ ...rawFiles, "extracted/here.txt": "new" });
    expect(statSync(join(place.home, "raw/train.csv")).nlink).toBe(1);
    expect(readFiles(source)).toEqual(before);
  });

  it("prefers the given source to raw files in the data directory, and does not change those", async () => {
    const place = temporaryDataDirectory();
    writeFiles(join(place.home, "raw"), { "train.csv": "id,label\n0,0\n1,1\n" });
    for (const from of [await zipOf(join(place.root, "a.zip")), join(place.root, "source")]) {
      writeFiles(join(place.root, "source"), rawFiles);
      const messages: string[] = [];
      await prepareDataset(fakeCompetition(place.package), {
        dataDirectory: place.data,
        from,
        keepRaw: true,
        force: true,
        onMessage: (line) => messages.push(line),
      });
      expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
      expect(readFiles(join(place.home, "raw"))).toEqual({ "train.csv": "id,label\n0,0\n1,1\n" });
      expect(readdirSync(place.home).sort()).toEqual(["prepared", "raw"]);
      expect(messages.join("\n")).toContain("Keeping existing");
    }
  });

  it("does not leave what a wrong source has brought for a run without it", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    writeFiles(join(place.root, "wrong"), { "other.csv": "x" });
    const wrong = [
      await zipOf(join(place.root, "wrong.zip"), { "other.csv": "x" }),
      join(place.root, "wrong"),
    ];
    for (const from of wrong) {
      expect(await failure(prepareDataset(competition, { dataDirectory: place.data, from }))).toContain(
        "train.csv",
      );
      expect(readdirSync(place.home)).toEqual([]);
    }
    await prepareDataset(competition, {
      dataDirectory: place.data,
      download: async ({ destination }) => void (await zipOf(destination)),
    });
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it("takes a directory of directories for extracted data by id, unless they are prepared ones", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const from = join(place.root, "kaggle");
    for (const name of [id, "another"]) writeFiles(join(from, name), rawFiles);
    await prepareDataset(competition, { dataDirectory: place.data, from });
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    const data = join(place.root, "other-data");
    for (const name of [`${id}/prepared`, "another/raw"]) writeFiles(join(data, name), rawFiles);
    expect(
      await failure(prepareDataset(competition, { dataDirectory: place.data, from: data, force: true })),
    ).toContain("raw data of other competitions");
  });

  it("reuses an extraction of the same archive after a failure, and repeats it for a changed one", async () => {
    const place = temporaryDataDirectory();
    const from = await zipOf(join(place.root, "a.zip"));
    const messages: string[] = [];
    const options = { dataDirectory: place.data, from, onMessage: (line: string) => messages.push(line) };
    const extractions = (): number => messages.filter((line) => line.startsWith("Extracting")).length;
    const failing = fakeCompetition(place.package, {
      onPrepare: () => {
        throw new Error("boom");
      },
    });
    await expect(prepareDataset(failing, options)).rejects.toThrow("boom");
    await expect(prepareDataset(failing, options)).rejects.toThrow("boom");
    expect(extractions()).toBe(1);
    await zipOf(from, { ...rawFiles, "train.csv": "id,label\n0,0\n1,1\n" });
    await prepareDataset(fakeCompetition(place.package), options);
    expect(extractions()).toBe(2);
    expect(readFiles(join(place.home, "prepared"))).toEqual(preparedFiles("id,label\n0,0\n1,1\n"));
    expect(readdirSync(place.home)).toEqual(["prepared"]);
  });

  it("accepts the data directory's own raw files, and refuses a source that holds the data directory", async () => {
    const place = temporaryDataDirectory();
    writeFiles(join(place.home, "raw"), rawFiles);
    const competition = fakeCompetition(place.package);
    await prepareDataset(competition, { dataDirectory: place.data, from: join(place.home, "raw") });
    await prepareDataset(competition, { dataDirectory: place.data, from: place.home, force: true });
    expect(readFiles(join(place.home, "raw"))).toEqual(rawFiles);
    writeFiles(place.root, rawFiles);
    const options = { dataDirectory: place.data, from: place.root, force: true };
    expect(await failure(prepareDataset(competition, options))).toContain("is inside");
  });

  it("says when there is nothing at the source", async () => {
    const place = temporaryDataDirectory();
    mkdirSync(join(place.root, "empty"));
    const competition = fakeCompetition(place.package);
    for (const name of ["nowhere", "empty"]) {
      const options = { dataDirectory: place.data, from: join(place.root, name) };
      expect(await failure(prepareDataset(competition, options))).toContain(join(place.root, name));
    }
  });
});

describe("verification", () => {
  it("passes data that are as published, the archive included", async () => {
    const place = temporaryDataDirectory();
    const zip = await putZip(place);
    publish(place, { ...published(), zip: md5(readFileSync(zip)) });
    const { checks } = await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data });
    expect(checks.map(({ file, verdict }) => [file, verdict])).toEqual([
      [`${id}.zip`, "match"],
      ["public/sample_submission.csv", "match"],
      ["public/test.csv", "match"],
      ["public/train.csv", "match"],
      ["private/test.csv", "match"],
    ]);
  });

  it("fails after the work, naming every file that differs or is missing, with the data in place", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    const wrong = published();
    wrong.public["train.csv"] = "0".repeat(32);
    wrong.private["absent.json"] = "1".repeat(32);
    publish(place, { ...wrong, zip: "2".repeat(32) });
    const competition = fakeCompetition(place.package);
    const error = await failureOf(prepareDataset(competition, { dataDirectory: place.data }));
    const message = await failure(Promise.reject(error));
    expect(isMlebenchError(error) && error.kind).toBe("user");
    for (const part of [`${id}.zip`, "public/train.csv", md5(expected["public/train.csv"]), "0".repeat(32)]) {
      expect(message).toContain(part);
    }
    expect(message).toContain("private/absent.json is missing");
    expect(message).not.toContain("public/test.csv");
    expect(failedChecks(error)).toHaveLength(6);
    expect(failedChecks(new Error("other"))).toBeUndefined();
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(existsSync(join(place.home, "raw/train.csv"))).toBe(true);

    expect(await failure(prepareDataset(competition, { dataDirectory: place.data }))).toContain(
      "public/train.csv",
    );
    const skipped = await prepareDataset(competition, { dataDirectory: place.data, skipVerification: true });
    expect(skipped).toMatchObject({ status: "already prepared", checks: [] });
  });

  it("keeps what it came to beside the data, also for data that are graded later", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    const wrong = published();
    wrong.public["train.csv"] = "0".repeat(32);
    const competition = fakeCompetition(place.package);
    const prepare = (options: object = {}) =>
      prepareDataset(competition, { dataDirectory: place.data, ...options });
    publish(place, wrong);
    await prepare({ skipVerification: true });
    expect(readVerification(place.data, id).state).toBe("not verified");
    await failureOf(prepare());
    const differs = { state: "differs", failedFiles: ["public/train.csv"] };
    expect(readVerification(place.data, id)).toMatchObject(differs);
    await prepare({ skipVerification: true });
    expect(readVerification(place.data, id)).toMatchObject(differs);
    publish(place, published());
    await verifyDataset(competition, { dataDirectory: place.data });
    expect(readVerification(place.data, id)).toMatchObject({ state: "verified", failedFiles: [] });
    publish(place, wrong);
    await verifyDataset(competition, { dataDirectory: place.data });
    expect(readVerification(place.data, id)).toMatchObject(differs);
    publish(place, published());
    await prepare({ force: true });
    expect(readVerification(place.data, id).state).toBe("verified");
  });

  it("does not fail for an archive that was packed again, and says that it was", async () => {
    const place = temporaryDataDirectory();
    const zip = await putZip(place);
    publish(place, { ...published(), zip: "0".repeat(32) });
    const competition = fakeCompetition(place.package);
    const warnings: string[] = [];
    const onWarning = (line: string): void => void warnings.push(line);
    for (const checks of [
      (await prepareDataset(competition, { dataDirectory: place.data, onWarning })).checks,
      (await verifyDataset(competition, { dataDirectory: place.data })).checks,
    ]) {
      expect(checks[0]).toMatchObject({ file: `${id}.zip`, verdict: "differs", inconclusive: true });
      expect(checks[0].note).toContain(`MD5 ${md5(readFileSync(zip))}, expected ${"0".repeat(32)}`);
      expect(checks.slice(1).map(({ verdict }) => verdict)).toEqual(Array(4).fill("match"));
    }
    expect(readVerification(place.data, id).state).toBe("verified");
    expect(warnings).toEqual([
      expect.stringMatching(
        `^MD5 of .*\\.zip differs .*${md5(readFileSync(zip))} instead of ${"0".repeat(32)}`,
      ),
    ]);

    const other = published();
    other.private["test.csv"] = "1".repeat(32);
    publish(place, { ...other, zip: "0".repeat(32) });
    const message = await failure(prepareDataset(competition, { dataDirectory: place.data, force: true }));
    expect(message).toContain(`${id}.zip has MD5 ${md5(readFileSync(zip))}, expected ${"0".repeat(32)}`);
    expect(message).toContain("private/test.csv has MD5");

    publish(place, { public: {}, private: {}, zip: "0".repeat(32) });
    expect(await failure(prepareDataset(competition, { dataDirectory: place.data, force: true }))).toContain(
      md5(readFileSync(zip)),
    );
  });

  it("does not fail for files without a published MD5, nor for a Parquet file that differs, but says so", async () => {
    const place = temporaryDataDirectory();
    await putZip(place);
    const checksums = published();
    publish(place, { ...checksums, public: { ...checksums.public, "batch.parquet": "3".repeat(32) } });
    const onPrepare = (directories: { public: string }) =>
      writeFiles(directories.public, {
        "batch.parquet": "PAR1",
        "extra.jsonl": "{}",
        "picture.png": "x",
        "folder.csv/inner.csv": "not directly under public",
      });
    const competition = fakeCompetition(place.package, { onPrepare });
    const { checks } = await prepareDataset(competition, { dataDirectory: place.data });
    const verdicts = Object.fromEntries(checks.map(({ file, verdict }) => [file, verdict]));
    expect(verdicts["public/batch.parquet"]).toBe("differs");
    expect(checks.find(({ file }) => file === "public/batch.parquet")?.note).toMatch(/Parquet/);
    expect(verdicts["public/extra.jsonl"]).toBe("not published");
    expect(Object.keys(verdicts)).not.toContain("public/picture.png");
    expect(Object.keys(verdicts)).not.toContain("public/folder.csv");
    expect(await verifyPrepared(competition, place.data)).toEqual(checks);
  });

  it("records the MD5s for developers, preparing again", async () => {
    const place = temporaryDataDirectory();
    const zip = await putZip(place);
    publish(place, { public: { "gone.csv": "x" }, private: {}, zip: "y" });
    const log = join(place.root, "log");
    const competition = fakeCompetition(place.package, { log });
    await prepareDataset(competition, { dataDirectory: place.data, skipVerification: true });
    await prepareDataset(competition, { dataDirectory: place.data, overwriteChecksums: true });
    expect(readFileSync(log, "utf8")).toBe("prepared\nprepared\n");
    expect(JSON.parse(readFileSync(join(place.package, "facts/checksums.json"), "utf8"))).toEqual({
      ...published(),
      zip: md5(readFileSync(zip)),
    });
    expect(
      (await prepareDataset(competition, { dataDirectory: place.data })).checks.map((c) => c.verdict),
    ).toEqual(Array(4).fill("match"));
  });
});

describe("isPrepared", () => {
  it.each([
    ["", true, true],
    ["public/sample_submission.csv", false, true],
    ["private/test.csv", false, false],
    ["public", false, true],
    ["private", false, false],
  ])("without %j is %s, for grading %s", async (absent, whole, grading) => {
    const place = temporaryDataDirectory();
    writeFiles(join(place.home, "prepared"), expected);
    if (absent !== "") rmSync(join(place.home, "prepared", absent), { recursive: true });
    const competition = fakeCompetition(place.package);
    expect(isPrepared(competition, place.data)).toBe(whole);
    expect(isPrepared(competition, place.data, { gradingOnly: true })).toBe(grading);
  });
});

describe("real data and miniatures", () => {
  it("never mix", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    await prepareMiniature(competition, { dataDirectory: place.data });
    const zip = await zipOf(join(place.root, "a.zip"));
    const real = { dataDirectory: place.data, from: zip, force: true };
    expect(await failure(prepareDataset(competition, real))).toContain("contains a miniature");

    const other = join(place.root, "other");
    await prepareDataset(competition, { ...real, dataDirectory: other });
    expect(await failure(prepareMiniature(competition, { dataDirectory: other }))).toContain(
      "contains real data",
    );
    expect(readFiles(join(other, id, "prepared"))).toEqual(expected);
  });

  it("do not mix when of the real data there is only the archive, or only raw files", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    await putZip(place);
    expect(await failure(prepareMiniature(competition, { dataDirectory: place.data }))).toContain(
      "contains real data",
    );
    const other = join(place.root, "other");
    writeFiles(join(other, id, "raw"), rawFiles);
    expect(await failure(prepareMiniature(competition, { dataDirectory: other }))).toContain(
      "contains real data",
    );
  });
});
