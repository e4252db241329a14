import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createWorld, ended, mlebench, start, type World } from "./harness.js";

let world: World;
const id = "color-guess";

beforeAll(async () => {
  world = createWorld();
  world.write(
    "agents/steps/config.yaml",
    "steps:\n  start: steps/start.sh\n  dockerfile: steps/Dockerfile\n",
  );
  world.write("agents/steps/Dockerfile", "FROM mlebench-env\nCOPY start.sh /home/agent/start.sh\n");
  // Each step waits for a file, so that the test decides how fast the agent is.
  const wait = (step: string): string =>
    `while [ ! -e "${join(world.directory, step)}" ]; do sleep 0.05; done`;
  world.write(
    "agents/steps/start.sh",
    [
      "printf 'begin \\033[31m<b>red</b>\\n'",
      wait("one"),
      'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"',
      "echo step one",
      wait("two"),
      "echo step two",
      wait("three"),
      "echo the end",
      "",
    ].join("\n"),
  );
  expect((await mlebench(world, "prepare", "-c", id, "--mini")).exitCode).toBe(0);
});
afterAll(() => world.remove());

const step = (name: string): void => writeFileSync(join(world.directory, name), "");
const runs = (): string => join(world.directory, "runs");

/** A viewer of another process, as a browser sees it. */
async function openView(...args: string[]) {
  const child = start(world, ["view", ...args]);
  const [first] = (await once(child.stdout ?? child, "data")) as [Buffer];
  const url = first.toString().trim();
  const { headers } = await fetch(url);
  const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
  const { origin } = new URL(url);
  const data = async (query: Record<string, string>) => {
    const answer = await fetch(`${origin}/data?${new URLSearchParams(query)}`, { headers: { cookie } });
    return (await answer.json()).body;
  };
  const html = async (): Promise<string> => (await fetch(origin, { headers: { cookie } })).text();
  const close = async (): Promise<number | null> => {
    child.kill("SIGINT");
    return (await ended(child)).exitCode;
  };
  return { url, data, html, close };
}

/** What a child has printed. */
function heard(child: ChildProcess): () => string {
  let text = "";
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  return () => text;
}

const running = { timeout: 600_000 };

describe("a run group at work", () => {
  test("is followed in pages and in the terminal, also when its runner is killed and resumed", async () => {
    const runner = start(world, [
      ...["run", "--backend", "process", "--mini", "--agent-dir", "agents/steps", "-c", id],
      ...["--timeout", "30m"],
    ]);
    await vi.waitUntil(() => existsSync(runs()) && readdirSync(runs()).length > 0, running);
    const [group] = readdirSync(runs());
    const view = await openView();
    await expect.poll(view.html, running).toContain(`${group}</a>`);
    const list = () => view.data({ page: "runs", group });
    await expect.poll(async () => (await list()).runs?.[0]?.status, running).toBe("running");
    const run: string = (await list()).runs[0].to.run;
    const log = async (): Promise<string> =>
      (await view.data({ page: "file", group, run, path: "run.log" })).part?.text ?? "";
    await expect.poll(log, running).toContain("begin <b>red</b>");

    const follower = start(world, ["runs", "logs", run.slice(0, id.length + 9), "-f"]);
    const followed = heard(follower);
    // Heard from the beginning: it may end before it is waited for.
    const followerEnd = ended(follower);
    await expect.poll(followed, running).toContain("begin");

    step("one");
    await expect.poll(log, running).toContain("step one");
    await expect.poll(followed, running).toContain("step one");
    // What only the runner knows, it leaves on the disk.
    await expect.poll(async () => (await list()).runs[0].submissionBytes, running).toBeGreaterThan(0);
    expect((await list()).runs[0].usage.memoryBytes).toBeGreaterThan(0);

    runner.kill("SIGKILL");
    await ended(runner);
    expect((await list()).runs[0].status).toBe("running");
    step("two");
    const resumedEnd = mlebench(world, "run", "--resume", group);
    await expect.poll(log, running).toContain("step two");
    const shown = await mlebench(world, "runs", "show", run.split("_")[1].slice(0, 8));
    expect(shown.stdout).toMatch(/state +running\n/);
    step("three");
    expect((await resumedEnd).exitCode).toBe(0);
    expect((await followerEnd).exitCode).toBe(0);
    expect(followed()).toContain("the end");
    expect(followed()).not.toContain("\u001b");
    await expect.poll(async () => (await list()).runs[0].status, running).toBe("succeeded");
    expect(await view.close()).toBe(0);

    // After all is over, and for another viewer.
    const later = await openView(join("runs", group));
    expect(await later.data({ page: "runs", group })).toMatchObject({ counts: { succeeded: 1 } });
    expect(await later.close()).toBe(0);
  });
});

describe("runs", () => {
  const only = (): { group: string; run: string } => {
    const [group] = readdirSync(runs());
    const run = readdirSync(join(runs(), group)).find((name) => name.startsWith(`${id}_`)) ?? "";
    return { group, run };
  };

  test("list, show, and logs print text and JSON", async () => {
    const { group, run } = only();
    const list = await mlebench(world, "runs", "list");
    expect(list.stdout).toContain(group);
    expect(list.stdout).toMatch(new RegExp(`${run} .*succeeded`));
    const json = JSON.parse((await mlebench(world, "runs", "list", join("runs", group), "--json")).stdout);
    expect(json).toMatchObject([{ run_group: group, runs: [{ name: run, status: "succeeded", seed: 0 }] }]);
    const one = JSON.parse((await mlebench(world, "runs", "show", run, "--json")).stdout);
    expect(one).toMatchObject({ name: run, run_group: group, directory: join(runs(), group, run) });
    const log = await mlebench(world, "runs", "logs", join("runs", group, run), "-n", "100000");
    const whole = readFileSync(join(runs(), group, run, "run.log"), "utf8");
    expect(log.stdout.split("\n").length).toBe(whole.split("\n").length);
    const end = await mlebench(world, "runs", "logs", run, "-n", "2", "--json");
    expect(end.stdout.trim().split("\n")).toHaveLength(2);
    const none = await mlebench(world, "runs", "list", "--state", "failed", "--json");
    expect(JSON.parse(none.stdout)).toMatchObject([{ runs: [] }]);
  });

  test("what is not there is said", async () => {
    const unknown = await mlebench(world, "runs", "show", "nothing");
    expect(unknown).toMatchObject({ exitCode: 1 });
    expect(unknown.stderr).toContain("Unknown run `nothing`");
    const nowhere = await mlebench(world, "view", "nowhere");
    expect(nowhere).toMatchObject({ exitCode: 1 });
    expect(nowhere.stderr).toContain("nowhere");
  });

  test("view --export writes pages that name the run", async () => {
    const { run } = only();
    const { exitCode, stdout } = await mlebench(world, "view", "--export", "pages");
    expect(exitCode).toBe(0);
    expect(readFileSync(stdout.trim(), "utf8")).toContain("1 succeeded");
    const names = readdirSync(join(world.directory, "pages"));
    expect(names.filter((name) => name.includes(run.replace("_", "-"))).length).toBeGreaterThan(2);
  });

  test("a taken port is refused with a hint", async () => {
    const view = await openView();
    const { port } = new URL(view.url);
    const second = await mlebench(world, "view", "--port", port);
    expect(second).toMatchObject({ exitCode: 1 });
    expect(second.stderr).toContain("--port");
    await view.close();
  });
});
