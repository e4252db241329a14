import { execFileSync } from "node:child_process";
import { createCipheriv } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { archiveOf, type Kaggle, type MockCompetition, startMockKaggle } from "@mlebench/mock-kaggle";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createWorld, type Ended, ended, mlebenchWith, start, type World } from "./harness.js";

const id = "color-guess";
const patience = 900_000;
const table = `id,color\n${Array.from({ length: 2000 }, (_, i) => `${i},${i % 3 ? "red" : "blue"}\n`).join("")}`;
const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(
  Buffer.alloc(1_500_000),
);

let archive: Uint8Array;
let competition: MockCompetition;
let world: World;
let kaggle: Kaggle;

beforeAll(async () => {
  archive = await archiveOf({ "all.csv": table, "images/noise.bin": noise });
  competition = {
    id,
    archive,
    files: [
      { name: "all.csv", bytes: table.length },
      { name: "images/noise.bin", bytes: noise.length },
    ],
  };
});
beforeEach(async () => {
  world = createWorld();
  kaggle = await startMockKaggle({ competitions: [competition] });
});
afterEach(async () => {
  expect(kaggle.violations).toEqual([]);
  await kaggle.close();
  world.remove();
});

const run = (...args: string[]): Promise<Ended> => mlebenchWith(world, kaggle.environment, args);
const home = (dataDirectory = "data"): string => join(world.directory, dataDirectory, id);
const fetched = (): number => kaggle.served(id).reduce((sum, { from, to }) => sum + to - from, 0);
const readSides = (directory: string): Record<string, string> =>
  Object.fromEntries(
    (
      readdirSync(join(directory, "prepared"), { recursive: true, withFileTypes: true }) as {
        isFile: () => boolean;
        parentPath: string;
        name: string;
      }[]
    )
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), "utf8")]),
  );

describe("kaggle check", () => {
  test("reports what is available and what it requires, and downloads nothing", async () => {
    kaggle.put({ id: "leaf-classification", archive, entered: false });
    const all = await run("kaggle", "check", "-c", id, "leaf-classification", "--data-dir", "data");
    expect(all.exitCode).toBe(1);
    expect(all.stdout).toMatch(/color-guess +ready +1\.5 MB +3\.0 MB +1\.5 MB/);
    expect(all.stdout).toMatch(/leaf-classification +rules not accepted/);
    expect(all.stdout).toContain("https://www.kaggle.com/c/leaf-classification/rules");
    const good = await run("kaggle", "check", "-c", id, "--data-dir", "data", "--json");
    expect(good.exitCode).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({
      competitions: [
        { id, start: "download", access: { status: "ready" }, listed_bytes: table.length + noise.length },
      ],
    });
    expect(kaggle.requests.map(({ call }) => call)).not.toContain("DownloadDataFiles");
    expect(existsSync(join(world.directory, "data"))).toBe(false);
  });

  test("says where credentials come from when there are none, or they are no good", async () => {
    const { MLEBENCH_KAGGLE_ENDPOINT = "" } = kaggle.environment;
    const none = await mlebenchWith(world, { MLEBENCH_KAGGLE_ENDPOINT }, ["kaggle", "check", "-c", id]);
    expect(none.exitCode).toBe(1);
    expect(none.stdout).toContain("https://www.kaggle.com/settings/api");
    const wrong = { MLEBENCH_KAGGLE_ENDPOINT, KAGGLE_API_TOKEN: "sentinel-4711" };
    const bad = await mlebenchWith(world, wrong, ["kaggle", "check", "-c", id, "--verbose"]);
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toContain("KAGGLE_API_TOKEN");
    expect(bad.stdout + bad.stderr).not.toContain("sentinel-4711");
  });
});

