import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { competitionPaths } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { describe, expect, onTestFinished, test } from "vitest";
import { type GraderContext, graderContext } from "../src/index.js";
import { colorGuess, root, sendBody, sendForm, temporaryDirectory } from "./harness.js";

/** Writes a context as an image's builder sees it. */
function unpack({ files }: GraderContext, into: string): void {
  for (const { path, mode, bytes, file } of files) {
    const target = join(into, path);
    mkdirSync(dirname(target), { recursive: true });
    if (bytes !== undefined) writeFileSync(target, bytes);
    else copyFileSync(file, target);
    chmodSync(target, mode);
  }
}

interface Program {
  child: ChildProcess;
  url: string;
  said: () => string;
}

/** Starts the program of an unpacked context with nothing in its environment but what is given. */
async function startProgram(app: string, args: string[], env: Record<string, string> = {}): Promise<Program> {
  const main = join(app, "node_modules/@mlebench/grading-server/dist/main.js");
  const child = spawn(process.execPath, [main, "--port", "0", ...args], { cwd: app, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += chunk));
  const closed = once(child, "close");
  await Promise.race([closed, expect.poll(() => text, { timeout: 120_000 }).toMatch(/listening on .+\n/)]);
  return { child, url: /listening on (\S+)/.exec(text)?.[1] ?? "", said: () => text };
}

/** Spaceship Titanic's miniature: its sample submission, and a data directory with the answers and nothing else. */
async function answersOnly(): Promise<{ sample: Buffer; dataDirectory: string }> {
  const competition = await findCompetition("spaceship-titanic");
  const [all, dataDirectory] = [temporaryDirectory(), temporaryDirectory()];
  await prepareMiniature(competition, { dataDirectory: all });
  const from = competitionPaths(all, competition.facts);
  cpSync(from.private, competitionPaths(dataDirectory, competition.facts).private, { recursive: true });
  return { sample: readFileSync(from.sampleSubmission), dataDirectory };
}

