import { describe, expect, expectTypeOf, test } from "vitest";
import {
  amount,
  bytes,
  choice,
  count,
  duration,
  expectedInput,
  fileKey,
  flag,
  list,
  map,
  mergeSettings,
  object,
  onOrNumber,
  path,
  readSetting,
  readSettings,
  recordSettings,
  restoreSettings,
  runConfig,
  type Setting,
  type SettingValues,
  section,
  settingFlags,
  settingNames,
  settings,
  settingsJsonSchema,
  text,
  withDefaults,
} from "../src/settings.js";

const table = settings({
  timeout: duration({ default: "24h", about: "Time limit per run" }),
  memory: bytes({ about: "Memory limit per run" }),
  nSeeds: count({ default: 1, min: 1, about: "Runs of each competition" }),
  cpus: amount({ about: "CPU cores per run" }),
  network: choice({ values: ["bridge", "none"], default: "bridge", about: "Network" }),
  obfuscated: flag({ about: "Obfuscate" }),
  image: text({ about: "Image", defaultText: "the agent's name" }),
  runDir: path({ default: "runs", placeholder: "dir", about: "Directory of run groups" }),
  gpus: list({ separator: ",", placeholder: "devices", about: "GPUs" }),
  competitionId: list({
    short: "c",
    mayBePath: true,
    placeholder: "id",
    about: "IDs",
    together: "competitions",
  }),
  split: text({ about: "Split", together: "competitions" }),
  envVars: map({ about: "Variables" }),
  containerConfig: object({ example: '{"mem_limit": "16g"}', about: "Container options" }),
});

describe("readSetting", () => {
  test.each<[string, Setting, unknown, unknown]>([
    ["a duration with a unit", table.timeout, "90m", 5400],
    ["a duration as text of a number", table.timeout, "30", 30],
    ["a duration as a number", table.timeout, 1.5, 1.5],
    ["no time at all", table.timeout, "0", undefined],
    ["a negative duration", table.timeout, -1, undefined],
    ["words", table.timeout, "soon", undefined],
    ["an endless duration", table.timeout, Number.POSITIVE_INFINITY, undefined],
    ["a size", table.memory, "1.5g", 1.5 * 2 ** 30],
    ["a size in words of other tools", table.memory, "2 GiB", 2 ** 31],
    ["a size as a number", table.memory, 1000, 1000],
    ["a size without a number", table.memory, "much", undefined],
    ["a count", table.nSeeds, "3", 3],
    ["a count below its minimum", table.nSeeds, 0, undefined],
    ["a fraction as a count", table.nSeeds, 1.5, undefined],
    ["an integer that is not exact", table.nSeeds, "9007199254740993", undefined],
    ["a count from -1", count({ min: -1, about: "" }), "-1", -1],
    ["a fraction as an amount", table.cpus, "0.5", 0.5],
    ["an amount of nothing", table.cpus, 0, undefined],
    ["an empty amount", table.cpus, " ", undefined],
    ["a choice", table.network, "none", "none"],
    ["another word than the choices", table.network, "host", undefined],
    ["a flag", table.obfuscated, true, true],
    ["a flag as a word", table.obfuscated, "yes", undefined],
    ["a switch", onOrNumber({ about: "" }), true, true],
    ["a switch as a word", onOrNumber({ about: "" }), "false", false],
    ["a switch with a number", onOrNumber({ about: "" }), "0.5", 0.5],
    ["a switch with a fraction for an integer", onOrNumber({ about: "", integer: true }), "0.5", undefined],
    ["a switch with a word", onOrNumber({ about: "" }), "some", undefined],
    ["a text", table.image, "mine:1", "mine:1"],
    ["a number as text", table.image, 7, "7"],
    ["an empty text", table.image, "", undefined],
    ["a path", table.runDir, "a/b", "a/b"],
    ["a list of one text", table.gpus, "0,1", ["0", "1"]],
    ["a list of numbers", table.gpus, [0, 1], ["0", "1"]],
    ["a list with a hole", table.gpus, ["0", null], undefined],
    ["a pair", table.envVars, "A=b=c", { A: "b=c" }],
    ["a pair without a name", table.envVars, "=b", undefined],
    ["an object as pairs", table.envVars, { A: 1, B: "x", C: true }, { A: "1", B: "x", C: "true" }],
    ["a list as pairs", table.envVars, { A: [1] }, undefined],
    ["an object", table.containerConfig, { mem_limit: "16g" }, { mem_limit: "16g" }],
    ["a number as an object", table.containerConfig, 5, undefined],
  ])("%s", (_name, setting, input, value) => {
    expect(readSetting(setting, input)).toEqual(
      value === undefined ? { expected: expectedInput(setting, input) } : { value },
    );
  });

  test("resolves relative paths against the file's directory, and leaves names alone", () => {
    const origin = { directory: "/configs" };
    expect(readSetting(table.runDir, "runs", origin)).toEqual({ value: "/configs/runs" });
    expect(readSetting(table.runDir, "/elsewhere/runs", origin)).toEqual({ value: "/elsewhere/runs" });
    expect(readSetting(table.competitionId, ["a", "./b"], origin)).toEqual({ value: ["a", "/configs/b"] });
  });
});