describe("kaggle check of many competitions", () => {
  test("waits once for an unreachable Kaggle, and reports every competition", {
    timeout: patience,
  }, async () => {
    await kaggle.close();
    const many = [
      "leaf-classification",
      "spaceship-titanic",
      "random-acts-of-pizza",
      "dog-breed-identification",
    ];
    const all = await run("kaggle", "check", "-c", id, ...many, "aerial-cactus-identification", "--json");
    expect(all.exitCode).toBe(1);
    const { competitions } = JSON.parse(all.stdout) as { competitions: { problem: string }[] };
    expect(competitions.map(({ problem }) => /connection refused/.test(problem))).toEqual(
      Array.from({ length: 6 }, () => true),
    );
    // Four are asked about at once, three times each.
    expect(all.stderr.match(/Retrying in/g)).toHaveLength(8);
  });

  test("a list that names none is no wrong usage", async () => {
    world.write("ids.txt", "\n# later\n");
    const none = await run("kaggle", "check", "-l", "ids.txt");
    expect(none).toMatchObject({ exitCode: 1, stdout: "" });
    expect(none.stderr).toMatch(/No competition IDs in the list \(ids\.txt\)/);
  });

  test("a data directory that is a file is said to be one", async () => {
    world.write("data", "");
    const check = await run("kaggle", "check", "-c", id, "--data-dir", "data", "--json");
    expect(check.exitCode).toBe(1);
    expect(JSON.parse(check.stdout).error.message).toBe(
      `The data directory \`${world.dataDirectory}\` is a file`,
    );
    const refs = await run("kernels", "refs", "-c", id, "--data-dir", "data");
    expect(refs.exitCode).toBe(1);
    expect(refs.stderr).toContain(`The data directory \`${world.dataDirectory}\` is a file`);
  });
});

describe("prepare from Kaggle", () => {
  test("downloads, verifies and prepares, several at a time, over cuts and errors", async () => {
    kaggle.put({ ...competition, id: "spaceship-titanic", archive: await archiveOf({ "nothing.csv": "" }) });
    kaggle.faults.push(
      { on: "download", competition: id, kind: { cutAt: 400_000 } },
      { on: "download", competition: id, kind: { cutAt: 900_000 } },
      { on: "DownloadDataFiles", competition: id, kind: { status: 503 } },
      { on: "DownloadDataFiles", competition: id, kind: { status: 429, retryAfter: 1 } },
    );
    const both = await run("prepare", "-c", id, "spaceship-titanic", "-j", "2", "--data-dir", "data");
    expect(both.exitCode).toBe(1);
    // Not on a terminal, every wait is reported too: why, how long, and how often it is tried.
    for (const why of [
      "HTTP 503, the data of color-guess",
      "HTTP 429, the data of color-guess",
      "interrupted at",
    ]) {
      const waits = both.stderr.split("\n").filter((line) => line.includes(why));
      expect(waits[0], both.stderr).toMatch(/Retrying in .+ \(at .+, attempt \d of 8\)\.$/);
    }
    expect(both.stdout).toContain(`${id}: prepared`);
    expect(both.stderr).toContain("Prepared 1 of 2 competitions.");
    expect(both.stderr).toMatch(/spaceship-titanic: .*train\.csv/);
    expect(fetched()).toBe(archive.length);
    expect(readSides(home())["test.csv"]).toBe(table);
    expect(readFileSync(join(home(), `${id}.zip`)).equals(archive)).toBe(true);
    expect(readdirSync(home()).sort()).toEqual([".download.json", `${id}.zip`, "prepared"]);
    const asked = kaggle.requests.length;
    expect((await run("prepare", "-c", id, "--data-dir", "data")).stdout).toContain("already prepared");
    expect(kaggle.requests).toHaveLength(asked);
  });

  test("lists failures and their causes at the end", async () => {
    kaggle.put({ ...competition, id: "leaf-classification", entered: false });
    kaggle.put({ ...competition, id: "spaceship-titanic", closed: true });
    const ids = [id, "leaf-classification", "spaceship-titanic", "aerial-cactus-identification"];
    const all = await run("prepare", "-c", ...ids, "--data-dir", "data", "--json");
    expect(all.exitCode).toBe(1);
    expect(JSON.parse(all.stdout).map(({ status }: { status: string }) => status)).toEqual([
      "prepared",
      "failed",
      "failed",
      "failed",
    ]);
    expect(all.stderr).toContain("Prepared 1 of 4 competitions.");
    expect(all.stderr).toContain("https://www.kaggle.com/c/leaf-classification/rules");
    expect(readdirSync(join(world.directory, "data/leaf-classification"))).toEqual([]);
  });

  test(
    "without a network it says so, and nothing is half there",
    async () => {
      const environment = { ...kaggle.environment, MLEBENCH_KAGGLE_ENDPOINT: "http://127.0.0.1:9/api" };
      const args = ["prepare", "-c", id, "--data-dir", "data"];
      const { exitCode, stderr } = await mlebenchWith(world, environment, args);
      expect(exitCode).toBe(1);
      expect(stderr).toContain("127.0.0.1");
      expect(stderr).not.toMatch(/\n +at /);
      expect(existsSync(home())).toBe(false);
    },
    patience,
  );

  test("a file that changes during the download is downloaded again", async () => {
    const other = await archiveOf({ "all.csv": "id,color\n1,red\n", "more.bin": noise.subarray(0, 700_000) });
    kaggle.faults.push(
      { on: "download", kind: { cutAt: 300_000 } },
      { on: "download", kind: { changeFile: other } },
    );
    expect((await run("prepare", "-c", id, "--data-dir", "data")).exitCode).toBe(0);
    expect(readFileSync(join(home(), `${id}.zip`)).equals(other)).toBe(true);
    expect(readSides(home())["test.csv"]).toBe("id,color\n1,red\n");
  });

  test("a file with another MD5 than storage names never gets its name", async () => {
    kaggle.faults.push({ on: "download", times: Number.POSITIVE_INFINITY, kind: { hash: "wrong" } });
    const { exitCode, stderr } = await run("prepare", "-c", id, "--data-dir", "data");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/MD5|checksum/);
    expect(existsSync(join(home(), `${id}.zip`))).toBe(false);
    expect(existsSync(join(home(), "prepared"))).toBe(false);
  });

  test("two at once fetch the archive once", async () => {
    kaggle.faults.push({ on: "download", kind: { bytesPerSecond: 2_000_000 } });
    const both = await Promise.all([1, 2].map(() => run("prepare", "-c", id, "--data-dir", "data")));
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(both.map(({ stdout }) => /: (.*prepared) in /.exec(stdout)?.[1]).sort()).toEqual([
      "already prepared",
      "prepared",
    ]);
    expect(fetched()).toBe(archive.length);
  });
});

