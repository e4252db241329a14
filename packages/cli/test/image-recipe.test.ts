import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAgent } from "@mlebench/agents";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { agentsBuild } from "../src/commands/agents.js";
import { environmentBuild } from "../src/commands/environment-build.js";

const directory = (): string => join(mkdtempSync(join(tmpdir(), "mlebench-recipe-")), "recipe");

beforeEach(() => {
  vi.stubEnv("MLEBENCH_DATA_DIR", "/data");
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("env build --recipe writes what Apptainer builds the environment from, and builds nothing", async () => {
  const target = directory();
  expect(await environmentBuild({ heavy: false, tag: "mlebench-env", recipe: target })).toBe(0);
  expect(readdirSync(target).sort()).toEqual(["apptainer.def", "build.sh", "context"]);
  expect(readFileSync(join(target, "apptainer.def"), "utf8")).toContain("From: debian:bookworm-slim");
  expect(readFileSync(join(target, "build.sh"), "utf8")).toContain(
    "export INSTALL_HEAVY_DEPENDENCIES='false'",
  );
  expect(statSync(join(target, "context/entrypoint.sh")).mode & 0o777).toBe(0o755);
  await expect(environmentBuild({ heavy: false, tag: "mlebench-env", recipe: target })).rejects.toThrow(
    "not empty",
  );
});

test("agents build --recipe starts from the environment's SIF file", async () => {
  const target = directory();
  expect(await agentsBuild({ agentId: findAgent("dummy").id, recipe: target })).toBe(0);
  const definition = readFileSync(join(target, "apptainer.def"), "utf8");
  expect(definition).toMatch(/^Bootstrap: localimage\nFrom: \/data\/images\/mlebench-env\.sif\n/);
  expect(readdirSync(join(target, "context"))).toContain("start.sh");
});
