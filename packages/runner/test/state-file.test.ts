import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { saveGroupState } from "../src/group/state-file.js";
import { readRunGroup } from "../src/index.js";

function directoryWith(fixture: string): string {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-state-"));
  cpSync(join(import.meta.dirname, "fixtures", fixture), join(directory, "state.json"));
  return directory;
}

const json = (directory: string, name: string) => JSON.parse(readFileSync(join(directory, name), "utf8"));

test("reads the state of an earlier version with all its settings", () => {
  const directory = directoryWith("state-version-1.json");
  const { version, plan, runs } = readRunGroup(directory);
  expect(version).toBe(2);
  expect(plan.settings).toEqual({
    kwargs: { a: "2" },
    envVars: { API_KEY: "x" },
    obfuscated: true,
    descriptions: "builtin",
    nSeeds: 2,
    nWorkers: 1,
    keepSubmissions: 0,
    retryOnError: 0,
    prepare: false,
    maxConnections: 10,
    useTime: false,
    timeout: 600,
    grace: 5,
    cpus: 1,
    memory: 4 * 2 ** 30,
    shmSize: 64 * 2 ** 20,
    disk: 2 * 2 ** 30,
    pids: 100,
    gpus: ["0", "1"],
    shareCpus: true,
    shareGpus: false,
    network: "internal",
    containerConfig: { nano_cpus: 1e9, environment: { A: "b" } },
    retain: true,
  });
  expect(plan).toMatchObject({ backend: "process", image: "copier", miniature: true });
  expect(Object.values(runs).map(({ record }) => record.status)).toEqual(["succeeded", "succeeded"]);
});

test("what is written restores to the same state; the metadata shows the settings without secrets", () => {
  const directory = directoryWith("state-version-1.json");
  const state = readRunGroup(directory);
  saveGroupState(directory, state);
  expect(readRunGroup(directory)).toEqual(state);
  const { plan } = json(directory, "state.json");
  expect(plan.settings).toMatchObject({ n_seeds: 2, timeout: 600, shm_size: 64 * 2 ** 20, gpus: ["0", "1"] });
  expect(plan.settings.env_vars).toEqual({ API_KEY: "x" });
  const metadata = json(directory, "metadata.json");
  expect(Object.keys(metadata).slice(0, 3)).toEqual(["run_group", "created_at", "runs"]);
  expect(metadata.config.settings).toEqual({ ...plan.settings, env_vars: { API_KEY: "<secret>" } });
});

test("an address in the metadata has no credentials; the state keeps them for resuming", () => {
  const directory = directoryWith("state-version-1.json");
  const state = readRunGroup(directory);
  const baseUrl = "https://name:secret@models.example:8443/v1?key=secret";
  saveGroupState(directory, {
    ...state,
    plan: { ...state.plan, settings: { ...state.plan.settings, baseUrl } },
  });
  expect(readRunGroup(directory).plan.settings.baseUrl).toBe(baseUrl);
  expect(json(directory, "metadata.json").config.settings.base_url).toBe("https://models.example:8443/v1");
});

test("refuses a state of a later version", () => {
  const directory = directoryWith("state-version-1.json");
  const state = { ...json(directory, "state.json"), version: 3 };
  writeFileSync(join(directory, "state.json"), JSON.stringify(state));
  expect(() => readRunGroup(directory)).toThrow(/another version/);
});
