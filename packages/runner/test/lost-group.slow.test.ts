import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProcessBackend } from "@mlebench/runner-process";
import { expect, test } from "vitest";
import { type RunEvent, runAgents } from "../src/index.js";
import { isAlive, setUp } from "./harness.js";

/** As a process of another machine holds a run group. */
const foreignLock = `${JSON.stringify({ pid: 7, host: "elsewhere", started: null, token: "t", since: "2026", beats: true })}\n`;

/** A runner that was stopped for minutes, as by a laptop that slept, while another one took its group over. */
test.each([
  ["ends its agents", false],
  ["leaves runs to the backend that schedules them", true],
])("a runner that has lost its run group writes nothing more, and %s", async (_, schedules) => {
  let directory = "";
  let pid = 0;
  const theirs = '{"theirs": true}';
  const { options } = await setUp("echo pid $$; exec sleep 3600", {
    backend: {
      ...createProcessBackend({ startGradingServer: false }),
      ...(schedules && { schedules }),
    },
    onEvent: (event: RunEvent) => {
      if (event.type === "group-started") directory = event.directory;
      if (event.type !== "log") return;
      pid = Number(event.line.replace("pid ", ""));
      writeFileSync(join(directory, "lock"), foreignLock);
      for (const file of ["state.json", "metadata.json"]) writeFileSync(join(directory, file), theirs);
    },
    settings: { timeout: 3600, grace: 0.3, shareCpus: true },
  });
  await expect(runAgents(options)).rejects.toThrow("taken over by process 7 of another machine, elsewhere");
  expect(readFileSync(join(directory, "lock"), "utf8")).toBe(foreignLock);
  for (const file of ["state.json", "metadata.json"])
    expect(readFileSync(join(directory, file), "utf8")).toBe(theirs);
  expect(isAlive(pid)).toBe(schedules);
  if (schedules) process.kill(pid, "SIGKILL");
});
