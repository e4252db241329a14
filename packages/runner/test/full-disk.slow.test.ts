import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError, UserError } from "@mlebench/core";
import { expect, test } from "vitest";
import {
  type Backend,
  defineAgent,
  type RunAgentsOptions,
  type RunHandle,
  resumeRunGroup,
  runAgents,
} from "../src/index.js";
import { copySample, miniatures, setUp } from "./harness.js";

/** A file system of its own that is soon full needs root, and Linux. */
function mount(directory: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", directory], { stdio: "ignore" });
    return true;
  } catch {
    console.warn("SKIPPED: a full disk cannot be made here, because this user may not mount one.");
    return false;
  }
}

test("a full disk ends no agent, loses no output, and begins nothing new; with free space, resuming collects", async (context) => {
  const { options, events } = await setUp(
    `${copySample}\nhead -c 2500000 /dev/urandom > "$CODE_DIR/weights"`,
    {
      settings: { nSeeds: 2 },
    },
  );
  mkdirSync(options.runsDirectory);
  if (!mount(options.runsDirectory)) return context.skip();
  try {
    const first = await runAgents(options);
    expect(first).toMatchObject({ complete: false, stopped: expect.stringMatching(/disk is full/) });
    expect(Object.values(first.runs).map(({ status }) => status)).toEqual(["collecting", "pending"]);
    expect(events.filter(({ type }) => type === "run-starting")).toHaveLength(1);

    execFileSync("mount", ["-o", "remount,size=16m", options.runsDirectory]);
    const { competitions } = await miniatures();
    const second = await resumeRunGroup(first.directory, {
      backend: options.backend,
      agent: options.agent,
      competition: () => competitions[0],
    });
    expect(second).toMatchObject({ complete: true });
    const [[id, record]] = Object.entries(second.runs);
    expect(record).toMatchObject({ status: "succeeded", attempt: 1, submission: { kind: "file" } });
    const directory = join(first.directory, id);
    expect(statSync(join(directory, "code/weights")).size).toBe(2500000);
    expect(readdirSync(directory).sort()).toEqual(["code", "logs", "run.log", "submission"]);
    expect(readFileSync(join(directory, "run.log"), "utf8").split("\n").at(-2)).toContain(
      "Finished running seed 0",
    );
  } finally {
    execFileSync("umount", ["-l", options.runsDirectory]);
    rmSync(options.runsDirectory, { recursive: true, force: true });
  }
});

test("a disk that is full before the first run is reported with what to do", async (context) => {
  const { options } = await setUp(copySample);
  mkdirSync(options.runsDirectory);
  if (!mount(options.runsDirectory)) return context.skip();
  try {
    const filler = join(options.runsDirectory, "filler");
    expect(() => writeFileSync(filler, Buffer.alloc(8e6))).toThrow(/ENOSPC/);
    await expect(runAgents(options)).rejects.toThrow(UserError);
    const message = await runAgents(options).then(() => "", describeError);
    expect(message).toMatch(/^Cannot write the run group: the disk is full .*`--run-dir`\.$/);
    expect(readdirSync(options.runsDirectory)).toEqual(["filler"]);
    rmSync(filler);
    expect(await runAgents(options)).toMatchObject({ complete: true });
  } finally {
    execFileSync("umount", ["-l", options.runsDirectory]);
    rmSync(options.runsDirectory, { recursive: true, force: true });
  }
});

test("a disk that becomes full while an agent works and validates ends nothing but what needs it", async (context) => {
  const { options } = await setUp(
    `${copySample}\nuntil [ -e "$AGENT_DIR/../../../full" ]; do sleep 0.05; done\nfor i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done\nhead -c 8000000 /dev/zero > "$CODE_DIR/fill"; rm "$CODE_DIR/fill"`,
  );
  mkdirSync(options.runsDirectory);
  if (!mount(options.runsDirectory)) return context.skip();
  const inner = options.backend;
  let asked = 0;
  const validation = { verdict: "valid", sha256: null, bytes: 1, reason: null, milliseconds: 1 } as const;
  const counting = <Handle extends RunHandle>(handle: Handle): Handle => ({
    ...handle,
    // More at every look, so that each has something to write.
    validations: async () =>
      Array.from({ length: ++asked }, () => ({ ...validation, time: new Date(0).toISOString() })),
  });
  const backend: Backend = {
    ...inner,
    create: async (run) => counting(await inner.create(run)),
    find: async (run) => {
      const handle = await inner.find(run);
      return handle && counting(handle);
    },
  };
  let filled = false;
  const onEvent: RunAgentsOptions["onEvent"] = ({ type }) => {
    if (type !== "run-started" || filled) return;
    filled = true;
    const [group] = readdirSync(options.runsDirectory);
    const filler = join(options.runsDirectory, "filler");
    writeFileSync(join(options.runsDirectory, group, "full"), "");
    expect(() => writeFileSync(filler, Buffer.alloc(8e6))).toThrow(/ENOSPC/);
  };
  try {
    const first = await runAgents({ ...options, backend, onEvent });
    expect(asked).toBeGreaterThan(1);
    expect(first).toMatchObject({
      complete: false,
      stopped: expect.stringMatching(/disk is full|Cannot write/),
    });
    rmSync(join(options.runsDirectory, "filler"));
    const { competitions } = await miniatures();
    const second = await resumeRunGroup(first.directory, {
      backend,
      agent: options.agent,
      competition: () => competitions[0],
    });
    expect(second).toMatchObject({ complete: true });
    const [record] = Object.values(second.runs);
    expect(record).toMatchObject({ status: "succeeded", submission: { kind: "file" } });
  } finally {
    execFileSync("umount", ["-l", options.runsDirectory]);
    rmSync(options.runsDirectory, { recursive: true, force: true });
  }
});

test("an agent in code with records that find no space goes on in its environment when there is", async (context) => {
  const { options } = await setUp("");
  mkdirSync(options.runsDirectory);
  if (!mount(options.runsDirectory)) return context.skip();
  const agent = defineAgent({
    id: "coded",
    run: async ({ directory, environment, isResumed }) => {
      if (!isResumed)
        await environment.exec(["cp", "data/sample_submission.csv", "submission/submission.csv"]);
      writeFileSync(join(directory, "notes"), Buffer.alloc(5e6));
    },
  });
  try {
    const first = await runAgents({ ...options, agent });
    expect(first).toMatchObject({ complete: false, stopped: expect.stringMatching(/disk is full/) });
    expect(Object.values(first.runs)).toMatchObject([{ status: "running" }]);
    rmSync(join(first.directory, Object.keys(first.runs)[0], "agent/notes"));
    execFileSync("mount", ["-o", "remount,size=32m", options.runsDirectory]);
    const { competitions } = await miniatures();
    const second = await resumeRunGroup(first.directory, {
      backend: options.backend,
      agent,
      competition: () => competitions[0],
    });
    expect(Object.values(second.runs)).toMatchObject([
      { status: "succeeded", reason: null, attempt: 1, submission: { kind: "file" } },
    ]);
  } finally {
    execFileSync("umount", ["-l", options.runsDirectory]);
    rmSync(options.runsDirectory, { recursive: true, force: true });
  }
});
