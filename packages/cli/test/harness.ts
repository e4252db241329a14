import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { vi } from "vitest";
import { smallFilesDirectory } from "../../../tooling/small-files.js";
import { type Ended, runInHost } from "./command-host.js";

export type { Ended } from "./command-host.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const bin = join(root, "packages/cli/bin/mlebench.js");

/** A project directory with a competition package of its own, and a home in which nothing of the user's is. */
export interface World {
  directory: string;
  dataDirectory: string;
  write: (path: string, text: string) => string;
  remove: () => void;
}

const facts = {
  id: "color-guess",
  name: "Color Guess",
  type: "simple",
  awardsMedals: true,
  metric: "accuracy",
  lowerIsBetter: false,
  scoreType: "float",
  answers: "private/test.csv",
  sampleSubmission: "public/sample_submission.csv",
  goldSubmission: "private/test.csv",
  splits: [],
  category: "Made up",
  sizeGB: null,
  medals: { gold: 0.9, silver: 0.7, bronze: 0.6, median: 0.5 },
  sampleSubmissionScore: null,
  knownIssues: [{ summary: "Colors are made up.", source: "this test" }],
};

/** A competition as a third party would publish it: built JavaScript that only imports the core. */
const competitionModule = `
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineCompetition, InvalidSubmissionError } from "@mlebench/core";

const facts = JSON.parse(await readFile(new URL("../facts/competition.json", import.meta.url), "utf8"));
const rows = (text) => text.trimEnd().split("\\n").map((line) => line.split(","));

async function grade({ submission, answers }) {
  const given = await readFile(submission, "utf8");
  if (given.startsWith("throw")) throw new TypeError("the grader is broken");
  if (given.startsWith("exit")) process.exit(7);
  if (given.startsWith("wait")) {
    await writeFile(\`\${submission}.grading\`, "");
    await new Promise(() => setInterval(() => {}, 1000));
  }
  const [header, ...body] = rows(given);
  if (header.join() !== "id,color") {
    throw new InvalidSubmissionError("Wrong columns", { expected: "id, color" });
  }
  const colors = new Map(body);
  const right = rows(await readFile(answers, "utf8")).slice(1);
  const missing = right.findIndex(([id]) => !colors.has(id));
  if (missing !== -1) throw new InvalidSubmissionError("A row is missing", { column: "id" });
  return right.filter(([id, color]) => colors.get(id) === color).length / right.length;
}

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: { id: ["id"], targets: [{ names: ["color"], value: { type: "class", classes: ["red", "blue"] } }] },
  prepare: async () => ({
    prepare: async ({ raw, public: pub, private: priv }) => {
      const text = await readFile(join(raw, "all.csv"), "utf8");
      const all = rows(text).slice(1);
      const write = (file, body) => writeFile(file, ["id,color", ...body.map((row) => row.join())].join("\\n") + "\\n");
      await write(join(priv, "test.csv"), all);
      await write(join(pub, "sample_submission.csv"), all.map(([id]) => [id, "red"]));
    },
  }),
  grade: async () => ({ grade }),
  miniature: {
    defaultSize: 10,
    minSize: 2,
    load: async () => ({
      writeMiniature: async ({ out, seed, size }) => {
        const body = Array.from({ length: size }, (_, i) => [i, (i + seed) % 2 ? "red" : "blue"].join());
        await writeFile(join(out, "all.csv"), ["id,color", ...body].join("\\n") + "\\n");
      },
    }),
  },
});
`;

/** An agent that is a start script. @returns its directory, as `--agent-dir` takes it */
export function writeAgent(world: World, name: string, script: string): string {
  const directory = `agents/${name}`;
  world.write(
    `${directory}/config.yaml`,
    `${name}:\n  start: ${name}/start.sh\n  dockerfile: ${name}/Dockerfile\n`,
  );
  world.write(`${directory}/Dockerfile`, "FROM mlebench-env\nCOPY start.sh /home/agent/start.sh\n");
  world.write(`${directory}/start.sh`, script);
  return directory;
}

/** Names of the run groups in `runs`. */
export function runGroupsOf(world: World): string[] {
  const runs = join(world.directory, "runs");
  return existsSync(runs) ? readdirSync(runs) : [];
}

