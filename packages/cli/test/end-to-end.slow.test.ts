import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompetitionReport, GradingReport } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  bin,
  createWorld,
  ended,
  gradingBegan,
  mlebench,
  mlebenchProcess,
  modulesOf,
  start,
  type World,
} from "./harness.js";

let world: World;
const id = "color-guess";
const perfect = `id,color\n${Array.from({ length: 10 }, (_, i) => `${i},${i % 2 ? "red" : "blue"}\n`).join("")}`;

beforeAll(async () => {
  world = createWorld();
  const { exitCode, stderr } = await mlebench(world, "prepare", "-c", id, "--mini");
  expect(stderr).toContain("Colors are made up.");
  expect(exitCode).toBe(0);
});
afterAll(() => world.remove());

describe("prepare", () => {
  test("miniatures have their own place, are reused, and change with the seed", async () => {
    expect(
      existsSync(join(world.directory, "cache/mle-bench/miniatures", id, "prepared/private/test.csv")),
    ).toBe(true);
    const again = await mlebench(world, "prepare", "-c", id, "--mini", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject([{ id, status: "already prepared" }]);
    const other = await mlebench(
      world,
      "prepare",
      "-c",
      id,
      "--mini",
      "--seed",
      "1",
      "--data-dir",
      "other",
      "--json",
    );
    expect(JSON.parse(other.stdout)).toMatchObject([{ id, status: "prepared" }]);
    const answers = readFileSync(join(world.directory, "other", id, "prepared/private/test.csv"), "utf8");
    expect(answers).toContain("0,red\n");
  });

  test("files of one's own are prepared and compared with what is published", async () => {
    world.write("raw-files/all.csv", "id,color\n7,blue\n");
    const ended = await mlebench(world, "prepare", "-c", id, "--from", "raw-files", "--data-dir", "real");
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stdout).toMatch(/not published +public\/sample_submission.csv/);
    expect(ended.stdout).toMatch(/not published +private\/test.csv/);
    expect(existsSync(join(world.directory, "raw-files/all.csv"))).toBe(true);
  });

  test("goes on after a failure and ends with a summary", async () => {
    const other = "spaceship-titanic";
    world.write("ids.txt", `# two\n${id}\n\n${other}\n`);
    const ended = await mlebench(world, "prepare", "-l", "ids.txt", "--data-dir", "empty");
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toContain("Prepared 0 of 2 competitions. Failed:");
    // Only the benchmark's competition is known to be on Kaggle.
    expect(ended.stderr).toContain(`${id}: No raw data found. Pass it with \`--from PATH\``);
    expect(ended.stderr).toContain(`${other}: No raw data found, and it cannot be downloaded:`);
  });

  test.each([
    [["prepare"], 2, "at least one of"],
    [["prepare", "-c", id, "--seed", "1"], 2, "`--seed` requires `--mini`"],
    [["prepare", "-c", id, "--mini", "--keep-raw"], 2, "`--keep-raw` cannot be used with `--mini`"],
    [["prepare", "-c", id, "--overwrite-leaderboard"], 1, "No raw data found"],
    [["prepare", "-c", "color-guest"], 1, "color-guess"],
  ])("%j ends with %d", async (args, exitCode, message) => {
    const ended = await mlebench(world, ...args);
    expect(ended.stderr).toContain(message);
    expect(ended).toMatchObject({ exitCode, stdout: "" });
  });
});

describe("grade-sample", () => {
  test("prints a report for a person", async () => {
    world.write("good.csv", perfect);
    const ended = await mlebench(world, "grade-sample", "good.csv", id, "--mini");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toMatch(/^color-guess: scored\n/);
    expect(ended.stdout).toMatch(/medal +gold\n/);
    expect(ended.stdout).toContain("synthetic");
  });

  test("prints a report for programs, and nothing else, on standard output", async () => {
    world.write("good.csv", perfect);
    const ended = await mlebench(
      world,
      "grade-sample",
      "./good.csv",
      "node_modules/my-colors",
      "--mini",
      "--json",
    );
    const report = JSON.parse(ended.stdout) as CompetitionReport;
    expect(report).toMatchObject({
      competition_id: id,
      score: 1,
      verdict: "scored",
      data_kind: "miniature",
      percentile: 100,
      submission_path: "good.csv",
    });
    expect(ended.exitCode).toBe(0);
  });

  test("an invalid submission is a result with its reason", async () => {
    world.write("bad.csv", "id,colour\n1,red\n");
    const ended = await mlebench(world, "grade-sample", "bad.csv", id, "--mini");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain("color-guess: invalid");
    expect(ended.stdout).toContain(
      "Missing column: `color`. Expected the columns `id`, `color`. The file has `id`, `colour`.",
    );
  });

  test("reports a failed grader, with its stack trace only on request", async () => {
    world.write("throw.csv", "throw");
    const quiet = await mlebench(world, "grade-sample", "throw.csv", id, "--mini");
    expect(quiet).toMatchObject({ exitCode: 3, stdout: "" });
    expect(quiet.stderr).toContain("was not graded");
    expect(quiet.stderr).not.toContain("    at ");
    const verbose = await mlebench(world, "grade-sample", "throw.csv", id, "--mini", "--verbose");
    expect(verbose.stderr).toContain("    at ");
  });

  test.each([
    [["none.csv", id, "--mini"], "Submission file `none.csv` not found"],
    [["good.csv", id], "prepare -c color-guess"],
    [["good.csv", "color-ghess", "--mini"], "color-guess"],
    [["good.csv", "./nowhere"], "nowhere"],
  ])("%j is an error that the user can fix", async (args, message) => {
    world.write("good.csv", perfect);
    const ended = await mlebench(world, "grade-sample", ...args);
    expect(ended.stderr).toContain(message);
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).not.toContain("    at ");
  });
});

