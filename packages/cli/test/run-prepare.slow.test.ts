import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { archiveOf, type Kaggle, startMockKaggle } from "@mlebench/mock-kaggle";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorld, type Ended, mlebenchWith, type World } from "./harness.js";

const id = "color-guess";
const other = "spaceship-titanic";
const table = `id,color\n${Array.from({ length: 20 }, (_, i) => `${i},${i % 3 ? "red" : "blue"}\n`).join("")}`;

let archive: Uint8Array;
let world: World;
let kaggle: Kaggle;

beforeAll(async () => {
  archive = await archiveOf({ "all.csv": table });
});
beforeEach(async () => {
  world = createWorld();
  world.write("agents/copier/config.yaml", "copier:\n  start: start.sh\n  dockerfile: Dockerfile\n");
  world.write("agents/copier/Dockerfile", "FROM mlebench-env\n");
  world.write(
    "agents/copier/start.sh",
    'cp "$DATA_DIR"/sample_submission.csv "$SUBMISSION_DIR/submission.csv"\n',
  );
  kaggle = await startMockKaggle({
    competitions: [{ id, archive, files: [{ name: "all.csv", bytes: table.length }] }],
  });
});
afterEach(async () => {
  expect(kaggle.violations).toEqual([]);
  await kaggle.close();
  world.remove();
});

const run = (...args: string[]): Promise<Ended> =>
  mlebenchWith(world, kaggle.environment, [
    ...["run", "--backend", "process", "--agent-dir", "agents/copier"],
    ...args,
  ]);
const real = ["--prepare", "--data-dir", "data", "--json"];
const statuses = ({ stdout }: Ended): Record<string, string> =>
  Object.fromEntries(
    Object.values(JSON.parse(stdout).runs as { competition_id: string; status: string }[]).map((one) => [
      one.competition_id,
      one.status,
    ]),
  );

describe("run --prepare", () => {
  test("downloads and prepares once what the runs of all seeds need", async () => {
    const first = await run("-c", id, "--n-seeds", "2", "--n-workers", "2", ...real);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stderr).toContain("color-guess: data prepared");
    expect(kaggle.requests.filter(({ call }) => call === "DownloadDataFiles")).toHaveLength(1);
    const requests = kaggle.requests.length;
    expect((await run("-c", id, ...real)).exitCode).toBe(0);
    expect(kaggle.requests).toHaveLength(requests);
  });

  test("a competition that is out of reach does not keep others from running", async () => {
    const both = await run("-c", other, id, ...real);
    expect(both.exitCode).toBe(1);
    expect(statuses(both)).toEqual({ [other]: "error", [id]: "succeeded" });
    expect(both.stderr).toMatch(
      /Data that cannot be prepared; the runs that need it will fail:\n {2}spaceship-titanic: Kaggle denied access/,
    );
  });

  test("nothing starts if no data is available", async () => {
    const alone = await run("-c", other, ...real);
    expect(alone).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("None of the data can be prepared"),
    });
    expect(existsSync(join(world.directory, "runs"))).toBe(false);
  });

  test("rules that are not accepted are said before anything is downloaded; the download decides", async () => {
    kaggle.put({ id, archive, entered: false });
    const refused = await run("-c", id, ...real);
    expect(statuses(refused)).toEqual({ [id]: "error" });
    expect(refused.stderr).toMatch(
      /warning: color-guess: Competition rules not accepted\. Accept them at \S+\/c\/color-guess\/rules/,
    );
    kaggle.put({ id, archive, files: [{ name: "all.csv", bytes: table.length }] });
    const [group] = readdirSync(join(world.directory, "runs"));
    const resumed = await mlebenchWith(world, kaggle.environment, ["run", "--resume", group, "--json"]);
    expect(resumed).toMatchObject({ exitCode: 0 });
    expect(statuses(resumed)).toEqual({ [id]: "succeeded" });
  });

  test("with --skip-rules-check Kaggle is asked for nothing but the download", async () => {
    const ran = await run("-c", id, "--skip-tos-check", ...real);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(kaggle.requests.map(({ call }) => call)).not.toContain("GetCompetition");
  });

  test("makes miniatures with --mini, without Kaggle, and a dry run makes nothing", async () => {
    const args = ["-c", id, other, "--mini", "--prepare", "--n-workers", "2", "--json"];
    const dry = await run(...args, "--dry-run");
    expect(JSON.parse(dry.stdout)).toMatchObject({
      missing: [],
      warnings: expect.arrayContaining([`Data to be prepared first: ${id}, ${other}`]),
    });
    const ran = await run(...args);
    expect(statuses(ran)).toEqual({ [id]: "succeeded", [other]: "succeeded" });
    expect(kaggle.requests).toEqual([]);
  });
});