export function createWorld(): World {
  const directory = mkdtempSync(join(smallFilesDirectory(), "mlebench-cli-test-"));
  const write = (path: string, text: string): string => {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const packaged = (name: string, entries: Record<string, unknown>): string =>
    JSON.stringify({
      name,
      version: "1.0.0",
      type: "module",
      exports: { ".": "./dist/index.js" },
      ...entries,
    });

  write("package.json", JSON.stringify({ dependencies: { "my-colors": "1", "my-broken": "1" } }));
  const own = "node_modules/my-colors";
  write(`${own}/package.json`, packaged("my-colors", { mlebench: { competition: "color-guess" } }));
  write(`${own}/dist/index.js`, competitionModule);
  write(`${own}/facts/competition.json`, JSON.stringify(facts));
  write(`${own}/facts/leaderboard.csv`, "score\n0.9\n0.6\n0.5\n0.1\n");
  write(`${own}/description.md`, "# Color Guess\n\nGuess the color.\n");
  write(`${own}/description.obfuscated.md`, "# A guess\n");
  write(
    "node_modules/my-broken/package.json",
    packaged("my-broken", { mlebench: { competition: "broken" } }),
  );
  mkdirSync(join(directory, "node_modules/@mlebench"));
  symlinkSync(join(root, "packages/core"), join(directory, "node_modules/@mlebench/core"));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  return { directory, dataDirectory: join(directory, "data"), write, remove };
}

type Environment = Readonly<Record<string, string>>;

/** Nothing of the user's but what programs need. */
function environmentIn(world: World, further: Environment): Record<string, string | undefined> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  for (const name of Object.keys(inherited)) if (/KAGGLE|_proxy$/i.test(name)) delete inherited[name];
  return { ...inherited, HOME: world.directory, XDG_CACHE_HOME: join(world.directory, "cache"), ...further };
}

/** Starts the program in a process of its own: for what a process does, such as end by a signal. */
export function start(
  world: World,
  args: readonly string[],
  environment: Environment = {},
  program: string = bin,
): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd: world.directory,
    env: environmentIn(world, environment),
  });
}

/** Runs a command line to its end in a process of its own. */
export function mlebenchProcess(world: World, ...args: string[]): Promise<Ended> {
  return ended(start(world, args));
}

/** Runs a command line to its end, in a process that runs several: starting one costs more than most commands. */
export function mlebench(world: World, ...args: string[]): Promise<Ended> {
  return mlebenchWith(world, {}, args);
}

/** Runs a command line to its end, with further variables of the environment. */
export function mlebenchWith(
  world: World,
  environment: Environment,
  args: readonly string[],
): Promise<Ended> {
  return runInHost({ args, cwd: world.directory, environment: environmentIn(world, environment) });
}

/** What a running program comes to. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** What a child writes to standard error, so far and from now on. */
export interface HeardErrors {
  text(): string;
  /** Resolves when the text, old and new together, contains another one. */
  contains(wanted: string): Promise<void>;
}

/** Collects the standard error of a child. */
export function hearErrors(child: ChildProcess): HeardErrors {
  let heard = "";
  child.stderr?.on("data", (chunk) => {
    heard += chunk;
  });
  return {
    text: () => heard,
    contains: (wanted) =>
      new Promise((resolve) => {
        child.stderr?.on("data", () => heard.includes(wanted) && resolve());
      }),
  };
}

/** Waits until the grader is at work on a submission that says "wait"; it never ends by itself. */
export async function gradingBegan(world: World, submission: string): Promise<void> {
  const sign = join(world.directory, `${submission}.grading`);
  await vi.waitUntil(() => existsSync(sign), { timeout: 600_000 });
}

const recordingHooks = `
import { appendFileSync } from "node:fs";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

export async function load(url, context, next) {
  appendFileSync(new URL("loaded.txt", import.meta.url), url + "\\n");
  return next(url, context);
}
if (isMainThread) register(import.meta.url);
`;

/** The packages, and the commands of ours, whose modules the program loads when it runs with these arguments. */
export async function modulesOf(
  world: World,
  args: readonly string[],
): Promise<{ packages: string[]; commands: string[] }> {
  const hooks = world.write("hooks/recording.mjs", recordingHooks);
  const record = world.write("hooks/loaded.txt", "");
  const { exitCode, stderr } = await ended(
    start(world, args, { NODE_OPTIONS: `--import=${pathToFileURL(hooks).href}` }),
  );
  if (exitCode !== 0) throw new Error(stderr);
  const files = readFileSync(record, "utf8")
    .split("\n")
    .filter((url) => url.startsWith("file:"))
    .map((url) => fileURLToPath(url));
  const names = readdirSync(join(root, "packages/cli/src/commands")).map((name) => name.replace(/\.ts$/, ""));
  // The build names the chunk of a module that is imported on demand `NAME-HASH.js`.
  const chunks = files.map((file) => basename(file).replace(/-[A-Z0-9]+\.js$/, ""));
  return {
    packages: [...new Set(files.filter((file) => file !== hooks).map(packageOf))].sort(),
    commands: names.filter((name) => chunks.includes(name)).sort(),
  };
}

function packageOf(file: string): string {
  const manifest = join(dirname(file), "package.json");
  // A manifest without a name, as in the program's bin/, only says how the files beside it are to be read.
  const { name } = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string })
    : { name: undefined };
  return name ?? packageOf(dirname(file));
}
