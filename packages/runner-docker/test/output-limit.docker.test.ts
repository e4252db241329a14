import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Backend, RunHandle } from "@mlebench/runner";
import { runAgents } from "@mlebench/runner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { connect, createDockerBackend } from "../src/index.js";
import {
  agentLines,
  backendOptions,
  buildEnvironment,
  buildFakeAgent,
  copySample,
  leftovers,
  runOnce,
  setUp,
} from "./harness.js";

const possible = engineAnswers("the limit of an agent's output");
const logBytes = 2_000_000;

describe.skipIf(!possible)("an agent's output", () => {
  const docker = connect();
  beforeAll(async () => {
    await buildEnvironment(docker);
    await buildFakeAgent(docker);
  });

  afterAll(async () => {
    expect(await leftovers(docker)).toEqual([]);
  });

  /** What the engine has written of a container's output; undefined where this user may not look. */
  async function loggedBytes(id: string): Promise<number | undefined> {
    const { DockerRootDir } = (await docker.info()) as { DockerRootDir: string };
    const directory = join(DockerRootDir, "containers", id, "local-logs");
    if (!existsSync(directory)) return undefined;
    return readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  }

  test.each([
    ["short lines", "exec yes"],
    ["empty lines", "exec yes ''"],
    ["no line end", "exec cat /dev/zero"],
  ])("of %s is cut off at its limit with no runner there to watch it", async (_what, script) => {
    const { options } = await setUp(`${copySample}; ${script}`);
    const backend = createDockerBackend(backendOptions({ logBytes }));
    // Nobody follows this run's output or waits for its end by itself.
    let handle: RunHandle | undefined;
    let written: number | undefined;
    const alone: Backend = {
      ...backend,
      async create(run) {
        const made = await backend.create(run);
        handle = made;
        const { id } = made.description.agent as { id: string };
        return {
          ...made,
          async wait(waiting) {
            await docker.getContainer(id).wait({ condition: "not-running" });
            written = await loggedBytes(id);
            return made.wait(waiting);
          },
          async *logs(from) {
            await docker.getContainer(id).wait({ condition: "not-running" });
            yield* made.logs(from);
          },
        };
      },
    };
    const result = await runAgents({ ...options, backend: alone });
    const [[id, record]] = Object.entries(result.runs);
    expect(record).toMatchObject({
      status: "killed",
      reason: `the agent printed more than the limit of ${logBytes} bytes`,
      submission: { kind: "file" },
    });
    expect(handle).toBeDefined();
    if (process.getuid?.() === 0) expect(written).toBeLessThan(logBytes * 1.03);
    const lines = agentLines(join(result.directory, id, "run.log"));
    expect(lines.at(-1)).toMatch(/^\[mlebench\] The output has reached its limit: it is cut off here/);
  });

  test("is complete when the agent ends, whatever it left in the background holds it open", async () => {
    const script = `${copySample}; (sleep 300; echo never) & (while :; do echo more; done) & head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last; exit 3`;
    const { record, lines } = await runOnce(script);
    expect(record).toMatchObject({ status: "failed", exit_code: 3 });
    const own = lines.filter((line) => !/^(more)*$/.test(line));
    expect(own.join("\n").replace(/more|[\n]/g, "")).toMatch(/^x{3000000}last$/);
  });

  test("of root past the pipe is bounded as well", async () => {
    const script = `${copySample}; sudo bash -c 'yes > /proc/1/root/proc/1/fd/1 || yes > /proc/1/fd/1'`;
    const { record } = await runOnce(script, {
      backend: createDockerBackend(backendOptions({ logBytes })),
    });
    expect(record).toMatchObject({ status: "killed", submission: { kind: "file" } });
    expect(record.reason).toMatch(/printed more than the limit/);
  });
});
