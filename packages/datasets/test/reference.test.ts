import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  downloadedLeaderboard,
  importReference,
  inspectLeaderboard,
  type LeaderboardRow,
  readDescriptionFor,
  readLeaderboardFor,
  writeLeaderboard,
} from "../src/index.js";
import { fakeCompetition, id, readFiles, writeFiles } from "./fake-competition.js";
import { failure, type TemporaryDataDirectory, temporaryDataDirectory } from "./temporary-data-directory.js";

const header = "scoreNullable,teamId,hasTeamName,submissionDate,score,hasScore";
const row = (score: string | number, team = 1) => `${score},${team},True,2025-03-31 13:19:28,${score},True`;
const board = (scores: readonly (string | number)[]) =>
  `${[header, ...scores.map((score, index) => row(score, index))].join("\n")}\n`;
/** 100 teams whose medals begin where the fake competition's do. */
const plausible = board(
  Array.from({ length: 100 }, (_, rank) => (rank < 10 ? 1 : rank < 20 ? 0.9 : rank < 40 ? 0.8 : 0.5)),
);
const pointer =
  "version https://git-lfs.github.com/spec/v1\noid sha256:e071aca01cb968fa45344d94a60553e97d1429d3b0de05910e72012248168619\nsize 125841\n";

function checkout(place: TemporaryDataDirectory, files: Record<string, string>): string {
  const directory = join(place.root, "mle-bench");
  mkdirSync(join(directory, "mlebench/competitions"), { recursive: true });
  writeFiles(join(directory, "mlebench/competitions", id), files);
  return directory;
}

const everything = {
  "leaderboard.csv": plausible,
  "description.md": "\uFEFFTheirs\r\n",
  "description_obfuscated.md": "Nameless\n",
};

async function runImport(place: TemporaryDataDirectory, files: Record<string, string>) {
  const directory = checkout(place, files);
  return importReference(fakeCompetition(place.package), { checkout: directory, dataDirectory: place.data });
}

