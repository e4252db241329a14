import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { describe, expect, it } from "vitest";
import {
  prepareDataset,
  preparedContents,
  prepareMiniature,
  type VerifiedFile,
  verifyDataset,
} from "../src/index.js";
import {
  fakeCompetition,
  id,
  preparedFiles,
  rawFiles,
  rawTable,
  readFiles,
  writeFiles,
} from "./fake-competition.js";
import {
  failure,
  type TemporaryDataDirectory,
  temporaryDataDirectory,
  zipOf,
} from "./temporary-data-directory.js";

const recorded: { group: string; name: string; file: string }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/parquet-content.json"), "utf8"),
);

function parquet(group: string, name?: string): Buffer {
  const one = recorded.find((file) => file.group === group && (name === undefined || file.name === name));
  if (one === undefined) throw new Error(`no recorded file ${group}, ${name}`);
  return Buffer.from(one.file, "base64");
}

const md5 = (bytes: string | Buffer): string => createHash("md5").update(bytes).digest("hex");
const expected = preparedFiles(rawFiles["train.csv"]);
const verdicts = (checks: readonly VerifiedFile[]) =>
  Object.fromEntries(checks.map(({ file, verdict, comparison }) => [file, `${verdict}, ${comparison}`]));
const checkOf = (checks: readonly VerifiedFile[], file: string) =>
  checks.find((check) => check.file === file);

/** Publishes the MD5s of the real data; of a Parquet file that somebody else's library wrote. */
function publish(place: TemporaryDataDirectory, more: object = {}): void {
  const checksums = {
    public: {
      ...Object.fromEntries(
        ["sample_submission.csv", "test.csv", "train.csv"].map((name) => [
          name,
          md5(expected[`public/${name}`]),
        ]),
      ),
      "events.parquet": "0".repeat(32),
    },
    private: { "test.csv": md5(expected["private/test.csv"]) },
    zip: null,
    ...more,
  };
  writeFiles(place.package, { "facts/checksums.json": JSON.stringify(checksums) });
}

/** Prepares with a Parquet file that pyarrow wrote. */
const withEvents = (place: TemporaryDataDirectory) =>
  fakeCompetition(place.package, {
    onPrepare: (directories) =>
      writeFileSync(join(directories.public, "events.parquet"), parquet("common", "pyarrow zstd")),
  });

/** Real data as the reference would leave them: fastparquet's file, and nothing of ours. */
function preparedByTheReference(
  place: TemporaryDataDirectory,
  events = parquet("common", "fastparquet snappy"),
): void {
  writeFiles(join(place.home, "prepared"), expected);
  writeFileSync(join(place.home, "prepared/public/events.parquet"), events);
}