/** True once a file is that long; a condition for killing whoever writes it. */
const holds = (file: string, bytes: number): boolean =>
  (statSync(file, { throwIfNoEntry: false })?.size ?? -1) >= bytes;

/** Moments in the life of a prepare, from before the first byte to after the end, by what can be seen on the disk. */
const moments: ((directory: string) => boolean)[] = [
  () => true,
  (directory) => existsSync(join(directory, ".lock")),
  ...Array.from(
    { length: 14 },
    (_, index) => (directory: string) =>
      holds(join(directory, `${id}.zip.part`), 1 + (index / 14) * archive.length),
  ),
  (directory) => existsSync(join(directory, `${id}.zip`)),
  (directory) => existsSync(join(directory, ".raw.json")) || existsSync(join(directory, "prepared")),
  (directory) => existsSync(join(directory, "prepared")),
  () => false,
];

test(
  "SIGKILL at twenty moments: running again ends in the same result, and no byte on the disk is fetched twice",
  async () => {
    const whole = await run("prepare", "-c", id, "--data-dir", "whole");
    expect(whole.exitCode).toBe(0);
    const expected = readSides(home("whole"));
    let resumed = 0;
    const round = async (index: number): Promise<void> => {
      const own = await startMockKaggle({ competitions: [competition] });
      // Slowly, so that there are moments between the first byte and the last.
      const kind = { bytesPerSecond: 1_000_000 };
      own.faults.push({ on: "download", times: Number.POSITIVE_INFINITY, kind });
      const data = `data-${index}`;
      const args = ["prepare", "-c", id, "--data-dir", data];
      const child = start(world, args, own.environment);
      const end = ended(child);
      const hasEnded = (): boolean => child.exitCode !== null;
      await vi.waitUntil(() => hasEnded() || moments[index](home(data)), { interval: 1, timeout: patience });
      child.kill("SIGKILL");
      await end;
      const part = join(home(data), `${id}.zip.part`);
      const kept = existsSync(part) ? statSync(part).size : 0;
      if (existsSync(join(home(data), "prepared"))) expect(readSides(home(data))).toEqual(expected);
      own.faults.length = 0;
      const before = own.served(id).reduce((sum, { from, to }) => sum + to - from, 0);
      const again = await mlebenchWith(world, own.environment, args);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(readSides(home(data))).toEqual(expected);
      // Killed between the two, the archive has its name and the note that it was downloaded is not written.
      const entries = readdirSync(home(data)).filter((name) => name !== ".download.json");
      expect(entries.sort()).toEqual([`${id}.zip`, "prepared"]);
      const total = own.served(id).reduce((sum, { from, to }) => sum + to - from, 0);
      if (kept > 0) {
        resumed += 1;
        expect(own.served(id).at(-1)).toMatchObject({ from: kept });
        expect(total - before).toBe(archive.length - kept);
      }
      expect(own.violations).toEqual([]);
      await own.close();
    };
    const indices = [...moments.keys()];
    const worker = async (): Promise<void> => {
      for (let index = indices.shift(); index !== undefined; index = indices.shift()) await round(index);
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(resumed).toBeGreaterThan(3);
  },
  patience,
);

/** A small file system; undefined where this process may not make one. */
function smallDisk(
  path: string,
  kilobytes: number,
): { grow: (kilobytes: number) => void; remove: () => void } | undefined {
  try {
    mkdirSync(path);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", path], { stdio: "pipe" });
  } catch {
    return undefined;
  }
  return {
    grow: (size) => execFileSync("mount", ["-o", `remount,size=${size}k`, path]),
    remove: () => execFileSync("umount", ["-l", path]),
  };
}

describe("a raw file that is not on Kaggle", () => {
  /** A server on this machine that has the file, and the facts of the competition with its address. */
  async function serveLabels() {
    const server = createServer((_, response) => response.end("id,color\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/labels.csv`;
    const path = "node_modules/my-colors/facts/competition.json";
    const facts = JSON.parse(readFileSync(join(world.directory, path), "utf8")) as object;
    world.write(path, JSON.stringify({ ...facts, extraRawFiles: [{ name: "labels.csv", url }] }));
    return { url, close: () => new Promise((resolve) => server.close(resolve)) };
  }

  test("is downloaded too, and kept beside the archive", async () => {
    const { close } = await serveLabels();
    const check = await run("kaggle", "check", "-c", id, "--data-dir", "data");
    expect(check.exitCode).toBe(0);
    const prepared = await run("prepare", "-c", id, "--data-dir", "data", "--skip-verification");
    await close();
    expect(prepared.exitCode, prepared.stderr).toBe(0);
    expect(readFileSync(join(home(), "labels.csv"), "utf8")).toBe("id,color\n");
    const again = await run("prepare", "-c", id, "--data-dir", "data", "--skip-verification", "--fresh");
    expect(again.exitCode, "without a network").toBe(0);
  });

  test("is missed before anything is downloaded, with its address and its place", {
    timeout: patience,
  }, async () => {
    const { url, close } = await serveLabels();
    await close();
    // Each waits for the server to come back.
    const commands = [["kaggle", "check"], ["prepare"]];
    const ends = await Promise.all(commands.map((args) => run(...args, "-c", id, "--data-dir", "data")));
    for (const { exitCode, stdout, stderr } of ends) {
      expect(exitCode).toBe(1);
      for (const words of ["`labels.csv`, which is not on Kaggle", url, join(home(), "labels.csv")])
        expect(stdout + stderr).toContain(words);
    }
    expect(fetched()).toBe(0);
    mkdirSync(home(), { recursive: true });
    writeFileSync(join(home(), "labels.csv"), "id,color\n");
    expect((await run("prepare", "-c", id, "--data-dir", "data", "--skip-verification")).exitCode).toBe(0);
  });
});

describe("a disk that is too small", () => {
  test("is noticed before anything is downloaded; when nobody knew, the download goes on later", async (context) => {
    const path = join(world.directory, "small");
    const disk = smallDisk(path, 1000);
    if (disk === undefined) {
      console.warn("SKIPPED: no right to mount a small file system");
      return context.skip();
    }
    try {
      const early = await run("prepare", "-c", id, "--data-dir", "small");
      expect(early.exitCode).toBe(1);
      expect(early.stderr).toContain("Not enough disk space");
      expect(fetched()).toBe(0);
      kaggle.put({ ...competition, files: [{ name: "all.csv", bytes: 10 }] });
      // Slowly, because what the network takes in vain counts as served.
      kaggle.faults.push({ on: "download", kind: { bytesPerSecond: 1_000_000 } });
      const late = await run("prepare", "-c", id, "--data-dir", "small");
      expect(late.exitCode).toBe(1);
      expect(late.stderr).toMatch(/disk is full/i);
      expect(existsSync(join(path, id, `${id}.zip`))).toBe(false);
      disk.grow(20_000);
      const before = fetched();
      expect(before).toBeGreaterThan(500_000);
      expect((await run("prepare", "-c", id, "--data-dir", "small")).exitCode).toBe(0);
      expect(fetched()).toBeLessThan(archive.length + 100_000);
    } finally {
      disk.remove();
    }
  });
});

describe("leaderboards and kernels", () => {
  const teams = Array.from({ length: 45 }, (_, i) => ({
    teamName: `team ${i}`,
    score: (0.9 - i / 100).toFixed(5),
  }));

  test("a leaderboard is fetched page by page and kept beside the data of an installed package", async () => {
    kaggle.put({ ...competition, leaderboard: teams });
    const got = await run("dev", "download-leaderboard", "-c", id, "--data-dir", "data");
    expect(got).toMatchObject({ exitCode: 0 });
    expect(got.stdout).toMatch(/45 teams/);
    expect(got.stdout).toMatch(/gold +0.87 +0.9/);
    expect(readFileSync(join(home(), "leaderboard.csv"), "utf8").trim().split("\n")).toHaveLength(46);
    const asks = kaggle.requests.filter(({ call }) => call === "GetLeaderboard").length;
    expect((await run("dev", "download-leaderboard", "-c", id, "--data-dir", "data")).stdout).toContain(
      "already there",
    );
    expect(kaggle.requests.filter(({ call }) => call === "GetLeaderboard")).toHaveLength(asks);
  });

  test("one that is shorter than the number of teams is refused", async () => {
    kaggle.put({ ...competition, leaderboard: teams.slice(0, 20), teamCount: 45 });
    const got = await run("dev", "download-leaderboard", "-c", id, "--data-dir", "data", "--json");
    expect(got.exitCode).toBe(1);
    expect(JSON.parse(got.stdout)[0].error).toMatch(/20.*45/);
    expect(existsSync(join(home(), "leaderboard.csv"))).toBe(false);
  });

  test("prepare --overwrite-leaderboard keeps to the data directory, and JSON to itself", async () => {
    kaggle.put({ ...competition, leaderboard: teams });
    const options = ["-c", id, "--data-dir", "data", "--overwrite-leaderboard", "--json"];
    const got = await run("prepare", ...options);
    expect(got).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(got.stdout)).toMatchObject([{ id, status: "prepared" }]);
    expect(got.stderr).toContain("45 teams");
    expect(existsSync(join(home(), "leaderboard.csv"))).toBe(true);
    kaggle.put({ ...competition, leaderboard: teams.slice(0, 20), teamCount: 45 });
    const refused = await run("prepare", ...options);
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject([{ id, status: "failed" }]);
    expect(refused.stderr).toMatch(/Cannot download the leaderboard: .*20.*45/);
  });

  test("what cannot be prepared is listed by its ID, also when it was given by its path", async () => {
    kaggle.put({ ...competition, entered: false });
    const got = await run("prepare", "-c", "node_modules/my-colors", "--data-dir", "data", "--json");
    expect(JSON.parse(got.stdout)).toMatchObject([{ id, status: "failed" }]);
  });

  test("kernels are found and fetched, notebooks as scripts, going on after one that is gone", async () => {
    const cells = [
      { cell_type: "markdown", source: ["# Title\n", "text"] },
      { cell_type: "code", source: "!pip install x\nprint(1)" },
    ];
    const notebook = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const kernels = [
      { ref: "ada/first", votes: 9, source: notebook },
      { ref: "bob/second", votes: 5, kernelType: "script" as const, source: "print(2)\n" },
      { ref: "cyd/third", votes: 1, source: notebook },
    ];
    kaggle.put({ ...competition, kernels });
    const refs = await run("kernels", "refs", "-c", id, "--max-kernels", "2", "--data-dir", "data");
    expect(refs.exitCode).toBe(0);
    expect(readFileSync(join(home(), "kernels.txt"), "utf8")).toBe("ada/first\nbob/second\n");
    writeFileSync(join(home(), "kernels.txt"), "ada/first\nzoe/gone\nbob/second\n");
    const got = await run("kernels", "download", "-c", id, "--data-dir", "data");
    expect(got.exitCode).toBe(1);
    expect(got.stdout).toContain("2 fetched, 0 already there, 1 failed");
    expect(got.stdout).toContain("zoe/gone");
    expect(readdirSync(join(home(), "kernels")).sort()).toEqual(["ada_first.py", "bob_second.py"]);
    const script = readFileSync(join(home(), "kernels/ada_first.py"), "utf8");
    expect(script).toContain("print(1)");
    expect(script).toMatch(/^# ?!pip install x$/m);
  });
});

describe("the state of data", () => {
  const state = async (): Promise<string> => {
    const { stdout } = await run("list", "--json", "--data-dir", "data");
    return (
      (JSON.parse(stdout) as { id: string; data: string }[]).find((one) => one.id === id)?.data ??
      "not listed"
    );
  };

  test("that is half prepared is shown by list", async () => {
    const shown = async () => {
      const { stdout } = await run("list", "--json", "--data-dir", "data");
      const listed = JSON.parse(stdout) as { id: string; data: string; state: string }[];
      const { data, state: step } = listed.find((one) => one.id === id) ?? { data: "", state: "" };
      const table = (await run("list", "--data-dir", "data")).stdout;
      return [data, step, new RegExp(`^${id} +(\\S+)`, "m").exec(table)?.[1]];
    };
    expect(await shown()).toEqual(["absent", "absent", "absent"]);
    mkdirSync(home(), { recursive: true });
    writeFileSync(join(home(), `${id}.zip.part`), "PK");
    expect(await shown()).toEqual(["absent", "downloading", "downloading"]);
    mkdirSync(join(home(), "raw"));
    writeFileSync(join(home(), "raw/all.csv"), "");
    expect(await shown()).toEqual(["raw files", "extracted", "extracted"]);
    mkdirSync(join(home(), "prepared.tmp-1"));
    expect(await shown()).toEqual(["raw files", "preparing", "preparing"]);
  });

  test("a log-in page in the archive's place is fetched again, now or by the next run", {
    timeout: patience,
  }, async () => {
    const page = "<!DOCTYPE html><html>Please log in</html>";
    kaggle.faults.push({ on: "download", kind: { status: 200, body: page } });
    mkdirSync(home(), { recursive: true });
    writeFileSync(join(home(), `${id}.zip`), page);
    const { exitCode, stderr } = await run("prepare", "-c", id, "--data-dir", "data");
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("it is a web page")]);
    expect(stderr).toContain("instead of the data");
    expect(readFileSync(join(home(), `${id}.zip`)).equals(archive)).toBe(true);
  });

  test("that failed is reported by list and kaggle check, and --fresh starts over", {
    timeout: patience,
  }, async () => {
    expect(await state()).toBe("absent");
    expect((await run("prepare", "-c", id, "--data-dir", "data", "--skip-verification")).exitCode).toBe(0);
    expect(await state()).toBe("prepared");
    const record = {
      state: "differs",
      failed_files: ["private/answers.csv"],
      checked_at: "2026-01-01",
      stamps: {},
    };
    writeFileSync(join(home(), "prepared/.verification.json"), JSON.stringify(record));
    expect(await state()).toBe("differs");
    const check = await run("kaggle", "check", "-c", id, "--data-dir", "data");
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain("prepared, differs");
    // However the program is called here, by its name or by its file.
    expect(check.stdout).toMatch(/`[^`]*mlebench\S* prepare -c color-guess --fresh --data-dir data`/);
    const skipped = await run("prepare", "-c", id, "--data-dir", "data", "--skip-verification");
    expect(skipped.stdout).toContain("differs from its published checksums: `private/answers.csv`");
    const before = fetched();
    expect((await run("prepare", "-c", id, "--data-dir", "data", "--fresh")).exitCode).toBe(0);
    expect(fetched() - before).toBe(archive.length);
    expect(await state()).not.toBe("differs");
  });
});