describe("validate", () => {
  test("says valid or why not, and no score", async () => {
    world.write("half.csv", perfect.replaceAll("blue", "red"));
    world.write("bad.csv", "id,colour\n1,red\n");
    const good = await mlebench(world, "validate", "half.csv", id, "--mini");
    expect(good).toMatchObject({ exitCode: 0, stdout: "Submission is valid.\n" });
    expect(good.stderr).not.toContain("0.5");
    const bad = await mlebench(world, "validate", "bad.csv", id, "--mini", "--json");
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      valid: false,
      details: "Missing column: `color`. Expected the columns `id`, `color`. The file has `id`, `colour`.",
    });
  });
});

describe("grade", () => {
  const list = (names: string[]): string =>
    names.map((name) => `${JSON.stringify({ competition_id: id, submission_path: name })}\n`).join("");

  test("what the report and the data need is checked before the first submission is graded", async () => {
    world.write("taken", "");
    // The grader would never end.
    world.write("slow.csv", "wait");
    world.write("list.jsonl", list(["slow.csv"]));
    const grade = ["grade", "--submission", "list.jsonl"];
    for (const output of ["taken", "taken/below"]) {
      const ended = await mlebench(world, ...grade, "--output-dir", output, "--mini");
      expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
      expect(ended.stderr).toContain(`The output directory \`${output}\` `);
      expect(ended.stderr).toContain("is a file");
    }
    for (const args of [
      [...grade, "--output-dir", "out"],
      ["grade-sample", "slow.csv", id],
      ["validate", "slow.csv", id],
      ["verify", "-c", id],
    ]) {
      const ended = await mlebench(world, ...args, "--data-dir", "taken");
      expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
      expect(ended.stderr).toMatch(/The data directory `.*taken` is a file/);
    }
    expect(existsSync(join(world.directory, "out"))).toBe(false);
  });

  test("one submission that takes its grader down ends in a report, not in an abort", async () => {
    world.write("exit.csv", "exit");
    world.write("list.jsonl", list(["exit.csv"]));
    const args = ["grade", "--submission", "list.jsonl", "--output-dir", "out-of-one", "--mini", "--json"];
    const ended = await mlebench(world, ...args, "--jobs", "1");
    expect(ended.exitCode).toBe(3);
    expect(JSON.parse(ended.stdout)).toMatchObject({ total_runs: 1, total_grader_errors: 1 });
    expect(readdirSync(join(world.directory, "out-of-one"))).toHaveLength(1);
  });

  test("pointers, other files and missing ones are named", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n";
    world.write("pointer.csv", pointer);
    world.write("list.jsonl", pointer);
    world.write("run/submission.csv.gz", "");
    world.write("semicolons.csv", perfect.replaceAll(",", ";"));
    const listed = await mlebench(
      world,
      "grade",
      "--submission",
      "list.jsonl",
      "--output-dir",
      "out",
      "--mini",
    );
    expect(listed.exitCode).toBe(1);
    expect(listed.stderr).toMatch(/Git-LFS pointer .*list\.jsonl.*git lfs pull/s);
    const sample = await mlebench(world, "grade-sample", "pointer.csv", id, "--mini");
    expect(sample.exitCode).toBe(0);
    expect(sample.stdout).toMatch(/invalid.*Git-LFS pointer.*git lfs pull/s);
    const semicolons = await mlebench(world, "validate", "semicolons.csv", id, "--mini");
    expect(semicolons.stdout).toContain("Submission invalid! Cells are separated by semicolons.");
    const missing = await mlebench(world, "validate", "run/submission.csv", id, "--mini");
    expect(missing.exitCode).toBe(1);
    expect(missing.stdout).toContain("Unpack `submission.csv.gz` to `submission.csv`.");
  });

  test.each([["1"], ["3"]])("with %s at a time, reports keep the order of the list", async (jobs) => {
    world.write("good.csv", perfect);
    world.write("half.csv", perfect.replaceAll("blue", "red"));
    world.write("bad.csv", "id,colour\n1,red\n");
    world.write(
      "list.jsonl",
      `# comment\n${list(["good.csv", "bad.csv", "half.csv", "none.csv", "good.csv"])}`,
    );
    const output = join(world.directory, `reports-${jobs}`);
    const args = ["grade", "--submission", "list.jsonl", "--output-dir", output, "--mini", "-j", jobs];
    const ended = await mlebench(world, ...args);
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain("line 3: color-guess: invalid: Missing column: `color`.");
    const files = readdirSync(output);
    expect(files).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-GMT_grading_report\.json$/),
    ]);
    const report = JSON.parse(readFileSync(join(output, files[0]), "utf8")) as GradingReport;
    expect(report.competition_reports.map(({ score }) => score)).toEqual([1, null, 0.5, null, 1]);
    expect(report).toMatchObject({
      total_runs: 5,
      total_runs_with_submissions: 4,
      total_valid_submissions: 3,
      total_gold_medals: 2,
      total_medals: 2,
    });
  });

  test("a competition that cannot be had and a grader that takes its thread down spoil only their own line", async () => {
    world.write("good.csv", perfect);
    world.write("exit.csv", "exit");
    const unknown = `${JSON.stringify({ competition_id: "unheard-of", submission_path: "good.csv" })}\n`;
    world.write("list.jsonl", list(["good.csv", "exit.csv"]) + unknown + list(["good.csv", "good.csv"]));
    const args = [
      "grade",
      "--submission",
      "list.jsonl",
      "--output-dir",
      "spoilt",
      "--mini",
      "--json",
      "-j",
      "2",
    ];
    const ended = await mlebench(world, ...args);
    const report = JSON.parse(ended.stdout) as GradingReport;
    expect(report.competition_reports.map(({ verdict }) => verdict)).toEqual([
      "scored",
      "grader-error",
      "not-graded",
      "scored",
      "scored",
    ]);
    expect(report).toMatchObject({ total_grader_errors: 1, total_not_graded: 1 });
    expect(ended.exitCode).toBe(3);
  });

  test("data that are not prepared end with exit code 1 after all lines", async () => {
    world.write("good.csv", perfect);
    world.write("list.jsonl", list(["good.csv", "good.csv"]));
    const args = [
      "grade",
      "--submission",
      "list.jsonl",
      "--output-dir",
      "unprepared",
      "--data-dir",
      "nowhere",
    ];
    const ended = await mlebench(world, ...args);
    expect(ended.exitCode).toBe(1);
    expect(readdirSync(join(world.directory, "unprepared"))).toHaveLength(1);
  });

  test("a list with a damaged line is refused with the line's number and leaves no report", async () => {
    world.write("list.jsonl", `${list(["good.csv"])}{"competition_id": \n`);
    const ended = await mlebench(
      world,
      "grade",
      "--submission",
      "list.jsonl",
      "--output-dir",
      "refused",
      "--mini",
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain("Line 2 is not JSON");
    expect(existsSync(join(world.directory, "refused"))).toBe(false);
  });
});

