import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createProcessBackend } from "@mlebench/runner-process";
import { checkHostileRun, hostileAgents } from "@mlebench/testkit/hostile";
import { describe, expect, test } from "vitest";
import { runAgents } from "../src/index.js";
import { setUp } from "./harness.js";

/** What the process backend does not claim to withstand, because it isolates nothing. */
const missing = new Set(["isolation", "root", "memory limit", "disk limit", "process limit"]);

describe("the process backend holds against an agent with", () => {
  const agents = hostileAgents().filter(({ needs = [] }) => !needs.some((need) => missing.has(need)));
  test.each(agents.map((agent) => [agent.name, agent] as const))("%s", async (_name, agent) => {
    const { options } = await setUp(agent.script, {
      backend: createProcessBackend(),
      settings: { ...agent.settings },
      logLimitBytes: 1e6,
    });
    const { directory, runs } = await runAgents(options);
    const [[id, record]] = Object.entries(runs);
    const outcome = {
      status: record.status,
      reason: record.reason,
      submission: record.submission?.kind,
      directory: join(directory, id),
      log: readFileSync(join(directory, id, "run.log"), "utf8"),
    };
    expect(checkHostileRun(agent, outcome), outcome.log.slice(-3000)).toBeUndefined();
  });
});
