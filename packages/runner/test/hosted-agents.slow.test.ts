import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openTranscript } from "@mlebench/transcripts";
import { describe, expect, test } from "vitest";
import {
  type AgentTask,
  defineAgent,
  type HostedAgentDefinition,
  listKeptSubmissions,
  type RunAgentsOptions,
  type RunGroupResult,
  type RunRecord,
  readRunGroup,
  runAgents,
  runGroup,
} from "../src/index.js";
import { setUp } from "./harness.js";

type Run = HostedAgentDefinition["run"];

async function options(
  run: Run,
  changes: Omit<Partial<RunAgentsOptions>, "agent"> = {},
): Promise<RunAgentsOptions> {
  const setup = await setUp("", changes);
  return { ...setup.options, agent: defineAgent({ id: "coded", version: "7", run }) };
}

function onlyRun({ directory, runs }: RunGroupResult): { record: RunRecord; path: string } {
  const [[id, record]] = Object.entries(runs);
  return { record, path: join(directory, id) };
}

const copySample = async (task: AgentTask): Promise<string> =>
  readFileSync(join(task.publicDirectory, "sample_submission.csv"), "utf8");

describe("an agent in code", () => {
  test("returns a submission, and its commands run in the environment", async () => {
    let seen: AgentTask | undefined;
    const result = await runAgents(
      await options(async (task) => {
        seen = task;
        const { stdout } = await task.environment.exec(["bash", "-c", "echo $COMPETITION_ID; ls data; pwd"]);
        task.log(stdout.split("\n")[0]);
        return copySample(task);
      }),
    );
    const { record, path } = onlyRun(result);
    expect(record).toMatchObject({ status: "succeeded", exit_code: 0, reason: null, limit: null });
    expect(record.submission).toMatchObject({ kind: "file" });
    expect(readFileSync(join(path, "run.log"), "utf8")).toContain("[Agent] spaceship-titanic");
    expect(seen).toMatchObject({ competitionId: "spaceship-titanic", seed: 0, isResumed: false });
    expect(seen?.instructions).toContain("MLE-bench");
    expect(seen?.description).toContain("#");
    expect(readRunGroup(result.directory).plan.agent).toEqual({
      id: "coded",
      name: "coded",
      directory: null,
      privileged: false,
      hosted: true,
      version: "7",
    });
  });

  test("reports its limit, tokens, and cost", async () => {
    const usage = {
      m: { inputTokens: 3, outputTokens: 2, cacheReadTokens: 1, cacheWriteTokens: 0, reasoningTokens: 0 },
    };
    const result = await runAgents(
      await options(async (task) => {
        await task.writeSubmission(await copySample(task));
        return { limit: { type: "message", limit: 30 }, usage, cost: 0.25, turns: 4 };
      }),
    );
    const { record } = onlyRun(result);
    expect(record).toMatchObject({ status: "succeeded", usage, cost: 0.25, turns: 4 });
    expect(record.limit).toEqual({ type: "message", limit: 30 });
    expect(record.reason).toBe("the message limit of 30 was reached");
    const metadata = JSON.parse(readFileSync(result.metadata, "utf8"));
    expect(Object.values(metadata.runs)[0]).toMatchObject({ cost: 0.25, limit: { type: "message" } });
  });

  test("fails with its error, and the run keeps what was made", async () => {
    const result = await runAgents(
      await options(async (task) => {
        await task.writeSubmission("a\n");
        throw new Error("no idea");
      }),
    );
    const { record, path } = onlyRun(result);
    expect(record).toMatchObject({ status: "failed", exit_code: 1, reason: "Error: no idea" });
    expect(readFileSync(join(path, "submission", "submission.csv"), "utf8")).toBe("a\n");
    expect(readFileSync(join(path, "run.log"), "utf8")).toMatch(/Error: no idea\n.*at /s);
  });

  test("is stopped by the time limit, and what it wrote counts", async () => {
    const result = await runAgents(
      await options(
        async (task) => {
          await task.writeSubmission("b\n");
          await task.environment.exec(["sleep", "600"], { signal: task.signal });
        },
        { settings: { timeout: 2 } },
      ),
    );
    const { record } = onlyRun(result);
    expect(record).toMatchObject({ status: "timed out", limit: { type: "time", limit: 2 } });
    expect(record.submission).toMatchObject({ kind: "file", bytes: 2 });
  });

  test("that does not end when it is stopped does not keep the run from ending", async () => {
    const result = await runAgents(
      await options(() => new Promise<void>(() => undefined), { settings: { timeout: 1, grace: 1 } }),
    );
    const { record, path } = onlyRun(result);
    expect(record.status).toBe("timed out");
    expect(readFileSync(join(path, "run.log"), "utf8")).toContain("did not end within 1 second");
  });

  test("ends when its environment is gone", async () => {
    const aborted: boolean[] = [];
    const result = await runAgents(
      await options(async (task) => {
        await task.environment
          .exec(["bash", "-c", "kill -9 $(cat ../.process/agent.pid)"])
          .catch(() => undefined);
        // The runner may have noticed before the command returned.
        if (!task.signal.aborted)
          await new Promise<void>((resolve) => task.signal.addEventListener("abort", () => resolve()));
        aborted.push(task.signal.aborted);
      }),
    );
    expect(onlyRun(result).record.status).toBe("killed");
    expect(aborted).toEqual([true]);
  });

  test("has records of its own that no command can replace", async () => {
    const result = await runAgents(
      await options(async (task) => {
        const transcript = openTranscript(join(task.directory, "transcript.jsonl"), task.elapsed);
        transcript.add({ type: "info", source: "test", data: "true" });
        transcript.close();
        const forge = "echo forged > code/x; ln -s ../code/x logs/transcript.jsonl";
        await task.environment.exec(["bash", "-c", forge]);
        return copySample(task);
      }),
    );
    const { path } = onlyRun(result);
    expect(readFileSync(join(path, "logs", "transcript.jsonl"), "utf8")).toContain('"data":"true"');
    expect(readFileSync(join(path, "code", "x"), "utf8")).toBe("forged\n");
  });

  test("is not obfuscated by halves: the task names no competition", async () => {
    const ids: unknown[] = [];
    await runAgents(
      await options(
        async (task) => {
          ids.push(task.competitionId);
          const { stdout } = await task.environment.exec(["bash", "-c", "echo -n $COMPETITION_ID"]);
          ids.push(stdout);
        },
        { settings: { obfuscated: true } },
      ),
    );
    expect(ids).toEqual([undefined, ""]);
  });

  test("that cannot work is refused before anything is made", async () => {
    const setup = await setUp("");
    const agent = defineAgent({
      id: "keyless",
      check: () => {
        throw new Error("no key");
      },
      run: () => undefined,
    });
    await expect(runAgents({ ...setup.options, agent })).rejects.toThrow("no key");
    expect(existsSync(setup.options.runsDirectory)).toBe(false);
  });
});

