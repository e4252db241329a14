import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  bin,
  createWorld,
  type Ended,
  ended,
  mlebench,
  mlebenchProcess,
  mlebenchWith,
  start,
  type World,
} from "./harness.js";

const id = "color-guess";
let world: World;

beforeAll(async () => {
  world = createWorld();
  world.write("file", "x\n");
  world.write("none.jsonl", "\n# nothing\n");
  world.write("list.jsonl", JSON.stringify({ competition_id: id, submission_path: "none.csv" }));
  mkdirSync(join(world.directory, "empty"));
  symlinkSync("loop", join(world.directory, "loop"));
  expect((await mlebench(world, "prepare", "-c", id, "--mini")).exitCode).toBe(0);
}, 60_000);
afterAll(() => world.remove());

/** One message and nothing of the program's inside. */
function expectRefusal({ exitCode, stderr }: Ended, expected: number): void {
  expect({ exitCode, stderr }).toMatchObject({ exitCode: expected });
  expect(stderr).not.toMatch(/^ +at |not expected|\[object|undefined/m);
}

/** Names of reports say when they were made. */
const withoutTime = ({ stderr, ...rest }: Ended): Ended => ({
  ...rest,
  stderr: stderr.replace(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-GMT/, "TIME"),
});

/** Commands that are also run in a process of their own: wrong usage, wrong data, threads, packages that are optional. */
const inOwnProcess = new Set<string>([
  "nope",
  "list",
  "validate",
  "grade",
  "plagiarism",
  "compare",
  "miniature",
  "kaggle",
]);

describe.each([
  [2, ["nope"]],
  [2, ["list", "--nope"]],
  [2, ["verify"]],
  [2, ["grade", "--submission", "list.jsonl"]],
  [2, ["validate", "file"]],
  [2, ["aggregate"]],
  [2, ["compare"]],
  [2, ["leaderboard", "--sort", "nope"]],
  [2, ["agents", "build"]],
  [2, ["run", "--agent-id", "dummy", "-c", id, "--backend", "nope"]],
  [1, ["list", "--split", "constructor"]],
  [1, ["list", "--data-dir", "loop"]],
  [1, ["validate", "none.csv", id, "--data-dir", "file"]],
  [1, ["validate", "none.csv", "nope"]],
  [1, ["validate", "none.csv", id, "--mini"]],
  [1, ["grade-sample", "loop", id, "--mini"]],
  [1, ["grade-sample", "file/below", id, "--mini"]],
  [1, ["grade", "--submission", "empty", "--output-dir", "out", "--mini"]],
  [0, ["grade", "--submission", "none.jsonl", "--output-dir", "out", "--mini"]],
  [1, ["rule-violations", "--submission", "none.jsonl", "--output-dir", "out", "--static-only"]],
  [1, ["plagiarism", "--submission", "none.jsonl", "--output-dir", "out"]],
  [1, ["grade", "--submission", "list.jsonl", "--output-dir", "file", "--mini"]],
  [1, ["grade", "--submission", "list.jsonl", "--output-dir", "loop", "--mini"]],
  [1, ["compare", "loop", "none"]],
  [1, ["compare", "a=none", "b=none"]],
  [1, ["leaderboard", "--place", "none"]],
  [1, ["describe", "./loop"]],
  [1, ["thresholds", "file/below"]],
  [1, ["schema", "x".repeat(5000)]],
  [1, ["miniature", id, "--out", "file/below"]],
  [1, ["miniature", id, "--out", "loop"]],
  [2, ["miniature", id, "--out", "new", "--size", "99999999999"]],
  [1, ["import-reference", "loop"]],
  [1, ["self-check", "nope"]],
  [1, ["self-check", id, "--data-dir", "file/below"]],
  [1, ["verify", "-l", "loop"]],
  [1, ["prepare", "-c", id, "--from", "loop"]],
  [1, ["prepare", "-c", id, "--mini", "--data-dir", "file"]],
  [1, ["aggregate", "--grading-reports", "loop"]],
  [1, ["make-submission", "--metadata", "loop"]],
  [1, ["agents", "list", "--agent-dir", "loop"]],
  [1, ["run", "--resume", "loop"]],
  [1, ["run", "clean", "--run-dir", "file", "--dry-run", "--backend", "process"]],
  [1, ["kaggle", "check", "-c", "nope"]],
  [1, ["kernels", "download", "-c", id, "--data-dir", "file"]],
  [1, ["dev", "download-leaderboard", "-c", id, "--data-dir", "file"]],
  [1, ["demo", "--data-dir", "file"]],
] as const)("exit code %i", (exitCode, args) => {
  test(args.join(" ").slice(0, 80), async () => {
    const plain = await mlebench(world, ...args);
    expectRefusal(plain, exitCode);
    expect(`${plain.stdout}${plain.stderr}`).toMatch(/\S/);
    const json = await mlebench(world, ...args, "--json");
    expectRefusal(json, exitCode);
    expect(JSON.parse(json.stdout)).toBeTypeOf("object");
    // Most tests run commands in a process that has run others.
    if (inOwnProcess.has(args[0]))
      expect(withoutTime(plain)).toEqual(withoutTime(await mlebenchProcess(world, ...args)));
  });
});

test("a competition with unreadable data breaks neither list nor verify of the others", async () => {
  const partial = join(world.directory, "partial");
  await mlebench(world, "prepare", "-c", id, "--mini", "--data-dir", partial);
  world.write("partial/leaf-classification", "a file");
  const verified = await mlebench(world, "verify", "--all", "--data-dir", partial, "--json");
  expectRefusal(verified, 1);
  expect(JSON.parse(verified.stdout)).toMatchObject([
    { id, ok: true },
    { id: "leaf-classification", ok: false },
  ]);
  const listed = await mlebench(world, "list", "--data-dir", partial);
  expectRefusal(listed, 0);
  expect(listed.stderr.match(/leaf-classification/)).toHaveLength(1);
});

describe("an environment that lacks something", () => {
  const commands: string[][] = [["demo"], ["self-check", id], ["list"]];

  test.each(commands)("no directory for temporary files: %s", async (...args) => {
    const result = await mlebenchWith(world, { TMPDIR: join(world.directory, "absent") }, args);
    expectRefusal(result, args[0] === "list" ? 0 : 1);
    if (args[0] === "demo") expect(result.stderr).toMatch(/^error: .*set TMPDIR to a directory/);
  });

  test.each(commands)("a file for a home: %s", async (...args) => {
    const home = join(world.directory, "file");
    const environment = { HOME: home, XDG_CACHE_HOME: join(home, "cache") };
    const result = await mlebenchWith(world, environment, args);
    expectRefusal(result, 1);
    expect(result.stderr).toMatch(/cannot exist: .* is a file/);
  });

  test.each(["list", "thresholds"])("no current directory: %s", async (command) => {
    const gone = join(world.directory, `gone-${command}`);
    mkdirSync(gone);
    const script = 'rmdir "$PWD" && exec "$@"';
    const args = command === "list" ? [command] : [command, "leaf-classification"];
    const child = spawn("sh", ["-c", script, "sh", process.execPath, bin, ...args, "--json"], {
      cwd: gone,
      env: { ...process.env, NODE_OPTIONS: "", HOME: world.directory },
    });
    const result = await ended(child);
    expectRefusal(result, 1);
    expect(result.stderr).toMatch(/^error: The current directory no longer exists\. Change to another/);
    expect(JSON.parse(result.stdout).error.exit_code).toBe(1);
  });

  test.each([["list"], ["list", "--json"], ["describe", id], ["--help"]])(
    "a reader that goes away: %s",
    async (...args) => {
      const child = start(world, args);
      child.stdout?.destroy();
      const { exitCode, stderr } = await ended(child);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining("error") });
    },
  );
});

test("self-check names what is in the place of prepared data", async () => {
  world.write(`broken/${id}`, "");
  const { exitCode, stdout } = await mlebench(world, "self-check", id, "--data-dir", "broken");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("A file exists where a directory is needed");
  expect(stdout).not.toMatch(/Error:|TMPDIR/);
});