test("values have the types of their settings; whatever has a default is there", () => {
  type Values = SettingValues<typeof table>;
  expectTypeOf<Values["timeout"]>().toEqualTypeOf<number>();
  expectTypeOf<Values["network"]>().toEqualTypeOf<"bridge" | "none">();
  expectTypeOf<Values["obfuscated"]>().toEqualTypeOf<boolean>();
  expectTypeOf<Values["memory"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Values["gpus"]>().toEqualTypeOf<readonly string[] | undefined>();
  expect(withDefaults(table, { nSeeds: 3 })).toEqual({
    timeout: 86_400,
    nSeeds: 3,
    network: "bridge",
    obfuscated: false,
    runDir: "runs",
  });
});

test("an unknown setting and an invalid value are named, with what was meant or expected", () => {
  expect(() => readSettings(table, { nSeed: 3 })).toThrow("Unknown setting `nSeed`");
  expect(() => readSettings(table, { timeout: "soon" })).toThrow("Invalid `timeout`");
  expect(catchError(() => readSettings(table, { nSeed: 3 }))).toMatchObject({
    details: { hint: "Did you mean `nSeeds`?" },
  });
  expect(
    catchError(() => readSettings(table, { memory: "x" }, { detailsOf: () => ({ file: "bench.yaml" }) })),
  ).toMatchObject({ details: { file: "bench.yaml", expected: expect.stringContaining("16g") } });
});

function catchError(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("mergeSettings", () => {
  test("the first source wins, and names of maps add up", () => {
    const flags = { nSeeds: 3, envVars: { A: "flag" } };
    const file = { nSeeds: 1, timeout: 60, envVars: { A: "file", B: "file" } };
    expect(mergeSettings(table, flags, file)).toEqual({
      nSeeds: 3,
      timeout: 60,
      envVars: { A: "flag", B: "file" },
    });
  });

  test("what is chosen together is taken from one source", () => {
    expect(mergeSettings(table, { competitionId: ["a"] }, { split: "low", nSeeds: 2 })).toEqual({
      competitionId: ["a"],
      nSeeds: 2,
    });
    expect(mergeSettings(table, {}, { competitionId: ["a"], split: "low" })).toEqual({
      competitionId: ["a"],
      split: "low",
    });
  });
});

test("a record has snake_case keys and restores to the same values", () => {
  const values = withDefaults(table, { gpus: ["0"], envVars: { A: "b" }, obfuscated: true });
  const record = recordSettings(table, values);
  expect(record).toMatchObject({ timeout: 86_400, n_seeds: 1, run_dir: "runs", env_vars: { A: "b" } });
  expect(withDefaults(table, restoreSettings(table, JSON.parse(JSON.stringify(record))))).toEqual(values);
  expect(restoreSettings(table, { ...record, of_a_later_version: 1 })).not.toHaveProperty(
    "of_a_later_version",
  );
});

test("aliases are further options and keys, and no two settings have the same name", () => {
  const aliased = settings({
    nSeeds: count({ min: 1, default: 1, about: "Runs", aliases: ["epochs"] }),
    memory: bytes({ about: "Memory", aliases: [{ name: "memOverride", unit: "g" }] }),
  });
  const flags = settingFlags(aliased);
  expect(flags.map(({ flags, name, isAlias }) => [flags, name, isAlias])).toEqual([
    ["--n-seeds <number>", "nSeeds", false],
    ["--epochs <number>", "nSeeds", true],
    ["--memory <size>", "memory", false],
    ["--mem-override <size>", "memory", true],
  ]);
  expect(flags[0].description).toBe("Runs (default: 1; also --epochs)");
  expect(flags[2].read("16")).toEqual({ value: 16 });
  expect(flags[3].read("16")).toEqual({ value: 16 * 2 ** 30 });
  expect(flags[3].read("16m")).toEqual({ value: 16 * 2 ** 20 });
  const { properties } = settingsJsonSchema(aliased);
  expect(properties).toMatchObject({ epochs: { description: "Same as n_seeds", type: "integer" } });
  const names = settingNames(runConfig).map(({ name }) => fileKey(name));
  expect(new Set(names).size).toBe(names.length);
});

test("flags are spelled and described from the declaration", () => {
  const flags = settingFlags(section("Limits", table));
  expect(flags.map(({ flags }) => flags)).toEqual([
    "--timeout <time>",
    "--memory <size>",
    "--n-seeds <number>",
    "--cpus <number>",
    "--network <name>",
    "--obfuscated",
    "--image <name>",
    "--run-dir <dir>",
    "--gpus <devices...>",
    "-c, --competition-id <id...>",
    "--split <name>",
    "--env-vars <name=value...>",
    "--container-config <file>",
  ]);
  const by = new Map(flags.map((one) => [one.name, one]));
  expect(by.get("timeout")?.description).toBe("Time limit per run (default: 24h)");
  expect(by.get("image")?.description).toBe("Image (default: the agent's name)");
  expect(by.get("obfuscated")?.negation).toBe("--no-obfuscated");
  expect(by.get("gpus")?.read("2,3", ["0"])).toEqual({ value: ["0", "2", "3"] });
  expect(by.get("envVars")?.read("A=2", { A: "1", B: "1" })).toEqual({ value: { A: "2", B: "1" } });
  expect(by.get("nSeeds")?.read("0")).toEqual({ expected: "a positive integer" });
  expect(flags.every(({ setting }) => setting.section === "Limits")).toBe(true);
});

test("the JSON Schema has every setting, and takes nothing else", () => {
  const schema = settingsJsonSchema(table, { title: "Settings" });
  expect(schema).toMatchObject({
    title: "Settings",
    additionalProperties: false,
    properties: {
      n_seeds: { type: "integer", minimum: 1, description: "Runs of each competition (default: 1)" },
      network: { enum: ["bridge", "none"] },
      obfuscated: { type: "boolean" },
      env_vars: { type: "object" },
    },
  });
  expect(Object.keys(schema.properties as object)).toHaveLength(Object.keys(table).length);
});