describe("secrets", () => {
  test("are the agent's, and not its commands'", async () => {
    const seen: unknown[] = [];
    await runAgents({
      ...(await options(async (task) => {
        seen.push(task.secrets.OPENAI_API_KEY);
        seen.push((await task.environment.exec(["env"])).stdout.includes("sk-1234"));
      })),
      environment: { OPENAI_API_KEY: "sk-1234" },
    });
    expect(seen).toEqual(["sk-1234", false]);
  });
});

describe("submissions over time", () => {
  test("are kept once each, up to a number", async () => {
    const result = await runAgents(
      await options(
        async (task) => {
          for (const text of ["1\n", "22\n", "333\n"]) {
            await task.writeSubmission(text);
            const count = listKeptSubmissions(join(task.directory, "..")).length;
            while (listKeptSubmissions(join(task.directory, "..")).length === count && !task.signal.aborted)
              await task.environment.exec(["true"]);
          }
          await task.writeSubmission("1\n");
        },
        { settings: { keepSubmissions: 2 }, pollMilliseconds: 20 },
      ),
    );
    const { path } = onlyRun(result);
    const kept = listKeptSubmissions(path);
    expect(kept.map(({ bytes, file }) => [bytes, file !== null])).toEqual([
      [2, true],
      [3, true],
      [4, false],
    ]);
    expect(readFileSync(join(path, "submissions", kept[1].file ?? ""), "utf8")).toBe("22\n");
  });
});

describe("runGroup", () => {
  test("gives events and a result for a plain function", async () => {
    const setup = await setUp("");
    const group = runGroup({ ...setup.options, agent: copySample });
    const types: string[] = [];
    for await (const event of group) types.push(event.type);
    expect(types[0]).toBe("group-started");
    expect(types.at(-1)).toBe("group-ended");
    const { runs } = await group.result;
    expect(Object.values(runs)[0]).toMatchObject({ agent: "copySample", status: "succeeded" });
  });

  test("fails where it is read, and can be stopped", async () => {
    const setup = await setUp("");
    const broken = runGroup({ ...setup.options, competitions: [], agent: () => "" });
    await expect(
      (async () => {
        for await (const _ of broken);
      })(),
    ).rejects.toThrow("No competition");
    const group = runGroup({ ...setup.options, agent: () => new Promise<void>(() => undefined) });
    for await (const event of group) if (event.type === "run-started") group.stop();
    expect(Object.values((await group.result).runs)[0].status).toBe("interrupted");
  });
});