describe("verifying real data", () => {
  it("says of every file how it was compared, and how many files nothing is published for", async () => {
    const place = temporaryDataDirectory();
    publish(place);
    preparedByTheReference(place);
    writeFiles(join(place.home, "prepared"), { "private/more.csv": "a\n1\n", "public/images/1.png": "x" });
    const zip = await zipOf(join(place.home, `${id}.zip`));
    publish(place, { zip: md5(readFileSync(zip)) });
    const result = await verifyDataset(withEvents(place), { dataDirectory: place.data });
    expect(result).toMatchObject({ id, kind: "real", ok: true, unchecked: 3 });
    expect(verdicts(result.checks)).toEqual({
      [`${id}.zip`]: "match, bytes",
      "public/events.parquet": "match, content",
      "public/sample_submission.csv": "match, bytes",
      "public/test.csv": "match, bytes",
      "public/train.csv": "match, bytes",
      "private/more.csv": "not published, undefined",
      "private/test.csv": "match, bytes",
    });
    expect(checkOf(result.checks, "public/events.parquet")?.note).toContain("the table is the same");
  });

  it.each(["archive", "raw directory", "--from archive", "--from directory"])(
    "compares Parquet with a fresh preparation from the %s, and leaves nothing behind",
    async (source) => {
      const place = temporaryDataDirectory();
      publish(place);
      preparedByTheReference(place);
      let from: string | undefined;
      if (source === "archive") await zipOf(join(place.home, `${id}.zip`));
      if (source === "raw directory") writeFiles(join(place.home, "raw"), rawFiles);
      if (source === "--from archive") from = await zipOf(join(place.root, "elsewhere.zip"));
      if (source === "--from directory") {
        from = join(place.root, "elsewhere");
        writeFiles(from, rawFiles);
      }
      const before = readFiles(place.home);
      const options = { dataDirectory: place.data, from };
      const { checks, ok } = await verifyDataset(withEvents(place), options);
      expect(checkOf(checks, "public/events.parquet")).toMatchObject({
        verdict: "match",
        comparison: "content",
      });
      expect(ok).toBe(true);
      expect(readFiles(place.home)).toEqual(before);
      expect(readdirSync(place.home).sort()).toEqual(Object.keys(readTop(before)).sort());

      preparedByTheReference(place, parquet("integer"));
      const damaged = await verifyDataset(withEvents(place), options);
      expect(damaged.ok).toBe(false);
      expect(checkOf(damaged.checks, "public/events.parquet")).toMatchObject({
        verdict: "differs",
        comparison: "content",
        note: 'Column "int64" differs, first in row 89.',
      });
    },
  );

  it("stays inconclusive without raw data, and says what is needed", async () => {
    const place = temporaryDataDirectory();
    publish(place);
    preparedByTheReference(place);
    const { checks, ok } = await verifyDataset(withEvents(place), { dataDirectory: place.data });
    const check = checkOf(checks, "public/events.parquet");
    expect(check).toMatchObject({ verdict: "differs", comparison: "bytes", inconclusive: true });
    expect(check?.note).toContain(join(place.home, `${id}.zip`));
    expect(check?.note).toContain("--from");
    expect(ok).toBe(true);
  });

  it("needs no raw data to find a Parquet file that cannot be read to its end", async () => {
    const place = temporaryDataDirectory();
    publish(place);
    const bytes = parquet("common", "fastparquet snappy");
    preparedByTheReference(place, bytes.subarray(0, bytes.length - 200));
    const { checks, ok } = await verifyDataset(withEvents(place), { dataDirectory: place.data });
    expect(ok).toBe(false);
    expect(checkOf(checks, "public/events.parquet")?.note).toContain("cannot be read");
  });

  it("does not trust raw data that come out different elsewhere, nor such as cannot be prepared", async () => {
    const place = temporaryDataDirectory();
    publish(place);
    preparedByTheReference(place, parquet("integer"));
    writeFiles(join(place.home, "raw"), { ...rawFiles, "train.csv": rawTable(6, 40) });
    const others = await verifyDataset(withEvents(place), { dataDirectory: place.data });
    expect(checkOf(others.checks, "public/events.parquet")).toMatchObject({ inconclusive: true });
    expect(checkOf(others.checks, "public/events.parquet")?.note).toContain("public/train.csv");

    rmSync(join(place.home, "raw/train.csv"));
    const incomplete = await verifyDataset(withEvents(place), { dataDirectory: place.data });
    expect(checkOf(incomplete.checks, "public/events.parquet")?.note).toMatch(/failed.*train\.csv/);

    await zipOf(join(place.home, `${id}.zip`));
    const archive = await verifyDataset(withEvents(place), { dataDirectory: place.data });
    expect(checkOf(archive.checks, "public/events.parquet")?.note).toContain("row 89");
  });

  it("compares with a published digest of the content first, when preparing too", async () => {
    const place = temporaryDataDirectory();
    publish(place);
    preparedByTheReference(place);
    const contents = await preparedContents({
      public: join(place.home, "prepared/public"),
      private: join(place.home, "prepared/private"),
    });
    expect(Object.keys(contents)).toEqual(["public/events.parquet"]);
    publish(place, { contents });
    const { checks } = await verifyDataset(withEvents(place), { dataDirectory: place.data });
    expect(checkOf(checks, "public/events.parquet")).toMatchObject({
      verdict: "match",
      comparison: "content",
    });

    writeFiles(join(place.home, "raw"), rawFiles);
    const prepared = await prepareDataset(withEvents(place), { dataDirectory: place.data, force: true });
    expect(checkOf(prepared.checks, "public/events.parquet")).toMatchObject({ verdict: "match" });
    preparedByTheReference(place, parquet("swapped"));
    const message = await failure(prepareDataset(withEvents(place), { dataDirectory: place.data }));
    expect(message).toContain("public/events.parquet contains another table");
    expect((await verifyDataset(withEvents(place), { dataDirectory: place.data })).ok).toBe(false);
  });

  it("names damaged and missing files, and says when nothing is prepared", async () => {
    const place = temporaryDataDirectory();
    publish(place);
    const competition = withEvents(place);
    const message = await failure(verifyDataset(competition, { dataDirectory: place.data }));
    expect(message).toContain(`mlebench prepare -c ${id}`);
    mkdirSync(join(place.home, "prepared/public"), { recursive: true });
    const nothing = await verifyDataset(competition, { dataDirectory: place.data });
    expect(nothing.ok).toBe(false);
    expect(new Set(nothing.checks.map(({ verdict }) => verdict))).toEqual(new Set(["missing"]));
    expect(nothing.checks).toHaveLength(5);

    preparedByTheReference(place);
    truncateSync(join(place.home, "prepared/public/train.csv"), 20);
    rmSync(join(place.home, "prepared/private/test.csv"));
    const damaged = await verifyDataset(competition, { dataDirectory: place.data });
    expect(damaged.ok).toBe(false);
    expect(verdicts(damaged.checks)).toMatchObject({
      "public/train.csv": "differs, bytes",
      "private/test.csv": "missing, undefined",
    });
  });
});

