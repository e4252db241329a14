import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fileKey, runConfig, settingNames, settingsJsonSchema } from "../src/settings.js";
import { readSettingsFile } from "../src/settings-file.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-settings-"));
const file = join(directory, "bench.yaml");

/** As in an agent's config.yaml; in two parts, since it is no template string. */
const secret = ["$", "{{ secrets.KEY }}"].join("");

function read(text: string) {
  writeFileSync(file, text);
  return readSettingsFile(file, runConfig);
}

function errorOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    return describeError(error).replace(file, "bench.yaml");
  }
  return "";
}

const tenTimes = (text: string): string => `[${Array(10).fill(text).join(", ")}]`;
const yamlBomb = `gpus: &a ${tenTimes("x")}\nkwargs: &b ${tenTimes("*a")}\nenv_vars: ${tenTimes("*b")}`;

describe("a configuration file", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["durations", "timeout: 90m\ngrace: 5", { timeout: 5400, grace: 5 }],
    ["no grace at all", "grace: 0s", { grace: 0 }],
    ["sizes", "memory: 16g\ndisk: 1000000", { memory: 16 * 2 ** 30, disk: 1e6 }],
    [
      "counts and amounts",
      "n_seeds: 3\ncpus: 0.5\ngpus_per_run: -1",
      { nSeeds: 3, cpus: 0.5, gpusPerRun: -1 },
    ],
    ["switches", "obfuscated: true\nretain: false", { obfuscated: true, retain: false }],
    ["a list in one text", 'gpus: "0,1"', { gpus: ["0", "1"] }],
    ["a list of numbers", "gpus: [0, 1]", { gpus: ["0", "1"] }],
    [
      "competitions and packages",
      "competition_id: [leaf-classification, ./mine]",
      {
        competitionId: ["leaf-classification", join(directory, "mine")],
      },
    ],
    ["one competition", "competition_id: leaf-classification", { competitionId: ["leaf-classification"] }],
    ["a split", "list: low", { list: "low" }],
    ["a list of IDs beside it", "list: ids.txt", { list: join(directory, "ids.txt") }],
    [
      "relative paths",
      "agent_dir: agents/mine\nrun_dir: ../runs",
      {
        agentDir: join(directory, "agents/mine"),
        runDir: join(directory, "../runs"),
      },
    ],
    [
      "arguments as Python spells them",
      "kwargs: {steps: 8, debug: true, rate: 1.0, text: 'true'}",
      {
        kwargs: { steps: "8", debug: "True", rate: "1.0", text: "true" },
      },
    ],
    ["secrets by name", `env_vars:\n  KEY: ${secret}`, { envVars: { KEY: secret } }],
    [
      "container options themselves",
      "container_config: {mem_limit: 4g}",
      { containerConfig: { mem_limit: "4g" } },
    ],
    ["anchors", "timeout: &time 1h\ngrace: *time", { timeout: 3600, grace: 3600 }],
    ["JSON", '{"n_seeds": 2}', { nSeeds: 2 }],
  ])("holds %s", (_name, text, settings) => {
    expect(read(text)).toEqual(settings);
  });

  test("names container options in a file beside it", () => {
    mkdirSync(join(directory, "options"), { recursive: true });
    writeFileSync(join(directory, "options/gpu.json"), '{"shm_size": "4G"}');
    expect(read("container_config: options/gpu.json")).toEqual({ containerConfig: { shm_size: "4G" } });
  });

  test.each<[string, string, string]>([
    [
      "aliases that expand without bounds",
      yamlBomb,
      "Cannot parse the YAML: Excessive alias count indicates a resource exhaustion attack (bench.yaml, line 3).",
    ],
    [
      "a list for a mapping",
      "kwargs: [1, 2]",
      "Invalid `kwargs` (bench.yaml, line 1). Expected a mapping such as `name: value`.",
    ],
    [
      "an unknown setting",
      "n_seeds: 3\n\ntimout: 1h",
      "Unknown setting `timout` (bench.yaml, line 3). Did you mean `timeout`?",
    ],
    [
      "a flag's spelling",
      "n-seeds: 3",
      "Unknown setting `n-seeds` (bench.yaml, line 1). Did you mean `n_seeds`?",
    ],
    [
      "several unknown settings",
      "frobnicate: 1\nn_seeds: 2\nxyzzy: 3",
      "Unknown setting `frobnicate` (bench.yaml, line 1). Also unknown: `xyzzy` (line 3).",
    ],
    [
      "a value of the wrong kind",
      "n_seeds: 2\ntimeout: soon",
      "Invalid `timeout`: `soon` (bench.yaml, line 2). Expected a duration such as `24h`, `90m`, or a number of seconds.",
    ],
    [
      "a number out of range",
      "n_workers: 0",
      "Invalid `n_workers`: `0` (bench.yaml, line 1). Expected a positive integer.",
    ],
    [
      "a missing value",
      "cpus:",
      "Invalid `cpus` (bench.yaml, line 1). Expected a number above 0, such as `4` or `0.5`.",
    ],
    [
      "another choice",
      "grader_node: moon",
      "Invalid `grader_node`: `moon` (bench.yaml, line 1). Expected `image` or `host`.",
    ],
    [
      "a word for a switch",
      "grade: yes",
      "Invalid `grade`: `yes` (bench.yaml, line 1). Expected `true` or `false`.",
    ],
    [
      "pairs that are none",
      "env_vars: hush",
      "Invalid `env_vars` (bench.yaml, line 1). Expected NAME=VALUE.",
    ],
    ["a name without a value", "kwargs: {a: }", "Missing value of `a` in `kwargs` (bench.yaml)."],
    [
      "a setting given twice",
      "n_seeds: 1\nn_seeds: 2",
      "Cannot parse the YAML: Map keys must be unique (bench.yaml, line 2).",
    ],
    [
      "an open quote",
      'timeout: "1h\n',
      'Cannot parse the YAML: Missing closing "quote (bench.yaml, line 2).',
    ],
    [
      "a list",
      "- timeout",
      "Not a configuration file (bench.yaml). Expected settings such as `timeout: 24h`.",
    ],
    ["nothing", "", "Not a configuration file (bench.yaml). Expected settings such as `timeout: 24h`."],
  ])("refuses %s with its place", (_name, text, message) => {
    expect(errorOf(text)).toBe(message);
  });

  test("that is not there is named", () => {
    expect(() => readSettingsFile(join(directory, "none.yaml"), runConfig)).toThrow(
      /Cannot read the configuration file: file not found/,
    );
  });
});

