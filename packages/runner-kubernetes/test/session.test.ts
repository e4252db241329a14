import { readSettings, type SettingInputs, withDefaults } from "@mlebench/runner/settings";
import { describe, expect, test } from "vitest";
import { openSession } from "../src/session.js";
import { kubernetesSettings } from "../src/settings.js";

const open = (given: SettingInputs<typeof kubernetesSettings>): unknown =>
  openSession(withDefaults(kubernetesSettings, readSettings(kubernetesSettings, given)));

describe("settings that no object of a cluster can have", () => {
  test.each([
    ["registry", "https://registry.example.org/team"],
    ["registry", "my registry/team"],
    ["registry", "registry.example.org//team"],
    ["gpuResource", "gpu"],
    ["gpuResource", "nvidia.com/g p u"],
    ["allowEgress", "10.0.3.7"],
    ["allowEgress", "10.0.3.7/33"],
    ["allowEgress", "10.0.3/24"],
    ["allowEgress", "fd00::7/129"],
    ["namespace", "Bench"],
    ["dataPath", "../data"],
  ])("%s: %s", (name, value) => {
    expect(() => open({ [name]: value })).toThrow(`Invalid \`${name}\`: ${JSON.stringify(value)}`);
  });
});

test("settings as clusters have them are taken", () => {
  for (const registry of [
    "localhost:5000",
    "registry.example.org/team/",
    "123.dkr.ecr.eu-west-1.amazonaws.com/a_b/c",
  ])
    open({ registry });
  for (const gpuResource of ["amd.com/gpu", "nvidia.com/mig-1g.10gb", "gpu.intel.com/i915"])
    open({ gpuResource });
  for (const allowEgress of ["0.0.0.0/0", "10.0.3.7/32,fd00::7/128"]) open({ allowEgress });
});
