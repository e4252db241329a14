import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RunGroupResult, type RunSettingInputs, resumeRunGroup, runAgents } from "../src/index.js";
import { copySample, miniatures, setUp, temporaryDirectory } from "./harness.js";

/** Fails in the first attempts of a seed, as many as the seed says. */
function failsOften(times: Readonly<Record<number, number>>): string {
  const counts = temporaryDirectory();
  const limits = Object.entries(times).map(([seed, count]) => `${seed}) most=${count};;`);
  return [
    `file="${counts}/$SEED"; n=$(cat "$file" 2>/dev/null || echo 0); echo $((n + 1)) > "$file"`,
    `case "$SEED" in ${limits.join(" ")} *) most=0;; esac`,
    'echo "try $n" > "$LOGS_DIR/try.txt"',
    '[ "$n" -lt "$most" ] && exit 7',
    copySample,
  ].join("\n");
}

const statuses = ({ runs }: RunGroupResult): string[] => Object.values(runs).map(({ status }) => status);

async function resume(
  directory: string,
  options: Awaited<ReturnType<typeof setUp>>["options"],
  changes = {},
) {
  const { competitions } = await miniatures();
  const { backend, agent } = options;
  return resumeRunGroup(directory, {
    ...{ backend, agent, changes, pollMilliseconds: 50 },
    competition: () => competitions[0],
  });
}

describe("retryOnError", () => {
  test("starts a failed run again as a new attempt, and records the failed ones", async () => {
    const { options, events } = await setUp(failsOften({ 0: 2, 1: 9 }), {
      settings: { nSeeds: 2, retryOnError: 2 },
    });
    const result = await runAgents({ ...options, pollMilliseconds: 50 });
    const [first, second] = Object.entries(result.runs);
    expect(first[1]).toMatchObject({ status: "succeeded", attempt: 3 });
    expect(first[1].error_retries).toMatchObject([
      { attempt: 1, status: "failed", reason: "the agent exited with exit code 7", exit_code: 7 },
      { attempt: 2, status: "failed" },
    ]);
    expect(second[1]).toMatchObject({ status: "failed", attempt: 3 });
    const log = (path: string): string => readFileSync(join(result.directory, first[0], path), "utf8");
    expect([log("attempt-1/logs/try.txt"), log("attempt-2/logs/try.txt"), log("logs/try.txt")]).toEqual([
      "try 0\n",
      "try 1\n",
      "try 2\n",
    ]);
    const retries = events.filter((event) => event.type === "run-retrying");
    expect(retries.map(({ run, retry, retries }) => [run.seed, retry, retries])).toEqual(
      expect.arrayContaining([
        [0, 1, 2],
        [0, 2, 2],
        [1, 1, 2],
        [1, 2, 2],
      ]),
    );
    expect(JSON.parse(readFileSync(result.metadata, "utf8")).runs[first[0]].error_retries).toHaveLength(2);
  });

  test("a run that reached its time limit is no failed run", async () => {
    const { options } = await setUp("sleep 60", {
      settings: { retryOnError: 3, failOnError: true, timeout: 0.5, nSeeds: 2 },
    });
    const result = await runAgents({ ...options, pollMilliseconds: 50 });
    expect(Object.values(result.runs).map(({ status, attempt }) => [status, attempt])).toEqual([
      ["timed out", 1],
      ["timed out", 1],
    ]);
  });

  test("may be given when a group is resumed: its failed runs have retries then", async () => {
    const { options } = await setUp(failsOften({ 0: 1 }));
    const first = await runAgents({ ...options, pollMilliseconds: 50 });
    expect(statuses(first)).toEqual(["failed"]);
    expect(statuses(await resume(first.directory, options))).toEqual(["failed"]);
    const second = await resume(first.directory, options, { retryOnError: 1 });
    expect(Object.values(second.runs)).toMatchObject([{ status: "succeeded", attempt: 2 }]);
    await expect(resume(first.directory, options, { nSeeds: 4 })).rejects.toThrow(
      "Unknown setting `nSeeds` of a run group that is resumed",
    );
  });
});

describe("failOnError", () => {
  test.each<[string, RunSettingInputs, string[]]>([
    ["is off by default", {}, ["failed", "failed", "succeeded", "succeeded"]],
    ["true: the first", { failOnError: true }, ["failed", "pending", "pending", "pending"]],
    ["a number of runs", { failOnError: 2 }, ["failed", "failed", "pending", "pending"]],
    ["a share of all runs", { failOnError: 0.5 }, ["failed", "failed", "pending", "pending"]],
    ["more than fail", { failOnError: 3 }, ["failed", "failed", "succeeded", "succeeded"]],
    ["false", { failOnError: false }, ["failed", "failed", "succeeded", "succeeded"]],
  ])("%s", async (_name, settings, expected) => {
    const { options } = await setUp(failsOften({ 0: 1, 1: 1 }), { settings: { nSeeds: 4, ...settings } });
    const result = await runAgents({ ...options, pollMilliseconds: 50 });
    expect(statuses(result)).toEqual(expected);
    if (expected.includes("pending"))
      expect(result).toMatchObject({ complete: false, stopped: expect.stringContaining("`--fail-on-error") });
    else expect(result.stopped).toBeUndefined();
  });

  test("counts a run after its last retry, and when resumed from 0", async () => {
    const { options } = await setUp(failsOften({ 0: 1, 1: 9 }), {
      settings: { nSeeds: 4, failOnError: true, retryOnError: 1 },
    });
    const first = await runAgents({ ...options, pollMilliseconds: 50 });
    // The retry of a run waits behind the other runs.
    expect(statuses(first)).toEqual(["succeeded", "failed", "succeeded", "succeeded"]);
    const { options: others } = await setUp(failsOften({ 0: 9 }), {
      settings: { nSeeds: 2, failOnError: true },
    });
    const stopped = await runAgents({ ...others, pollMilliseconds: 50 });
    expect(statuses(stopped)).toEqual(["failed", "pending"]);
    const [id] = Object.keys(stopped.runs);
    const resumed = await resume(stopped.directory, others);
    expect(statuses(resumed)).toEqual(["failed", "succeeded"]);
    expect(existsSync(join(stopped.directory, id, "attempt-1"))).toBe(false);
  });
});