describe("a grader's build context", () => {
  test("runs on its own, away from this repository and its environment, until it is asked to end", async () => {
    const directory = temporaryDirectory();
    const context = graderContext({ competitions: ["spaceship-titanic"] });
    unpack(context, directory);
    const { sample, dataDirectory } = await answersOnly();
    const logFile = join(directory, "log.jsonl");
    const { url, child } = await startProgram(
      join(directory, "app"),
      ["--data-dir", dataDirectory, "--log-file", logFile],
      { COMPETITION_ID: "spaceship-titanic", TMPDIR: temporaryDirectory() },
    );
    expect((await sendForm(url, sample)).body).toEqual({ result: "Submission is valid." });
    const wrong = (await sendForm(url, `${sample}extra,True\n`)).body.result;
    expect(wrong).toBe("Submission invalid! Wrong number of rows: 21. Expected 20.");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
    expect(readFileSync(logFile, "utf8").split("\n")).toHaveLength(3);
  });

  test("stays small in memory, whatever is uploaded", async (context) => {
    if (process.platform !== "linux") return context.skip();
    const { dataDirectory } = await answersOnly();
    const args = ["--competition-id", "spaceship-titanic", "--data-dir", dataDirectory];
    const app = temporaryDirectory();
    unpack(graderContext({ competitions: ["spaceship-titanic"] }), app);
    const { url, child } = await startProgram(join(app, "app"), [...args, "--max-memory", "400000000"], {
      TMPDIR: temporaryDirectory(),
    });
    const header = Buffer.from("PassengerId,Transported\n");
    const hostile: [string, number][] = [
      ["a", 150_000_000],
      ["\0", 10_000_000],
      [",", 10_000_000],
      ['"', 10_000_000],
      ["0001_01,True\n", 10_000_000],
    ];
    for (const [filler, bytes] of hostile) {
      const { status, body } = await sendBody(url, Buffer.concat([header, Buffer.alloc(bytes, filler)]));
      expect([status, body.result]).toEqual([200, expect.stringMatching(/^Submission invalid! /)]);
    }
    const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]);
    expect(peak).toBeGreaterThan(10_000);
    expect(peak).toBeLessThan(150_000);
  });

  test("holds programs and facts, each once, and no links, sources, tests or golden values", () => {
    const { files } = graderContext({ competitions: ["spaceship-titanic"] });
    const paths = files.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain(
      "app/node_modules/@mlebench/competition-spaceship-titanic/facts/competition.json",
    );
    expect(paths).toContain("app/node_modules/@mlebench/table/dist/index.js");
    expect(
      paths.filter((path) => /\.(map|ts)$|golden|\/test\/|\.pnpm|competition-(?!spaceship)/.test(path)),
    ).toEqual([]);
    const size = files.reduce((sum, { bytes, file }) => sum + (bytes ?? readFileSync(file)).length, 0);
    expect(size).toBeLessThan(10_000_000);
  });

  test("has a Dockerfile that runs no command in its base and does not run as root", () => {
    const { files } = graderContext({ competitions: ["spaceship-titanic"] });
    const text = Buffer.from(files.find(({ path }) => path === "Dockerfile")?.bytes ?? []).toString();
    expect(text).toMatch(/^ARG BASE_IMAGE=\S+\nFROM \$\{BASE_IMAGE\}\n/);
    expect(text).toMatch(/^USER [1-9]/m);
    expect(text).not.toMatch(/^RUN /m);
    for (const line of text.match(/^(ENTRYPOINT|.*CMD) .*/gm) ?? []) {
      expect(JSON.parse(line.slice(line.indexOf("["))), line).toEqual(expect.arrayContaining(["node"]));
    }
  });

  test("brings this Node where the base has none", (context) => {
    if (process.platform !== "linux") return context.skip();
    const { files } = graderContext({ competitions: ["spaceship-titanic"], node: "host" });
    expect(files.find(({ path }) => path === "node")).toMatchObject({ mode: 0o755 });
    const text = Buffer.from(files.find(({ path }) => path === "Dockerfile")?.bytes ?? []).toString();
    expect(text).toContain('ENTRYPOINT ["/usr/local/bin/node",');
  });

  test("has a hash that follows its contents and nothing else", () => {
    const one = graderContext({ competitions: ["spaceship-titanic"] });
    expect(one.tag).toBe(`mlebench-grader:${one.hash.slice(0, 16)}`);
    expect(graderContext({ competitions: [join(root, "competitions/spaceship-titanic")] }).hash).toBe(
      one.hash,
    );
    const copy = join(temporaryDirectory(), "color-guess");
    cpSync(colorGuess, copy, { recursive: true });
    mkdirSync(join(copy, "node_modules/@mlebench"), { recursive: true });
    symlinkSync(join(root, "packages/core"), join(copy, "node_modules/@mlebench/core"));
    const before = graderContext({ competitions: [copy] }).hash;
    expect(before).toBe(graderContext({ competitions: [colorGuess] }).hash);
    // As a clone made under umask 077 has them.
    for (const file of ["package.json", "lib/index.js"]) chmodSync(join(copy, file), 0o600);
    expect(graderContext({ competitions: [copy] }).hash).toBe(before);
    writeFileSync(join(copy, "lib/more.js"), "");
    expect(graderContext({ competitions: [copy] }).hash).not.toBe(before);
  });

  test("finds a competition of a third party by its id", async () => {
    const directory = temporaryDirectory();
    unpack(graderContext({ competitions: [colorGuess] }), directory);
    const answers = temporaryDirectory();
    writeFileSync(join(answers, "answers.csv"), "id,color\n1,blue\n");
    const { url } = await startProgram(
      join(directory, "app"),
      ["--competition-id", "color-guess", "--private-dir", answers],
      { TMPDIR: temporaryDirectory() },
    );
    expect((await sendForm(url, "id,color\n1,red\n")).body).toEqual({ result: "Submission is valid." });
  });

  test("keeps two versions of a package apart", () => {
    const packages = join(temporaryDirectory(), "project");
    const add = (path: string, name: string, version: string, dependencies: string[] = []): void => {
      mkdirSync(join(packages, path), { recursive: true });
      const needed = Object.fromEntries(dependencies.map((dependency) => [dependency, "*"]));
      const manifest = { name, version, dependencies: needed };
      writeFileSync(join(packages, path, "package.json"), JSON.stringify(manifest));
    };
    add("contest", "contest", "1.0.0", ["left", "pad"]);
    add("node_modules/left", "left", "1.0.0", ["pad"]);
    add("node_modules/pad", "pad", "1.0.0");
    add("node_modules/left/node_modules/pad", "pad", "2.0.0", ["left"]);
    const { files } = graderContext({ competitions: [join(packages, "contest")] });
    const versions = new Map(
      files
        .filter(({ path, file }) => path.endsWith("/package.json") && file?.startsWith(packages))
        .map(({ path, file }) => [dirname(path), JSON.parse(readFileSync(file ?? "", "utf8")).version]),
    );
    /** The version that a package at `from` gets, as Node looks for it. */
    const seen = (from: string): unknown =>
      versions.get(`app/node_modules/${from}/node_modules/pad`) ?? versions.get("app/node_modules/pad");
    expect([seen("contest"), seen("left")]).toEqual(["1.0.0", "2.0.0"]);
    expect(versions.size).toBe(4);
    rmSync(join(packages, "node_modules/pad"), { recursive: true });
    expect(() => graderContext({ competitions: [join(packages, "contest")] })).toThrow(/contest needs pad/);
  });
});

describe("the program", () => {
  test.each([
    [["--competition-id", "x", "--port", "http"], 2, "--port must be a number"],
    [["--competition-id", "nothing-like-it"], 1, "contains the competition `nothing-like-it`"],
    [["--frobnicate"], 2, "frobnicate"],
    [[], 2, "--competition-id is missing"],
  ])("says what is wrong with %j", async (args, code, message) => {
    const child = spawn(
      process.execPath,
      [join(root, "packages/grading-server/bin/mlebench-grading-server.js"), ...args],
      {
        env: {},
      },
    );
    let text = "";
    child.stderr.on("data", (chunk) => (text += chunk));
    expect((await once(child, "close"))[0]).toBe(code);
    expect(text).toContain(message);
    expect(text).not.toMatch(/^ +at /m);
  });
});