describe("importing from a checkout of the reference", () => {
  it("takes leaderboard and descriptions byte for byte, again and again", async () => {
    const place = temporaryDataDirectory();
    for (let time = 0; time < 2; time++) {
      expect(await runImport(place, everything)).toEqual({
        id,
        leaderboard: "imported",
        description: "imported",
        obfuscatedDescription: "imported",
        warnings: [],
      });
      expect(readFiles(place.home)).toEqual({
        "reference/leaderboard.csv": plausible,
        "reference/description.md": "\uFEFFTheirs\r\n",
        "reference/description.obfuscated.md": "Nameless\n",
      });
    }
  });

  it("names Git-LFS pointers and never takes them, nor forgets what was imported before", async () => {
    const place = temporaryDataDirectory();
    await runImport(place, everything);
    const result = await runImport(place, { ...everything, "leaderboard.csv": pointer });
    expect(result).toMatchObject({ leaderboard: "git-lfs pointer", description: "imported" });
    expect(result.warnings.join()).toMatch(/`leaderboard\.csv` in .* is a Git-LFS pointer.*git lfs pull/);
    expect(readFileSync(join(place.home, "reference/leaderboard.csv"), "utf8")).toBe(plausible);
  });

  it("says what is missing, and writes nothing for it", async () => {
    const place = temporaryDataDirectory();
    expect(await runImport(place, { "description.md": "Theirs\n" })).toMatchObject({
      leaderboard: "missing",
      description: "imported",
      obfuscatedDescription: "missing",
    });
    expect(readdirSync(join(place.home, "reference"))).toEqual(["description.md"]);
    const other = temporaryDataDirectory();
    checkout(other, {});
    expect(await runImport(other, {})).toMatchObject({ description: "missing" });
    expect(existsSync(other.data)).toBe(false);
  });

  it("leaves a leaderboard alone that the package has already", async () => {
    const place = temporaryDataDirectory();
    const scores = plausible.trim().split("\n").slice(1);
    const ours = ["score", ...scores.map((line) => line.split(",")[4])].join("\n");
    writeFiles(place.package, { "facts/leaderboard.csv": `${ours}\n` });
    expect(await runImport(place, everything)).toMatchObject({ leaderboard: "identical to built-in" });
    expect(existsSync(join(place.home, "reference/leaderboard.csv"))).toBe(false);
    writeFiles(place.package, { "facts/leaderboard.csv": `${ours}\n0.4\n` });
    expect(await runImport(place, everything)).toMatchObject({ leaderboard: "imported" });
  });

  it("says nothing about a leaderboard that is the package's own, whatever it looks like", async () => {
    const place = temporaryDataDirectory();
    const scores = Array.from({ length: 20 }, (_, rank) => 1 - rank / 100);
    writeFiles(place.package, { "facts/leaderboard.csv": `score\n${scores.join("\n")}\n` });
    expect(await runImport(place, { ...everything, "leaderboard.csv": board(scores) })).toMatchObject({
      leaderboard: "identical to built-in",
      warnings: [],
    });
  });

  it.each([
    ["without scores", "teamId,points\n1,2\n", "Missing column `score`"],
    ["of words", board([1, "best", 0.5]), "row 2"],
    ["with a hole", board([1, 0.9, ""]), "row 3"],
    ["without rows", `${header}\n`, "empty"],
    ["of no text", "\n\n", "empty"],
  ])("does not take a leaderboard %s", async (_, text, reason) => {
    const place = temporaryDataDirectory();
    const result = await runImport(place, { ...everything, "leaderboard.csv": text });
    expect(result).toMatchObject({ leaderboard: "unusable", description: "imported" });
    expect(result.warnings.join()).toContain(reason);
    expect(existsSync(join(place.home, "reference/leaderboard.csv"))).toBe(false);
  });

  it("takes a doubtful leaderboard with a warning", async () => {
    const place = temporaryDataDirectory();
    const page = await runImport(place, {
      "leaderboard.csv": board(Array.from({ length: 20 }, (_, rank) => 1 - rank / 100)),
    });
    expect(page.leaderboard).toBe("imported");
    expect(page.warnings.join()).toMatch(/exactly 20 rows.*one page/);
    expect(page.warnings.join()).toContain("gold 0.99 instead of 1");
    const upside = await runImport(place, { "leaderboard.csv": board([0.5, 0.6, 0.9]) });
    expect(upside.warnings.join()).toContain("row 2 is better than the previous row");
  });

  it("refuses a directory that is no checkout, saying what one looks like", async () => {
    const place = temporaryDataDirectory();
    for (const directory of [join(place.root, "nowhere"), place.root]) {
      const message = await failure(
        importReference(fakeCompetition(place.package), { checkout: directory, dataDirectory: place.data }),
      );
      expect(message).toContain(directory);
      expect(message).toContain("mlebench/competitions");
      expect(message).toContain("git clone");
    }
  });
});

describe("descriptions", () => {
  it("are ours or the reference's, with names or without", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    writeFiles(place.package, { "description.obfuscated.md": "Guess.\n" });
    const read = (source: "builtin" | "reference", obfuscated?: boolean) =>
      readDescriptionFor(competition, { source, obfuscated, dataDirectory: place.data });
    expect(read("builtin")).toBe("Guess the weather.\n");
    expect(read("builtin", true)).toBe("Guess.\n");
    const message = await failure(Promise.resolve().then(() => read("reference")));
    expect(message).toContain("mlebench import-reference");
    await runImport(place, everything);
    expect(read("reference")).toBe("\uFEFFTheirs\r\n");
    expect(read("reference", true)).toBe("Nameless\n");
  });
});