/** What of JSON Schema the generated schema uses. */
function accepts(schema: Record<string, unknown>, value: unknown): boolean {
  const {
    anyOf,
    enum: words,
    type,
    pattern,
    minimum,
    exclusiveMinimum,
    items,
    additionalProperties,
  } = schema;
  if (Array.isArray(anyOf) && !anyOf.some((one) => accepts(one, value))) return false;
  if (Array.isArray(words) && !words.includes(value)) return false;
  const kind = Array.isArray(value) ? "array" : typeof value;
  const kinds = [type].flat();
  const isInteger = kinds.includes("integer") && Number.isInteger(value);
  if (type !== undefined && !kinds.includes(kind) && !isInteger) return false;
  if (typeof pattern === "string" && !new RegExp(pattern).test(String(value))) return false;
  if (typeof minimum === "number" && Number(value) < minimum) return false;
  if (typeof exclusiveMinimum === "number" && Number(value) <= exclusiveMinimum) return false;
  if (Array.isArray(value) && items) return value.every((item) => accepts(items as never, item));
  if (kind === "object" && typeof additionalProperties === "object")
    return Object.values(value as object).every((item) => accepts(additionalProperties as never, item));
  return true;
}

describe("the JSON Schema for editors", () => {
  const shipped = JSON.parse(readFileSync(join(import.meta.dirname, "../run-config.schema.json"), "utf8"));
  const { properties } = shipped as { properties: Record<string, Record<string, unknown>> };

  test("is that of the declared settings", () => {
    const { $id, title } = shipped;
    expect(shipped).toEqual(settingsJsonSchema(runConfig, { $id, title }));
    expect(Object.keys(properties)).toEqual(
      settingNames(runConfig)
        .map(({ name }) => name)
        .map(fileKey),
    );
  });

  test("accepts the README's example, which reads as settings", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../cli/SETTINGS.md"), "utf8");
    const example = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "";
    const content = parse(example) as Record<string, unknown>;
    expect(Object.keys(content).length).toBeGreaterThan(5);
    for (const [key, value] of Object.entries(content))
      expect(accepts(properties[key], value), key).toBe(true);
    expect(read(example)).toMatchObject({ nSeeds: 3, timeout: 1800, memory: 4 * 2 ** 30 });
  });

  test.each([
    ["timeout", "24h", "soon"],
    ["timeout", 30, 0],
    ["grace", 0, -1],
    ["memory", "1.5 GiB", "much"],
    ["n_seeds", 2, 0],
    ["gpus_per_run", -1, -2],
    ["cpus", 0.5, 0],
    ["grader_node", "host", "moon"],
    ["obfuscated", true, "yes"],
    ["competition_id", ["a", "b"], [["a"]]],
    ["env_vars", { A: 1 }, 3],
  ])("of %s accepts %j and not %j, as the reader does", (key, good, bad) => {
    for (const [value, isGood] of [
      [good, true],
      [bad, false],
    ] as const) {
      expect(accepts(properties[key], value)).toBe(isGood);
      expect(errorOf(JSON.stringify({ [key]: value })) === "").toBe(isGood);
    }
  });
});
