import type { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { run } from "../src/index.js";
import { commandLine } from "../src/invocation.js";
import { createProgram } from "../src/program.js";

const calls = vi.hoisted(() => ({ seen: [] as [string, unknown][], exitCode: 0 }));
const mocks = vi.hoisted(() => ({
  command: (name: string) => async (options: unknown) => {
    calls.seen.push([name, options]);
    return calls.exitCode;
  },
}));

vi.mock("../src/commands/prepare.js", () => ({ prepare: mocks.command("prepare") }));
vi.mock("../src/commands/grade.js", () => ({ grade: mocks.command("grade") }));
vi.mock("../src/commands/grade-sample.js", () => ({ gradeSample: mocks.command("grade-sample") }));
vi.mock("../src/commands/validate.js", () => ({ validate: mocks.command("validate") }));
vi.mock("../src/commands/demo.js", () => ({ demo: mocks.command("demo") }));
vi.mock("../src/commands/list.js", () => ({ list: mocks.command("list") }));
vi.mock("../src/commands/describe.js", () => ({ describe: mocks.command("describe") }));
vi.mock("../src/commands/thresholds.js", () => ({ thresholds: mocks.command("thresholds") }));
vi.mock("../src/commands/schema.js", () => ({ schema: mocks.command("schema") }));
vi.mock("../src/commands/miniature.js", () => ({ miniature: mocks.command("miniature") }));
vi.mock("../src/commands/run.js", () => ({ run: mocks.command("run") }));
vi.mock("../src/commands/run-clean.js", () => ({ runClean: mocks.command("run clean") }));
vi.mock("../src/commands/environment-build.js", () => ({ environmentBuild: mocks.command("env build") }));
vi.mock("../src/commands/agents.js", () => ({
  agentsList: mocks.command("agents list"),
  agentsBuild: mocks.command("agents build"),
}));
vi.mock("../src/commands/make-submission.js", () => ({ makeSubmission: mocks.command("make-submission") }));
vi.mock("../src/commands/aggregate.js", () => ({ aggregate: mocks.command("aggregate") }));
vi.mock("../src/commands/compare.js", () => ({ compare: mocks.command("compare") }));
vi.mock("../src/commands/leaderboard.js", () => ({ leaderboard: mocks.command("leaderboard") }));
vi.mock("../src/commands/verify.js", () => ({ verify: mocks.command("verify") }));
vi.mock("../src/commands/import-reference.js", () => ({
  importReference: mocks.command("import-reference"),
}));
vi.mock("../src/commands/kaggle-check.js", () => ({ kaggleCheck: mocks.command("kaggle check") }));
vi.mock("../src/commands/download-leaderboard.js", () => ({
  downloadLeaderboard: mocks.command("dev download-leaderboard"),
}));
vi.mock("../src/commands/kernels.js", () => ({
  kernelReferences: mocks.command("kernels refs"),
  downloadKernels: mocks.command("kernels download"),
}));
vi.mock("../src/commands/completion.js", () => ({ completion: mocks.command("completion") }));
vi.mock("../src/commands/audit.js", () => ({ audit: mocks.command("audit") }));
vi.mock("../src/commands/rule-violations.js", () => ({ ruleViolations: mocks.command("rule-violations") }));
vi.mock("../src/commands/plagiarism.js", () => ({ plagiarism: mocks.command("plagiarism") }));
vi.mock("../src/commands/self-check.js", () => ({ selfCheck: mocks.command("self-check") }));

let output = "";
const hear = (text: unknown): boolean => {
  output += String(text);
  return true;
};

beforeEach(() => {
  calls.seen = [];
  calls.exitCode = 0;
  output = "";
  vi.spyOn(process.stdout, "write").mockImplementation(hear);
  vi.spyOn(process.stderr, "write").mockImplementation(hear);
});
afterEach(() => vi.restoreAllMocks());

describe("what is typed becomes options", () => {
  test.each<[string, string, Record<string, unknown>]>([
    [
      "prepare -c a b --mini --seed 3 --size 9",
      "prepare",
      { competitionId: ["a", "b"], mini: true, seed: 3, size: 9 },
    ],
    ["prepare --competition-id a --data-dir d", "prepare", { competitionId: ["a"], dataDir: "d" }],
    ["prepare -a --keep-raw", "prepare", { all: true, keepRaw: true }],
    ["prepare --lite --skip-verification", "prepare", { lite: true, skipVerification: true }],
    ["prepare -l ids.txt --link copy", "prepare", { list: "ids.txt", link: "copy" }],
    ["prepare --split low --json", "prepare", { split: ["low"], json: true }],
    [
      "prepare -c a --from x.zip --overwrite-checksums",
      "prepare",
      { competitionId: ["a"], from: "x.zip", overwriteChecksums: true },
    ],
    ["prepare -c a --overwrite-leaderboard", "prepare", { competitionId: ["a"], overwriteLeaderboard: true }],
    ["prepare --lite -j 2", "prepare", { lite: true, jobs: 2 }],
    ["kaggle check --lite", "kaggle check", { lite: true }],
    [
      "kaggle check -c a b --data-dir d --json",
      "kaggle check",
      { competitionId: ["a", "b"], dataDir: "d", json: true },
    ],
    [
      "dev download-leaderboard -c a --force",
      "dev download-leaderboard",
      { competitionId: ["a"], force: true },
    ],
    ["dev download-leaderboard --all", "dev download-leaderboard", { all: true }],
    ["verify -c a --mini", "verify", { competitionId: ["a"], mini: true }],
    ["verify --split low --from raw", "verify", { split: ["low"], from: "raw" }],
    ["import-reference ../mle-bench --lite", "import-reference", { checkout: "../mle-bench", lite: true }],
    [
      "run --agent-id dummy --competition-set low --n-seeds 3 --n-workers 4 --retain --run-dir r --data-dir d",
      "run",
      {
        ...{ agentId: "dummy", competitionSet: "low", nSeeds: 3, nWorkers: 4 },
        ...{ retain: true, runDir: "r", dataDir: "d" },
      },
    ],
    [
      "run --agent-dir a -c x --timeout 90m --cpus 0.5 --memory 1.5g --shm-size 64m --gpus-per-run -1 --gpus 0 1",
      "run",
      {
        ...{ agentDir: "a", competitionId: ["x"], timeout: 5400, cpus: 0.5, memory: 1.5 * 2 ** 30 },
        ...{ shmSize: 2 ** 26, gpusPerRun: -1, gpus: ["0", "1"] },
      },
    ],
    ["run --resume g --grade --json", "run", { resume: "g", grade: true, json: true }],
    ["run clean --run-group g --dry-run", "run clean", { runGroup: "g", dryRun: true }],
    ["env build --no-heavy", "env build", { heavy: false, cache: true, tag: "mlebench-env" }],
    ["agents build dummy --no-cache", "agents build", { agentId: "dummy", cache: false }],
    ["make-submission --metadata m.json --output o", "make-submission", { metadata: "m.json", output: "o" }],
    [
      "aggregate --grading-reports a b --split low --num-seeds 3 --pad-missing",
      "aggregate",
      { gradingReports: ["a", "b"], split: "low", numSeeds: 3, padMissing: true, format: "text" },
    ],
    ["compare a old=b --split low", "compare", { experiments: ["a", "old=b"], split: "low" }],
    ["compare a b", "compare", { experiments: ["a", "b"], split: "all" }],
    ["leaderboard", "leaderboard", { sort: "all" }],
    [
      "leaderboard --place a x=b --sort percentile --pad-missing",
      "leaderboard",
      { place: ["a", "x=b"], sort: "percentile", padMissing: true },
    ],
    ["kernels refs -l ids.txt --max-kernels 5", "kernels refs", { list: "ids.txt", maxKernels: 5 }],
    ["kernels download -c a", "kernels download", { competitionId: ["a"] }],
    ["grade --submission s.jsonl --output-dir o", "grade", { submission: "s.jsonl", outputDir: "o" }],
    [
      "grade --submission s --output-dir o --data-dir d -j 4",
      "grade",
      { submission: "s", outputDir: "o", dataDir: "d", jobs: 4 },
    ],
    ["grade-sample s.csv a --mini", "grade-sample", { submission: "s.csv", competition: "a", mini: true }],
    [
      "grade-sample s.csv ./a --json --verbose",
      "grade-sample",
      { submission: "s.csv", competition: "./a", json: true, verbose: true },
    ],
    ["validate s.csv a --data-dir d", "validate", { submission: "s.csv", competition: "a", dataDir: "d" }],
    ["demo", "demo", {}],
    ["list --split high --json", "list", { split: "high", json: true }],
    ["describe a --obfuscated", "describe", { competition: "a", obfuscated: true }],
    ["thresholds a", "thresholds", { competition: "a" }],
    ["schema a --json", "schema", { competition: "a", json: true }],
    ["miniature a --out o --seed 0", "miniature", { competition: "a", out: "o", seed: 0 }],
    ["audit g --output-dir o --model a/b", "audit", { runGroup: "g", outputDir: "o", model: "a/b" }],
    [
      "rule-violations --submission s.jsonl --output-dir o --model a/b --questions X Y --chunk-tokens 9",
      "rule-violations",
      {
        submission: "s.jsonl",
        outputDir: "o",
        model: "a/b",
        questions: ["X", "Y"],
        chunkTokens: 9,
        cache: true,
      },
    ],
    [
      "plagiarism --submission s --output-dir o --kernels k --threshold 0.5 --timeout 2m -k 20 --no-cache",
      "plagiarism",
      {
        ...{ submission: "s", outputDir: "o", kernels: "k", threshold: 0.5, timeout: 120, kgramLength: 20 },
        ...{ cache: false },
      },
    ],
    [
      "plagiarism --submission s --output-dir o --ignore a b --dolos -j 2",
      "plagiarism",
      { submission: "s", outputDir: "o", ignore: ["a", "b"], dolos: true, cache: true, jobs: 2 },
    ],
    ["self-check", "self-check", { competitions: [] }],
    ["self-check --all", "self-check", { competitions: [], all: true }],
    ["self-check a ./b --data-dir d", "self-check", { competitions: ["a", "./b"], dataDir: "d" }],
  ])("%s", async (line, name, options) => {
    expect(await run(line.split(" "))).toBe(0);
    expect(calls.seen).toEqual([[name, options]]);
  });

  test("a command's exit code is the program's", async () => {
    calls.exitCode = 3;
    expect(await run(["demo"])).toBe(3);
  });
});

describe("wrong usage ends with exit code 2 and runs nothing", () => {
  test.each([
    ["", "Usage: mlebench"],
    ["grad", 'Did you mean "grade"?'],
    ["kaggle chek", 'Did you mean "check"?'],
    ["prepare --all --jsno", 'Did you mean "--json"?'],
    ["run clean --dryrun", 'Did you mean "--dry-run"?'],
    ["grade --submission s", "--output-dir"],
    ["grade-sample s.csv", "missing required argument"],
    ["grade-sample a b c", "too many arguments"],
    ["grade --submission s --output-dir o -j 0", "Expected a positive integer."],
    ["grade --submission s --output-dir o -j many", "Expected a positive integer."],
    ["prepare -c a --seed -1", "Expected a non-negative integer."],
    ["prepare -c a --seed 1.5", "Expected a non-negative integer."],
    ["prepare -c a --link soft", "Allowed choices"],
    ["prepare --lit", "--lite"],
    ["run --agent-id a -c b --timeout soon", "24h"],
    ["run --agent-id a -c b --memory much", "16g"],
    ["run --agent-id a -c b --cpus 0", "above 0"],
    [
      "run --agent-id a -c b --env-vars hush",
      "Missing name in a value of `--env-vars`. Expected NAME=VALUE.",
    ],
  ])('"%s"', async (line, message) => {
    expect(await run(line.split(" ").filter(Boolean))).toBe(2);
    expect(output).toContain(message);
    expect(calls.seen).toEqual([]);
  });
});

describe("help", () => {
  /** Commands that do something, by what is typed to run them. */
  const leaves = (command: Command, path: readonly string[] = []): [string, Command][] =>
    command.commands.flatMap((child) => {
      const typed = [...path, child.name()];
      return child.commands.length > 0 ? leaves(child, typed) : [[typed.join(" "), child]];
    });
  const commands = leaves(createProgram(() => {}));

  test.each(commands.map(([name]) => name))("%s --help shows an example and ends well", async (name) => {
    expect(await run([...name.split(" "), "--help"])).toBe(0);
    expect(output).toMatch(new RegExp(`\\$ .*mlebench(\\.js)? ${name}`));
  });

  test.each(commands)("%s can print JSON", (_name, command) => {
    expect(command.options.map((option) => option.long)).toContain("--json");
  });

  test("the arguments decide on the commands that a command line has to have", () => {
    const all = createProgram(() => {});
    for (const { name, help } of all.commands.map((one) => ({
      name: one.name(),
      help: one.helpInformation(),
    }))) {
      const few = createProgram(() => {}, undefined, [name, "--help"]).commands;
      expect(few.find((command) => command.name() === name)?.helpInformation()).toBe(help);
      if (name === "list") expect(few.map((command) => command.name())).not.toContain("run");
      if (name === "completion") expect(few).toHaveLength(all.commands.length);
      for (const args of [
        ["help", name],
        ["--", name],
        ["--lsit", name],
      ]) {
        const found = createProgram(() => {}, undefined, args).commands.find((one) => one.name() === name);
        expect(found?.helpInformation()).toBe(help);
      }
    }
  });

  test.each([[], ["--help"], ["-h"], ["help"], ["--version"], ["lsit"], [""], ["help", "lsit"], ["--lsit"]])(
    "without the name of a command, the help of the program is the same, and has no options: %j",
    (...args) => {
      const outline = createProgram(() => {}, undefined, args);
      expect(outline.helpInformation()).toBe(createProgram(() => {}).helpInformation());
      expect(outline.commands.flatMap(({ options }) => options)).toEqual([]);
    },
  );

  test("messages of a command know the options of all others", async () => {
    const program = createProgram(() => {}, undefined, ["list"]);
    await program.parseAsync(["list", "--data-dir", "elsewhere"], { from: "user" });
    expect(commandLine("prepare -c leaf")).toMatch(/ prepare -c leaf --data-dir elsewhere$/);
    expect(commandLine("leaderboard -c leaf")).toMatch(/ leaderboard -c leaf$/);
  });

  test("--help and --version end well", async () => {
    expect(await run(["--help"])).toBe(0);
    expect(output).toContain("grade-sample");
    output = "";
    expect(await run(["--version"])).toBe(0);
    expect(output).toMatch(/^\d+\.\d+\.\d+/);
  });
});