describe("leaderboards", () => {
  it("come from the package, else from an import, else from a download, and say so", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    expect(await readLeaderboardFor(competition, place.data)).toBeUndefined();
    const downloaded = downloadedLeaderboard(place.data, id);
    writeLeaderboard(downloaded, [{ score: 0.7, teamId: 1 }]);
    expect(await readLeaderboardFor(competition, place.data)).toMatchObject({
      source: "downloaded",
      file: downloaded,
      scores: Float64Array.of(0.7),
    });
    await runImport(place, everything);
    const imported = await readLeaderboardFor(competition, place.data);
    expect(imported).toMatchObject({ source: "imported", warnings: [] });
    expect(imported?.scores).toHaveLength(100);
    expect(await readLeaderboardFor(competition)).toBeUndefined();
    writeFiles(place.package, { "facts/leaderboard.csv": "score\n1\n" });
    expect(await readLeaderboardFor(competition, place.data)).toMatchObject({ source: "package" });
  });

  it("that turn out to be Git-LFS pointers are an error", async () => {
    const place = temporaryDataDirectory();
    writeFiles(place.home, { "reference/leaderboard.csv": pointer });
    expect(await failure(readLeaderboardFor(fakeCompetition(place.package), place.data))).toContain(
      "git lfs pull",
    );
  });

  it("are written as the reference writes them, without names of teams", async () => {
    const place = temporaryDataDirectory();
    const file = downloadedLeaderboard(place.data, id);
    const rows: LeaderboardRow[] = [
      { score: "0.90410", teamId: 13463596, teamName: "Ada, & Co", submissionDate: "2025-03-11T21:12:37Z" },
      { score: 0.9, teamId: "7", teamName: "", submissionDate: new Date("2025-03-11T00:00:00Z") },
      { score: -1e-7, teamId: 8 },
    ];
    writeLeaderboard(file, rows);
    expect(readFileSync(file, "utf8").split("\n")).toEqual([
      header,
      "0.90410,13463596,True,2025-03-11 21:12:37,0.90410,True",
      "0.9,7,False,2025-03-11 00:00:00,0.9,True",
      "-1e-7,8,True,,-1e-7,True",
      "",
    ]);
    const { facts } = fakeCompetition(place.package);
    expect((await inspectLeaderboard(file, facts)).scores).toEqual(Float64Array.of(0.9041, 0.9, -1e-7));
    expect(readdirSync(place.home)).toEqual(["leaderboard.csv"]);
  });

  // What pandas 2.2.3's to_csv writes for columns of these times.
  it.each([
    [["2025-03-31T00:00:00Z", "2025-04-01T00:00:00Z"], "2025-03-31 2025-04-01"],
    [["2025-03-31T01:02:03.5Z", "2025-04-01T00:00:00"], "2025-03-31 01:02:03.500 2025-04-01 00:00:00.000"],
    [["2025-03-31T01:02:03.000007Z"], "2025-03-31 01:02:03.000007"],
    [["2025-03-31T01:02:03.1234567Z"], "2025-03-31 01:02:03.123456"],
  ])("spell times as pandas does: %s", async (dates, expected) => {
    const place = temporaryDataDirectory();
    const file = join(place.root, "board.csv");
    writeLeaderboard(
      file,
      dates.map((submissionDate) => ({ score: 1, teamId: 1, submissionDate })),
    );
    const written = readFileSync(file, "utf8").trim().split("\n").slice(1);
    expect(written.map((line) => line.split(",")[3]).join(" ")).toBe(expected);
  });

  it("are not written when empty, without a score or with a time that is none", async () => {
    const place = temporaryDataDirectory();
    const file = join(place.root, "board.csv");
    writeFileSync(file, "old");
    const write = (rows: readonly LeaderboardRow[]) =>
      failure(Promise.resolve().then(() => writeLeaderboard(file, rows)));
    expect(await write([])).toContain(file);
    expect(
      await write([
        { score: 1, teamId: 1 },
        { score: Number.NaN, teamId: 2 },
      ]),
    ).toContain("row 2");
    expect(await write([{ score: "", teamId: 2 }])).toContain("row 1");
    expect(await write([{ score: 1, teamId: 2, submissionDate: "soon" }])).toContain("`soon`");
    expect(readFileSync(file, "utf8")).toBe("old");
  });
});
