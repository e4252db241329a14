import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorld, type Ended, mlebench, type World } from "./harness.js";

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

const patience = { timeout: 300_000 };
const cutInHalf = (path: string): void => truncateSync(path, Math.floor(statSync(path).size / 2));
const empty = (path: string): void => truncateSync(path, 0);
const openQuote = (path: string): void => {
  const bytes = readFileSync(path);
  const end = bytes.indexOf("\n", Math.floor(bytes.length / 2)) + 1;
  writeFileSync(path, Buffer.concat([bytes.subarray(0, end), Buffer.from('"cut in the mid')]));
};
const headerOnly = (path: string): void => truncateSync(path, readFileSync(path).indexOf("\n") + 1);

/** What is done to a raw file of a competition, and what has to be said of it. */
const damages: [id: string, file: string, damage: (path: string) => void, said: RegExp][] = [
  ["spaceship-titanic", "train.csv", empty, /Raw file `train\.csv` is empty/],
  ["spaceship-titanic", "train.csv", headerOnly, /Not enough data/],
  ["spaceship-titanic", "train.csv", openQuote, /Unterminated quoted field.*row \d+.*download it again/],
  ["dogs-vs-cats-redux-kernels-edition", "train.zip", cutInHalf, /damaged or incomplete.*download it again/],
  ["denoising-dirty-documents", "train_cleaned.zip", rmSync, /Missing raw file.*holds.*`train\.zip`/],
  ["text-normalization-challenge-english-language", "en_train.csv.zip", empty, /the file is empty/i],
  ["mlsp-2013-birds", "mlsp_contest_dataset.zip", cutInHalf, /damaged or incomplete.*download it again/],
  [
    "ml2021spring-hw2",
    "timit_11/timit_11/train_11.npy",
    cutInHalf,
    /Unexpected end of \.npy file.*Expected \d+ bytes/,
  ],
  ["icecube-neutrinos-in-deep-ice", "train/batch_1.parquet", rmSync, /File not found.*raw data is complete/],
];

describe("raw data with a file that is damaged or missing", () => {
  test.each(damages)("%s, %s, %o", patience, async (id, file, damage, said) => {
    expect((await mlebench(world, "miniature", id, "--out", "raw")).exitCode).toBe(0);
    const path = join(world.directory, "raw", file);
    damage(path);
    const args = ["prepare", "-c", id, "--from", "raw", "--data-dir", "data", "--skip-verification"];
    const { exitCode, stderr } = await mlebench(world, ...args);
    expect(exitCode, stderr).toBe(1);
    const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
    expect(errors, stderr).toEqual([expect.stringMatching(said)]);
    // By its place in what the person named, for the copy of it is gone.
    expect(errors[0]).toContain(path);
    expect(readdirSync(join(world.dataDirectory, id))).toEqual([]);
  });
});

describe("an archive in place of the raw data", () => {
  const prepare = (from: string): Promise<Ended> =>
    mlebench(world, "prepare", "-c", "spaceship-titanic", "--from", from, "--data-dir", "data");

  test("that is another competition's, cut, empty, or at no place at all", patience, async () => {
    await mlebench(world, "miniature", "dogs-vs-cats-redux-kernels-edition", "--out", "other");
    copyFileSync(join(world.directory, "other/train.zip"), join(world.directory, "other.zip"));
    copyFileSync(join(world.directory, "other/train.zip"), join(world.directory, "cut.zip"));
    cutInHalf(join(world.directory, "cut.zip"));
    world.write("empty.zip", "");
    symlinkSync("loop", join(world.directory, "loop"));
    for (const [from, said] of [
      ["other.zip", /not the raw data of `spaceship-titanic`.*Expected .*`train\.csv`.*contains/],
      ["cut.zip", /damaged or incomplete.*download it again/],
      ["empty.zip", /the file is empty/i],
      ["empty.zip/raw", /Raw data not found.*Check `--from`/],
      ["loop", /Raw data not found.*Check `--from`/],
    ] as const) {
      const { exitCode, stderr } = await prepare(from);
      expect(exitCode, stderr).toBe(1);
      expect(stderr).toMatch(said);
      expect(stderr).toContain(join(world.directory, from));
      expect(existsSync(join(world.dataDirectory, "spaceship-titanic/prepared"))).toBe(false);
    }
  });
});

describe("import-reference from what is no complete checkout", () => {
  const id = "color-guess";
  const importFrom = (checkout: string, ...more: string[]): Promise<Ended> =>
    mlebench(world, "import-reference", checkout, "-c", id, "--data-dir", "data", ...more);
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";

  test("no directory, no checkout, or one in which a file is a directory", async () => {
    world.write("file", "");
    world.write("other/mlebench", "");
    for (const checkout of ["nowhere", "file", "other", "other/mlebench"]) {
      const { exitCode, stderr } = await importFrom(checkout);
      expect(exitCode, stderr).toBe(1);
      expect(stderr).toMatch(/Not an openai\/mle-bench checkout.*Expected.*git clone/);
      expect(stderr).toContain(join(world.directory, checkout));
    }
    expect(existsSync(world.dataDirectory)).toBe(false);
  });

  test("files that are Git-LFS pointers, directories, links in circles, no text, or not there", async () => {
    const home = `checkout/mlebench/competitions/${id}`;
    const place = join(world.directory, home);
    mkdirSync(place, { recursive: true });
    const none = await importFrom("checkout");
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toContain(`Nothing to import in ${place}`);

    const lay: [string, () => void, RegExp][] = [
      ["git-lfs pointer", () => world.write(`${home}/leaderboard.csv`, pointer), /pointer.*`git lfs pull`/],
      ["unusable", () => mkdirSync(join(place, "leaderboard.csv")), /Not a regular file.*git checkout/],
      [
        "unusable",
        () => symlinkSync("leaderboard.csv", join(place, "leaderboard.csv")),
        /Not a regular file.*git checkout/,
      ],
      [
        "unusable",
        () => writeFileSync(join(place, "leaderboard.csv"), Buffer.from([0xff, 0xfe, 0x00])),
        /File is not text.*git checkout/,
      ],
    ];
    for (const [outcome, put, said] of lay) {
      rmSync(place, { recursive: true });
      world.write(`${home}/description.md`, "Theirs\n");
      put();
      const { exitCode, stdout, stderr } = await importFrom("checkout", "--json");
      expect(exitCode, stderr).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject([{ id, leaderboard: outcome, description: "imported" }]);
      expect(stderr).toMatch(said);
      expect(stderr).toContain("leaderboard.csv");
      const reference = join(world.dataDirectory, id, "reference");
      expect(readdirSync(reference)).toEqual(["description.md"]);
      expect(readFileSync(join(reference, "description.md"), "utf8")).toBe("Theirs\n");
    }
  });
});