describe("knowing competitions", () => {
  test("list shows one's own and skips a broken package with one warning", async () => {
    const ended = await mlebench(world, "list");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toMatch(/color-guess +[a-z ]+ accuracy +higher/);
    expect(ended.stderr.match(/^warning: .*my-broken/gm)).toHaveLength(1);
    const { stdout } = await mlebench(world, "list", "--json");
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ id, package: "my-colors" }));
  });

  test("describe, thresholds and schema", async () => {
    const described = await mlebench(world, "describe", id);
    expect(described.stdout).toBe("# Color Guess\n\nGuess the color.\n");
    expect(described.stderr).toContain("- Colors are made up. (this test)");
    expect((await mlebench(world, "describe", id, "--obfuscated")).stdout).toBe("# A guess\n");
    const thresholds = await mlebench(world, "thresholds", id, "--json");
    expect(JSON.parse(thresholds.stdout)).toMatchObject({
      gold: 0.9,
      median: 0.5,
      lower_is_better: false,
      teams: 4,
    });
    expect((await mlebench(world, "schema", id)).stdout).toMatch(/color +one of red, blue/);
    const schema = await mlebench(world, "schema", id, "--json");
    expect(JSON.parse(schema.stdout)).toMatchObject({ id: ["id"] });
  });

  test("miniature writes a raw directory and refuses one with files in it", async () => {
    const first = await mlebench(world, "miniature", id, "--out", "mini/raw", "--size", "4");
    expect(first.exitCode).toBe(0);
    expect(readFileSync(join(world.directory, "mini/raw/all.csv"), "utf8").split("\n")).toHaveLength(6);
    const second = await mlebench(world, "miniature", id, "--out", "mini/raw");
    expect(second.exitCode).toBe(1);
  });

  test("self-check passes for a sane competition", async () => {
    const ended = await mlebench(world, "self-check", id);
    expect(ended.stdout).toContain("color-guess: passed");
    expect(ended.exitCode).toBe(0);
  });

  test("the demo shows a scored sample, perfect answers and an invalid file, and reuses its data", async () => {
    const ended = await mlebench(world, "demo", "--json");
    const results = JSON.parse(ended.stdout) as {
      id: string;
      reports: (CompetitionReport & { submission: string })[];
    }[];
    // No other test has all competitions of the built packages prepare their miniatures and grade.
    const unscored = results.filter(
      ({ reports }) =>
        !reports?.some(({ submission, verdict }) => submission === "sample" && verdict === "scored"),
    );
    expect(unscored).toEqual([]);
    expect(ended.exitCode).toBe(0);
    const own = results.find((result) => result.id === id);
    expect(own?.reports.map(({ submission, verdict, score }) => [submission, verdict, score])).toEqual([
      ["sample", "scored", 0.5],
      ["gold answers", "scored", 1],
      ["broken", "invalid", null],
    ]);
    const text = await mlebench(world, "demo");
    expect(text.stdout).toMatch(/color-guess +accuracy +higher +sample +0.5 /);
    expect(text.stdout).toMatch(/broken +– +– +invalid: Missing columns: `id`, `color`/);
    const [done, implemented, next] = text.stderr.trimEnd().split("\n").slice(-3);
    expect(done).toContain(`Prepared synthetic data of ${results.length} competitions in `);
    // Ours is one of another package.
    expect(implemented).toBe(
      `${results.length - 1} of the 82 competitions of MLE-bench are implemented, and 1 from other packages.`,
    );
    const commands = [...(next ?? "").matchAll(/`[^`]*?mlebench(?:\.js)? ([^`]+)`/g)];
    expect(commands.map(([, words]) => words?.split(" ")[0])).toEqual(["grade-sample", "describe", "list"]);
    for (const [, words] of commands) {
      expect((await mlebench(world, ...(words ?? "").split(" "))).exitCode).toBe(0);
    }
  });
});

