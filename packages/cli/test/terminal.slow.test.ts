import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine, programName, rememberInvocation } from "../src/invocation.js";
import { snakeKeys, wantsJson } from "../src/json.js";
import { createProgram } from "../src/program.js";
import { formatHeadedTable, formatTable } from "../src/table.js";
import { createWorld, mlebench, type World } from "./harness.js";

describe("tables", () => {
  const header = ["competition", "state", "why"];
  const rows = [
    ["leaf-classification", "failed", "Kaggle does not offer it, so get /data/leaf/train.csv elsewhere"],
  ];

  test.each([[200], [60], [44]])("of %d columns lose nothing and stay within them", (width) => {
    const text = formatHeadedTable(header, rows, [], width);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
    for (const word of ["leaf-classification", "failed", "elsewhere", "train.csv"])
      expect(text).toContain(word);
  });

  test("too narrow for the longest words, a row becomes lines with the header's names", () => {
    expect(formatHeadedTable(header, rows, [], 20)).toBe(
      `leaf-classification\n  state: failed\n  why: ${rows[0][2]}`,
    );
  });

  test("a cell stays on its line and cannot color it", () => {
    expect(formatTable([["a\nscored: 1\u001b[31m\u202e", "b"]], [], 80)).toBe(
      "a\\nscored: 1\\u001b[31m\\u202e  b",
    );
  });

  test("wide characters take two columns", () => {
    expect(
      formatTable(
        [
          ["漢字", "x"],
          ["abcd", "y"],
        ],
        [],
        80,
      ),
    ).toBe("漢字  x\nabcd  y");
  });
});

describe("JSON", () => {
  test("keys have one case; names of a user's own stay", () => {
    expect(
      snakeKeys([{ sizeGB: 1, lowerIsBetter: true, kwargs: { maxSteps: 1 }, "dir/aB.csv": { runId: "aB" } }]),
    ).toEqual([
      { size_gb: 1, lower_is_better: true, kwargs: { maxSteps: 1 }, "dir/aB.csv": { run_id: "aB" } },
    ]);
    expect(snakeKeys({ minKLogprob: 1 })).toEqual({ min_k_logprob: 1 });
  });

  test("is asked for by --json, and by aggregate's --format", () => {
    expect([["list", "--json"], ["--format", "json"], ["--format=json"], ["list"]].map(wantsJson)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe("the command that a person can type", () => {
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "mlebench-invocation-"));
    for (const [path, text] of [
      ["ours/mlebench", '#!/usr/bin/env node\nrequire("./start.js")'],
      ["reference/mlebench", "#!/usr/bin/python3\nfrom mlebench.cli import main"],
      ["project/node_modules/.bin/mlebench", ""],
    ]) {
      mkdirSync(join(directory, path, ".."), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const typed = (environment: Record<string, string>, cwd = "."): string =>
    programName({ environment, cwd: join(directory, cwd), script: join(directory, "bin/mlebench.js") });

  test("is the package manager's where one runs it", () => {
    expect(typed({ npm_config_user_agent: "pnpm/10.1.0 npm/? node/v20.18.1" })).toBe("pnpm mlebench");
    expect(typed({ npm_config_user_agent: "npm/10.8.2 node/v20.18.1" })).toBe("npx mlebench");
  });

  test("is what the search path, a project or the file itself allows", () => {
    expect(typed({ PATH: join(directory, "ours") })).toBe("mlebench");
    expect(typed({ PATH: join(directory, "reference") })).toBe("node bin/mlebench.js");
    expect(typed({}, "project/node_modules")).toBe("npx mlebench");
  });

  test("keeps the options that select the data", async () => {
    const program = createProgram(() => {});
    const running = program.commands.find((one) => one.name() === "grade-sample");
    running?.parseOptions(["--mini", "--data-dir", "my data"]);
    rememberInvocation(() => program, running as NonNullable<typeof running>);
    expect(commandLine("prepare -c leaf")).toMatch(/prepare -c leaf --data-dir 'my data' --mini$/);
    expect(commandLine("prepare -c leaf --mini")).toMatch(/prepare -c leaf --mini --data-dir 'my data'$/);
    expect(commandLine("thresholds leaf")).toMatch(/ thresholds leaf$/);
  });
});

describe("over the built program", () => {
  let world: World;
  beforeAll(() => {
    world = createWorld();
  });
  afterAll(() => world.remove());

  test.each([
    [["describe", "nope"], 1],
    [["grade-sample", "none.csv", "color-guess"], 1],
    [["grade-sample", "none.csv"], 2],
    [["grade", "--submission", "none.jsonl", "--output-dir", "out"], 1],
    [["validate", "none.csv", "color-guess"], 1],
    [["verify"], 2],
    [["prepare", "-c", "color-guess", "--seed", "1"], 2],
    [["list", "--split", "none"], 1],
    [["list", "--nonsense"], 2],
    [["nonsense"], 2],
    [["thresholds", "color-guest"], 1],
    [["schema", "./nowhere"], 1],
    [["self-check", "broken"], 1],
    [["miniature", "color-guess", "--out", "package.json"], 1],
    [["make-submission", "--metadata", "none.json"], 1],
    [["aggregate", "--grading-reports", "none.json", "--split", "low"], 1],
    [["import-reference", "nowhere"], 1],
    [["run", "--agent-id", "none", "-c", "color-guess"], 1],
    [["run", "--resume", "none"], 1],
    [["agents", "build", "none"], 1],
    [["kaggle", "check", "-c", "nope"], 1],
    [["dev", "download-leaderboard", "-c", "color-guess"], 1],
    [["kernels", "refs", "-c", "color-guess"], 1],
  ])("%j --json prints JSON and ends with %d", async (args, exitCode) => {
    const ended = await mlebench(world, ...args, "--json");
    expect(ended.exitCode).toBe(exitCode);
    expect(() => JSON.parse(ended.stdout)).not.toThrow();
    expect(ended.stdout).not.toMatch(/"[a-z]+[A-Z]\w*":/);
    expect(ended.stderr).not.toContain("    at ");
  });

  test("an error for programs says what, where, what is expected and what to do", async () => {
    const { stdout } = await mlebench(world, "describe", "color-guest", "--json");
    expect(JSON.parse(stdout)).toEqual({
      error: {
        message: expect.stringContaining("color-guest"),
        expected: null,
        hint: expect.stringContaining("color-guess"),
        file: null,
        row: null,
        column: null,
        exit_code: 1,
      },
    });
  });

  test("what a terminal would obey is shown instead, wherever it comes from", async () => {
    await mlebench(world, "prepare", "-c", "color-guess", "--mini");
    const name = "\u001b[31mcolor\u202e\u009b2J";
    world.write(`evil${name}.csv`, "id,color\n");
    for (const args of [
      ["describe", name],
      [`--${name}`],
      ["grade-sample", `evil${name}.csv`, "color-guess", "--mini"],
      ["grade-sample", `evil${name}.csv`, "color-guess", "--mini", "--json"],
      ["grade-sample", `no${name}.csv`, "color-guess", "--mini"],
      ["prepare", "-c", "color-guess", "--from", name],
    ]) {
      const { stdout, stderr } = await mlebench(world, ...args);
      expect(stdout + stderr).not.toMatch(/[\p{Cf}]|(?!\n)\p{Cc}/u);
      expect(stdout + stderr).toContain("\\u001b[31mcolor\\u202e\\u009b");
    }
  });
});
