import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openBackend } from "../src/backends.js";
import { readCommandTree } from "../src/completion/command-tree.js";
import { run } from "../src/index.js";
import { addBundledBackends } from "../src/program/backend-options.js";
import { createProgram } from "../src/program.js";
import { commandOptions } from "../src/run/own-settings.js";
import { type RunOptions, readRunConfig } from "../src/run/run-options.js";

const typed = vi.hoisted(() => ({ options: undefined as unknown }));
vi.mock("../src/commands/run.js", () => ({
  run: async (options: unknown) => {
    typed.options = options;
    return 0;
  },
}));

let output = "";
beforeEach(() => {
  output = "";
  typed.options = undefined;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      output += String(text);
      return true;
    });
});
afterEach(() => vi.restoreAllMocks());

const directory = mkdtempSync(join(tmpdir(), "mlebench-backend-options-"));
const write = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

/** What a command line of `run` gives to its backend. */
async function optionsOf(...words: string[]): Promise<unknown> {
  expect(await run(["run", ...words]), output).toBe(0);
  return (await readRunConfig(typed.options as RunOptions)).backendOptions;
}

/** The message about a command line that is no usage. */
async function refusal(...words: string[]): Promise<string> {
  output = "";
  expect(await run(["run", ...words])).toBe(2);
  expect(typed.options).toBeUndefined();
  return output;
}

describe("settings of a backend are options of a run", () => {
  test("beside --backend-options, with the same values", async () => {
    const line = ["--container", "apptainer", "--partition=gpu", "--time-margin", "5m", "--no-requeue"];
    expect(await optionsOf("--backend", "slurm", ...line, "--backend-options", "qos=high")).toEqual({
      ...{ container: "apptainer", partition: "gpu", timeMargin: "5m", noRequeue: "true", qos: "high" },
    });
    expect(await optionsOf("--backend", "slurm", "--qos", "a", "--backend-options", "qos=a")).toEqual({
      qos: "a",
    });
    expect(await optionsOf("--sandbox", "containers", "--container", "podman")).toEqual({
      container: "podman",
    });
  });

  test("several times for a list, and the last time for others", async () => {
    const lists = ["--sbatch", "reservation=x", "--sbatch", "mail-type=FAIL", "exclude=n7"];
    expect(await optionsOf("--backend", "slurm", ...lists, "--qos", "a", "--qos", "b")).toEqual({
      sbatch: "reservation=x;mail-type=FAIL;exclude=n7",
      qos: "b",
    });
  });

  test("in a configuration file too, where the command line comes first", async () => {
    const file = write(
      "slurm.yaml",
      "backend: slurm\npartition: gpu\nno_requeue: true\ntime_margin: 5m\nscratch: work\nsbatch: [a=1, b=2]\nbackend_options: {qos: high}\n",
    );
    const values = { noRequeue: "true", timeMargin: "300", scratch: join(directory, "work"), qos: "high" };
    expect(await optionsOf("--config", file)).toEqual({ ...values, partition: "gpu", sbatch: "a=1;b=2" });
    const changed = await optionsOf(
      "--config",
      file,
      "--partition",
      "cpu",
      "--sbatch",
      "c=3",
      "--no-no-requeue",
    );
    expect(changed).toEqual({ ...values, noRequeue: "false", partition: "cpu", sbatch: "c=3" });
    await expect(
      readRunConfig({ config: write("typo.yaml", "backend: slurm\npartitoin: gpu\n") }),
    ).rejects.toMatchObject({ details: { line: 2, hint: "Did you mean `partition`?" } });
    await expect(
      readRunConfig({ config: write("twice.yaml", "backend: slurm\nqos: a\nbackend_options: {qos: b}\n") }),
    ).rejects.toThrow("`qos` and `backend_options` give `qos` different values");
  });

  test("of the backend that a run group has, when it is resumed", async () => {
    mkdirSync(join(directory, "group"));
    const plan = { backend: "slurm", settings: {} };
    write("group/state.json", JSON.stringify({ version: 2, run_group: "group", plan, runs: {} }));
    expect(await optionsOf("--resume", "group", "--run-dir", directory, "--container", "podman")).toEqual({
      container: "podman",
    });
  });

  test("and are in help, under a heading of their own", async () => {
    expect(await run(["run", "--backend", "slurm", "--help"])).toBe(0);
    expect(output).toMatch(/^Slurm:\n +--container <tool>.*\n/m);
    expect(output).toMatch(/--partition <name> +Partition of the jobs/);
    output = "";
    expect(await run(["run", "--help"])).toBe(0);
    expect(output).not.toContain("--partition");
    expect(output).toMatch(/--backend ID\s+--help/);
  });
});

describe("invalid usage", () => {
  test.each<[string, RegExp, string[]]>([
    ["a value", /--container <tool>' argument 'nope' is invalid.*`apptainer`/s, ["--container", "nope"]],
    [
      "two values",
      /`--qos` and `--backend-options` give `qos`/,
      ["--qos", "a", "--backend-options", "qos=b"],
    ],
    ["two values the other way", /different values/, ["--backend-options", "qos=b", "--qos", "a"]],
    ["an unknown option", /unknown option '--partitoin'\nDid you mean "--partition"/, ["--partitoin", "x"]],
  ])("%s", async (_, message, words) => {
    expect(await refusal("--backend", "slurm", ...words)).toMatch(message);
  });

  test("an option of another backend names that", async () => {
    expect(await refusal("--backend", "process", "--partition", "x")).toContain("Add `--backend slurm`");
    expect(await refusal("--container", "podman")).toContain(
      "Add `--backend containers` or `--backend slurm`",
    );
    expect(await refusal("--nonsense")).toContain("unknown option '--nonsense'");
    expect(await refusal("--backend", "nope", "--partition", "x")).toContain("Unknown backend `nope`");
  });

  test.each([["container"], ["validationsPerMinute"], ["nope"]])(
    "a value of `%s` among --backend-options has exit code 2 as well",
    async (name) => {
      for (const backend of ["slurm", "containers"])
        await expect(openBackend({ backend, options: { [name]: "nope" } })).rejects.toMatchObject({
          kind: "usage",
        });
    },
  );
});

test("completion knows the options of every bundled backend", async () => {
  const program = createProgram(() => {});
  await addBundledBackends(program);
  const known = { competitions: [], splits: [], agents: [], backends: [] };
  const options = readCommandTree(program, known).commands.find(({ path }) => path.at(-1) === "run")?.options;
  const named = new Map(options?.map(({ flags, value }) => [flags.at(-1), value]));
  expect([...named.keys()].filter((flag) => flag === "--container")).toHaveLength(1);
  expect(named.get("--container")).toMatchObject({ words: expect.arrayContaining(["apptainer", "podman"]) });
  expect(named.get("--partition")).toBe("files");
});

test("no setting of a backend takes the name of an option of `run`", () => {
  const command = createProgram(() => {}).commands.find((one) => one.name() === "run");
  const others = command?.options.map((option) => option.attributeName()) ?? [];
  expect(others).toEqual(
    expect.arrayContaining(commandOptions.filter((name) => !["help", "envFile"].includes(name))),
  );
});
