import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resumeRunGroup, runAgents } from "../src/index.js";
import { copySample, miniatures, setUp } from "./world.js";

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

test("a full disk ends no agent, loses no output, and begins nothing new; with room, resuming collects", async (context) => {
  const { options, events } = await setUp(`${copySample}\nhead -c 2500000 /dev/zero > "$CODE_DIR/weights"`, {
    seeds: 2,
  });
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