/** The first parts of paths. */
const readTop = (files: Record<string, string>) =>
  Object.fromEntries(Object.keys(files).map((path) => [path.split("/")[0], true]));

describe("verifying a miniature", () => {
  const encoder = new TextEncoder();
  const members = (text: string) => [
    { name: "a.txt", data: encoder.encode("a".repeat(500)) },
    { name: "deep/b.csv", data: encoder.encode(text) },
  ];
  const withMore = (place: TemporaryDataDirectory) =>
    fakeCompetition(place.package, {
      onPrepare: async (directories) => {
        writeFileSync(join(directories.public, "events.parquet"), parquet("common", "pyarrow zstd"));
        await createZip(join(directories.public, "members.zip"), members("id\n1\n"));
        writeFiles(directories.private, { "masks/1.png": "mask" });
      },
    });

  async function miniature(
    seed = 3,
  ): Promise<{ place: TemporaryDataDirectory; at: (name: string) => string }> {
    const place = temporaryDataDirectory();
    await prepareMiniature(withMore(place), { dataDirectory: place.data, seed, size: 12 });
    return { place, at: (name) => join(place.home, "prepared", name) };
  }
  const verify = (place: TemporaryDataDirectory) =>
    verifyDataset(withMore(place), { dataDirectory: place.data });

  it("compares every file with one regenerated from the same seed and size, and leaves nothing behind", async () => {
    const { place } = await miniature();
    const before = readFiles(place.home);
    const result = await verify(place);
    expect(result).toMatchObject({ id, kind: "miniature", ok: true, unchecked: 0 });
    expect(result.checks.map(({ file }) => file).sort()).toEqual(
      Object.keys(readFiles(join(place.home, "prepared"))).sort(),
    );
    for (const check of result.checks) expect(check).toMatchObject({ verdict: "match", comparison: "bytes" });
    expect(readFiles(place.home)).toEqual(before);
    expect(readdirSync(place.home).sort()).toEqual([".mlebench.json", "prepared"]);
  });

  it("finds any file that is cut, changed by a byte, or gone, and says where", async () => {
    const { place, at } = await miniature();
    const names = Object.keys(readFiles(join(place.home, "prepared")));
    expect(names.length).toBeGreaterThan(7);
    const whole = new Map(names.map((name) => [name, readFileSync(at(name))]));
    // In a zip, a byte of the first member; other bytes, such as those of times, say nothing about what it holds.
    const changeByte = (name: string, bytes: Buffer) => {
      const changed = Buffer.from(bytes);
      changed[name.endsWith(".zip") ? 40 : bytes.length >> 1] ^= 1;
      writeFileSync(at(name), changed);
    };
    const cut = (name: string, bytes: Buffer) => writeFileSync(at(name), bytes.subarray(0, -1));
    for (const damage of [changeByte, cut, (name: string) => rmSync(at(name))]) {
      for (const [name, bytes] of whole) damage(name, bytes);
      const { checks, ok } = await verify(place);
      expect(ok).toBe(false);
      expect(checks.map(({ file }) => file).sort()).toEqual([...names].sort());
      for (const { file, verdict, note } of checks) {
        expect(verdict, file).toBe(damage === changeByte || damage === cut ? "differs" : "missing");
        if (verdict === "differs") expect(note, file).toMatch(/line|byte|read|row|columns|damaged|zip/);
      }
      for (const [name, bytes] of whole) writeFileSync(at(name), bytes);
    }
    for (const name of ["public/train.csv", "private/masks/1.png"]) {
      changeByte(name, whole.get(name) ?? Buffer.alloc(0));
      const { checks } = await verify(place);
      expect(checks.filter(({ verdict }) => verdict !== "match").map(({ file }) => file)).toEqual([name]);
      writeFileSync(at(name), whole.get(name) ?? "");
    }
    expect((await verify(place)).ok).toBe(true);
  });

  it("compares Parquet and archives by what they hold when their bytes differ", async () => {
    const { place, at } = await miniature();
    writeFileSync(at("public/events.parquet"), parquet("common", "fastparquet None"));
    await createZip(at("public/members.zip"), members("id\n1\n"), { compression: "store" });
    const same = await verify(place);
    expect(same.ok).toBe(true);
    for (const file of ["public/events.parquet", "public/members.zip"]) {
      expect(checkOf(same.checks, file)).toMatchObject({ verdict: "match", comparison: "content" });
    }
    await createZip(at("public/members.zip"), members("id\n2\n"), { compression: "store" });
    writeFileSync(at("public/events.parquet"), parquet("missing"));
    const other = await verify(place);
    expect(checkOf(other.checks, "public/members.zip")).toMatchObject({
      verdict: "differs",
      comparison: "content",
      note: "`deep/b.csv` in it: First difference: line 2.",
    });
    expect(checkOf(other.checks, "public/events.parquet")?.verdict).toBe("differs");
    await createZip(at("public/members.zip"), members("").slice(0, 1));
    expect(checkOf((await verify(place)).checks, "public/members.zip")?.note).toBe("It has no `deep/b.csv`.");
  });

  it("names a file that does not belong there without calling the data damaged", async () => {
    const { place, at } = await miniature();
    writeFileSync(at("public/notes.txt"), "mine");
    const { checks, ok } = await verify(place);
    expect(ok).toBe(true);
    expect(checkOf(checks, "public/notes.txt")).toMatchObject({ verdict: "not published" });
  });

  it("accepts the description without names and the reference's own", async () => {
    const { place, at } = await miniature();
    writeFiles(place.package, { "description.obfuscated.md": "Guess.\n" });
    writeFiles(place.home, { "reference/description.md": "Their words.\n" });
    for (const text of ["Guess.\n", "Their words.\n"]) {
      writeFileSync(at("public/description.md"), text);
      expect((await verify(place)).ok, text).toBe(true);
    }
    writeFileSync(at("public/description.md"), "Other words.\n");
    expect((await verify(place)).ok).toBe(false);
  });

  it("says that another version of the package made it, when it differs", async () => {
    const { place } = await miniature();
    writeFiles(place.package, { "package.json": JSON.stringify({ name: "x", version: "2.0.0" }) });
    expect((await verify(place)).ok).toBe(true);
    truncateSync(join(place.home, "prepared/public/train.csv"), 20);
    const check = checkOf((await verify(place)).checks, "public/train.csv");
    expect(check?.note).toMatch(/version 1\.0\.0.*2\.0\.0 is installed/);
  });

  it("clears what a run that was killed has left", async () => {
    const { place } = await miniature();
    for (const name of ["raw.tmp-1", "prepared.tmp-1"]) writeFiles(join(place.home, name), { "x/y": "z" });
    await verify(place);
    expect(readdirSync(place.home).sort()).toEqual([".mlebench.json", "prepared"]);
  });

  it("works where the data directory cannot be written to", async () => {
    const { place } = await miniature();
    chmodSync(place.home, 0o555);
    try {
      const isRoot = process.getuid?.() === 0;
      expect((await verify(place)).ok).toBe(true);
      if (!isRoot) expect(() => writeFileSync(join(place.home, "x"), "")).toThrow();
    } finally {
      chmodSync(place.home, 0o755);
    }
  });

  it("refuses raw data, an unfinished miniature, and one that is not there", async () => {
    const { place } = await miniature();
    const competition = withMore(place);
    const options = { dataDirectory: place.data };
    expect(await failure(verifyDataset(competition, { ...options, from: place.root }))).toContain("--from");
    writeFileSync(join(place.home, ".mlebench.json"), '{"kind":"miniature"}\n');
    expect(await failure(verifyDataset(competition, options))).toContain("is incomplete");
    rmSync(join(place.home, "prepared"), { recursive: true });
    expect(await failure(verifyDataset(competition, options))).toContain("--mini");
    expect(statSync(place.home).isDirectory()).toBe(true);
  });
});
