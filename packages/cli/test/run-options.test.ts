import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createProgram } from "../src/program.js";
import { optionsWithoutEffect, type RunOptions, readRunConfig } from "../src/run/run-options.js";

const typed = vi.hoisted(() => ({ options: {} as unknown }));
vi.mock("../src/commands/run.js", () => ({
  run: async (options: unknown) => {
    typed.options = options;
    return 0;
  },
}));
afterEach(() => vi.restoreAllMocks());

const directory = mkdtempSync(join(tmpdir(), "mlebench-run-options-"));
const write = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

/** What a command line comes to. */
async function parse(line: string): Promise<RunOptions> {
  await createProgram(() => {}).parseAsync(["run", ...line.split(" ").filter(Boolean)], { from: "user" });
  return typed.options as RunOptions;
}

describe("command line and configuration file", () => {
  const file = write(
    "bench.yaml",
    "agent_id: dummy\nsplit: low\nn_seeds: 3\ntimeout: 1h\nobfuscated: true\ngrade: true\nenv_vars: {MODE: slow, KEY: '1'}\n",
  );
  const fromFile = {
    ...{ agentId: "dummy", split: ["low"], nSeeds: 3, timeout: 3600, obfuscated: true, grade: true },
    envVars: { MODE: "slow", KEY: "1" },
  };

  test.each<[string, string, Record<string, unknown>]>([
    ["the file alone", "", fromFile],
    ["a value in both", "--n-seeds 1 --timeout 90s", { ...fromFile, nSeeds: 1, timeout: 90 }],
    ["a switch turned off", "--no-obfuscated --no-grade", { ...fromFile, obfuscated: false, grade: false }],
    ["one variable of several", "--env-vars MODE=fast", { ...fromFile, envVars: { MODE: "fast", KEY: "1" } }],
    ["another agent", "--agent-dir mine", { ...fromFile, agentId: undefined, agentDir: "mine" }],
    ["other competitions", "-c a b", { ...fromFile, split: undefined, competitionId: ["a", "b"] }],
  ])("%s", async (_name, line, settings) => {
    expect(await readRunConfig(await parse(`--config ${file} ${line}`))).toEqual(
      JSON.parse(JSON.stringify(settings)),
    );
  });

  test("without a file there are only the options that were typed", async () => {
    expect(await readRunConfig(await parse("--agent-id a -c b --grace 0 --gpus 0,1 2 --dry-run"))).toEqual({
      agentId: "a",
      competitionId: ["b"],
      grace: 0,
      gpus: ["0", "1", "2"],
    });
  });
});

describe("names of other tools", () => {
  test("an option under Inspect's name sets ours; the last one wins", async () => {
    const line =
      "--solver react --epochs 3 --max-samples 2 --time-limit 90m --message-limit 0 --cpu-override 2 --gpu-count -1 --sandbox-type process";
    expect(await readRunConfig(await parse(`${line} --mem-override 16 --n-seeds 4 --force-rebuild`))).toEqual(
      {
        ...{
          agentId: "react",
          nSeeds: 4,
          nWorkers: 2,
          timeout: 5400,
          maxMessages: 0,
          cpus: 2,
          gpusPerRun: -1,
        },
        ...{ backend: "process", memory: 16 * 2 ** 30, rebuild: true },
      },
    );
    expect(await readRunConfig(await parse("--mem-override 512m"))).toEqual({ memory: 2 ** 29 });
  });

  test("a key under Inspect's name is ours, and an option under ours wins over it", async () => {
    const file = write("inspect.yaml", "epochs: 3\nmem_override: 2\nsolver: react\nmessage_limit: 5\n");
    expect(await readRunConfig(await parse(`--config ${file} --n-seeds 1`))).toEqual({
      ...{ nSeeds: 1, memory: 2 ** 31, agentId: "react", maxMessages: 5 },
    });
  });

  test("two names of one setting in a file are an error with both lines", async () => {
    const file = write("both.yaml", "n_seeds: 3\ntimeout: 1h\nepochs: 4\n");
    await expect(readRunConfig({ config: file })).rejects.toThrow(
      /`n_seeds` \(line 1\) and `epochs` are the same setting/,
    );
  });

  test("an alias of the wrong kind is named as it was written", async () => {
    const file = write("wrong.yaml", "epochs: many\n");
    await expect(readRunConfig({ config: file })).rejects.toThrow("Invalid `epochs`: `many`");
  });
});

test("several splits, a seed or none, and a share or none", async () => {
  expect(
    await parse("--split mle_bench low.txt --split ids.txt --sample-shuffle --limit 10-20"),
  ).toMatchObject({ split: ["mle_bench", "low.txt", "ids.txt"], sampleShuffle: true, limit: "10-20" });
  expect(await parse("--sample-shuffle 42 --no-grade")).toEqual({ sampleShuffle: 42, grade: false });
  expect(await parse("--no-sample-shuffle")).toEqual({ sampleShuffle: false });
});

describe("Plexe's own configuration file", () => {
  const text =
    "repo_url: https://github.com/openai/mle-bench.git\nrepo_dir: /somewhere\nprovider: openai/gpt-4o\nmax_iterations: 3\ntimeout: 3600\ndatasets:\n  - spaceship-titanic\n  - tabular-playground-series-may-2022\n";
  const file = write("mle-bench-config.yaml", text);
  const settings = {
    plexeConfig: file,
    competitionId: ["spaceship-titanic", "tabular-playground-series-may-2022"],
    envVars: { PLEXE_PROVIDER: "openai/gpt-4o", PLEXE_MAX_ITERATIONS: "3", PLEXE_TIMEOUT_SECS: "3600" },
  };

  test("reads as --config, chooses Plexe's agent, and names the keys without a counterpart", async () => {
    const told = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    expect(await readRunConfig({ config: file })).toEqual({ ...settings, agentId: "plexe", grade: true });
    expect(await readRunConfig({ config: file, grade: false })).toMatchObject({ grade: false });
    expect(told.mock.calls.join()).toContain("`repo_url`, `repo_dir`");
  });

  test("chooses the agent that has the provider's key", async () => {
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const other = write(
      "anthropic.yaml",
      text.replace("openai/gpt-4o", "anthropic/claude-sonnet-4-5-20250929"),
    );
    expect(await readRunConfig({ config: other })).toMatchObject({ agentId: "plexe/anthropic" });
  });

  test("reads as --plexe-config, and gives way to what is typed", async () => {
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const options = await parse(`--plexe-config ${file} --lite --env-vars PLEXE_MAX_ITERATIONS=9`);
    expect(await readRunConfig(options)).toEqual({
      plexeConfig: file,
      lite: true,
      envVars: { ...settings.envVars, PLEXE_MAX_ITERATIONS: "9" },
    });
  });
});

test("a run group that is resumed takes only what is declared as resumable", async () => {
  const line =
    "--resume g --timeout 1h --n-workers 2 --grade --json --grader-node host --validations-per-minute 3";
  expect(optionsWithoutEffect(await parse(line))).toEqual(["--timeout"]);
  expect(optionsWithoutEffect(await parse("--resume g --config bench.yaml --dry-run"))).toEqual([
    "--config",
    "--dry-run",
  ]);
});