describe("a polite program", () => {
  // The program bundles commander, core, disk, and the index of competitions.
  test.each([
    [["--help"], [], ["mlebench"]],
    [["run", "--help"], [], ["mlebench"]],
    // One file with all that it takes, and none of its own.
    [["list"], [], ["mlebench"]],
    [["list", "--json"], [], ["mlebench"]],
  ])("%j loads only what it needs, so that it starts in a moment", async (args, commands, packages) => {
    const loaded = await modulesOf(world, args);
    expect(loaded.packages).toEqual(packages);
    expect(loaded.commands).toEqual(commands);
  });

  test.each([[], ["--help"], ["--version"], ["list"], ["list", "--json"], ["list", "--nonsense"]])(
    "the file for command lines that take a moment prints what the program prints: %j",
    async (...args) => {
      const quick = await mlebenchProcess(world, ...args);
      const whole = await ended(start(world, args, {}, bin.replace("bin/mlebench.js", "dist/main.js")));
      const typed = (text: string): string => text.replaceAll("dist/main.js", "bin/mlebench.js");
      expect({ ...whole, stdout: typed(whole.stdout), stderr: typed(whole.stderr) }).toEqual(quick);
    },
  );

  test("what the test above sees includes competitions and heavy libraries where they are needed", async () => {
    const loaded = await modulesOf(world, ["describe", "spaceship-titanic"]);
    expect(loaded.packages).toContain("@mlebench/competition-spaceship-titanic");
    expect(loaded.commands).toContain("describe");
  });

  test("an interrupt ends it with exit code 130", async () => {
    world.write("wait.csv", "wait");
    const child = start(world, ["grade-sample", "wait.csv", id, "--mini", "--verbose"]);
    const closed = once(child, "close");
    await Promise.race([gradingBegan(world, "wait.csv"), closed]);
    child.kill("SIGINT");
    const [exitCode] = await closed;
    expect(exitCode).toBe(130);
  });

  test("a reader that closes early gets no complaint", async () => {
    const child = start(world, ["list", "--json"]);
    child.stdout?.destroy();
    let stderr = "";
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    await once(child, "close");
    expect(stderr).not.toContain("EPIPE");
  });
});
