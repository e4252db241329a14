import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, mlebench, type World } from "./harness.js";

let world: World;
let group: string;
const id = "color-guess";
const directory = (): string => join(world.directory, "runs", group);
const colors = (color: (index: number) => string): string =>
  `id,color\n${Array.from({ length: 10 }, (_, index) => `${index},${color(index)}\n`).join("")}`;
const allRight = colors((index) => (index % 2 ? "red" : "blue"));

/** Adds a submission to a run as the runner keeps it. */
function keep(runId: string, seconds: number, text: string, isCopied = true): void {
  const sha256 = createHash("sha256").update(text).digest("hex");
  const file = isCopied ? `${String(seconds).padStart(6, "0")}s_${sha256.slice(0, 12)}.csv` : null;
  const submissions = join(directory(), runId, "submissions");
  if (file !== null) writeFileSync(join(submissions, file), text);
  const line = { seconds, time: "2026-01-31T12:00:00Z", sha256, bytes: text.length, file };
  appendFileSync(join(submissions, "submissions.jsonl"), `${JSON.stringify(line)}\n`);
}

beforeAll(async () => {
  world = createWorld();
  world.write("agents/copier/config.yaml", "copier:\n  start: start.sh\n  dockerfile: Dockerfile\n");
  world.write("agents/copier/Dockerfile", "FROM mlebench-env\n");
  world.write(
    "agents/copier/start.sh",
    'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"\n',
  );
  const ran = await mlebench(
    world,
    ...["run", "--backend", "process", "--agent-dir", "agents/copier", "-c", id, "--mini", "--prepare"],
    ...["--n-seeds", "2", "--keep-submissions", "3", "--timeout", "2h"],
  );
  expect(ran).toMatchObject({ exitCode: 0 });
  [group] = readdirSync(join(world.directory, "runs"));
  const [first] = readdirSync(directory()).filter((name) => name.startsWith(id));
  rmSync(join(directory(), first, "submissions/submissions.jsonl"));
  keep(first, 40, "id,wrong\n1,2\n");
  keep(first, 1000, allRight);
  keep(
    first,
    3000,
    colors(() => "blue"),
    false,
  );
  const state = JSON.parse(readFileSync(join(directory(), "state.json"), "utf8"));
  state.runs[first].record.seconds = 3500;
  writeFileSync(join(directory(), "state.json"), JSON.stringify(state));
});
afterAll(() => world.remove());

describe("grade-over-time", () => {
  test("grades what was kept, counts runs at times, and saves a report in the run group", async () => {
    const graded = await mlebench(
      world,
      "grade-over-time",
      group,
      "--at",
      "1h",
      "10m",
      "20m",
      "55m",
      "--json",
    );
    expect(graded).toMatchObject({ exitCode: 0 });
    const report = JSON.parse(graded.stdout);
    expect(report).toMatchObject({ run_group: group, agent: "copier" });
    const first = report.runs.find(({ submissions }: { submissions: unknown[] }) => submissions.length > 1);
    expect(first).toMatchObject({
      ...{ competition_id: id, status: "succeeded", timeout_seconds: 7200, is_lower_better: false },
      ...{ gold_threshold: 0.9, data_kind: "miniature" },
    });
    const shown = first.submissions.map((one: Record<string, unknown>) => [
      one.verdict,
      one.score,
      one.medal,
    ]);
    expect(shown.slice(0, 3)).toEqual([
      ["invalid", null, null],
      ["scored", 1, "gold"],
      ["not-kept", null, null],
    ]);
    // The run ended with another submission than the last that was kept.
    expect(first.submissions.at(-1)).toMatchObject({ score: 0.5, medal: null });
    expect(first.submissions[1].submission_path).toMatch(/^color-guess_\S+\/submissions\/001000s_\w+\.csv$/);
    expect(report.points).toMatchObject([
      { seconds: 600, hours: 1 / 6, runs: 2, any_medals: 0 },
      { seconds: 1200, runs: 2, gold_medals: 1, any_medal_percentage: 50, not_graded: 0 },
      { seconds: 3300, runs_with_submission: 2, any_medals: 0, not_graded: 1 },
      { seconds: 3600, any_medals: 0, not_graded: 0, valid_submissions: 2 },
    ]);
    const [saved] = readdirSync(directory()).filter((name) => name.endsWith("_scores_over_time.json"));
    expect(JSON.parse(readFileSync(join(directory(), saved), "utf8"))).toEqual(report);
  });

  test("prints a table up to the time limit, from any place of the run group", async () => {
    const graded = await mlebench(
      world,
      ...["grade-over-time", join("runs", group, "metadata.json"), "--output-dir", "over-time"],
    );
    expect(graded.exitCode).toBe(0);
    const lines = graded.stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^ *after +runs +with a submission +valid +above median +medals +any medal$/);
    expect(lines.at(-1)).toMatch(/^ *2\.0 h +2 +2 +2 +0 +0 +0\.0%$/);
    expect(readdirSync(join(world.directory, "over-time"))).toHaveLength(1);
  });

  test("a run group that kept nothing says how to keep submissions", async () => {
    const ran = await mlebench(
      world,
      ...["run", "--backend", "process", "--agent-dir", "agents/copier", "-c", id, "--mini"],
      ...["--run-dir", "others"],
    );
    expect(ran.exitCode).toBe(0);
    const [other] = readdirSync(join(world.directory, "others"));
    const graded = await mlebench(world, "grade-over-time", other, "--run-dir", "others", "--json");
    expect(graded.exitCode).toBe(1);
    expect(graded.stderr).toContain("`run --keep-submissions 100` keeps up to 100");
    expect(JSON.parse(graded.stdout)).toHaveProperty("error");
    expect(existsSync(join(world.directory, "others", other, "submissions"))).toBe(false);
    expect((await mlebench(world, "grade-over-time", "no-such-group")).exitCode).toBe(1);
  });
});
