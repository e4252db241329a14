import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installPacked, run } from "./packed-project.js";

let project = "";

beforeAll(async () => {
  project = await installPacked("mlebench");
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What `npx mlebench` runs, which takes three times as long. */
const mlebench = (...args: string[]): Promise<string> =>
  run(join(project, "node_modules/.bin/mlebench"), args, project);

test("the installed command prepares, grades and describes", async () => {
  await mlebench("prepare", "-c", "spaceship-titanic", "--mini", "--data-dir", "data");
  const gold = join(project, "data/spaceship-titanic/prepared/private/test.csv");
  const report = await mlebench("grade-sample", gold, "spaceship-titanic", "--data-dir", "data", "--json");
  expect(JSON.parse(report)).toMatchObject({ score: 1, verdict: "scored" });
  const described = await run("npx", ["--no-install", "mlebench", "describe", "spaceship-titanic"], project);
  expect(described).toContain("Transported");
});

test("the installed command writes a report", async () => {
  const line = { competition_id: "leaf-classification", score: 0.1, submission_exists: true };
  const medals = { above_median: true, gold_medal: false, silver_medal: false, bronze_medal: true };
  const report = { competition_reports: [{ ...line, valid_submission: true, ...medals }] };
  writeFileSync(join(project, "seed-1.json"), JSON.stringify(report));
  await mlebench("report", "my-agent=seed-1.json", "-o", "report.html");
  expect(readFileSync(join(project, "report.html"), "utf8")).toContain("<h1>my-agent</h1>");
});

test("the installed command refuses an older Node with one sentence", () => {
  const disguise = join(project, "disguise.cjs");
  writeFileSync(disguise, 'Object.defineProperty(process, "version", { value: "v18.20.8" });');
  const bin = join(project, "node_modules/mlebench/bin/mlebench.js");
  const { status, stderr } = spawnSync(process.execPath, ["--require", disguise, bin, "list"], {
    encoding: "utf8",
  });
  expect(stderr).toMatch(
    /^error: mlebench requires Node\.js 20\.18\.1 or later, but this is 18\.20\.8 .*\n$/,
  );
  expect(status).toBe(2);
});

test("agents' folders and the files of their environment are packed, and an agent can be run", async () => {
  const agents = JSON.parse(await mlebench("agents", "list", "--json")) as { id: string }[];
  expect(agents.map(({ id }) => id)).toContain("dummy");
  writeFileSync(
    join(project, "use.mjs"),
    `import { environmentContext } from "@mlebench/environment";
console.log(environmentContext({ heavy: false }).files.map(({ path }) => path).join());
`,
  );
  expect(await run(process.execPath, ["use.mjs"], project)).toContain("validate_submission.sh");
  mkdirSync(join(project, "mine"));
  writeFileSync(
    join(project, "mine/config.yaml"),
    "mine:\n  start: mine/start.sh\n  dockerfile: mine/Dockerfile\n",
  );
  writeFileSync(join(project, "mine/Dockerfile"), "FROM mlebench-env\n");
  writeFileSync(
    join(project, "mine/start.sh"),
    'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"\n',
  );
  const graded = await mlebench(
    ...[
      "run",
      "--backend",
      "process",
      "--agent-dir",
      "mine",
      "-c",
      "spaceship-titanic",
      "--data-dir",
      "data",
    ],
    ...["--grade", "--json"],
  );
  expect(JSON.parse(graded)).toMatchObject({ total_runs: 1, total_valid_submissions: 1 });
});
