import { rmSync } from "node:fs";
import { join } from "node:path";
import { readSplit } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createWorld, type Ended, mlebenchWith, type World } from "./harness.js";

let world: World;
const id = "color-guess";

beforeAll(() => {
  world = createWorld();
  world.write("agents/plain/config.yaml", "plain:\n  start: start.sh\n  dockerfile: Dockerfile\n");
  world.write("agents/plain/Dockerfile", "FROM mlebench-env\n");
  world.write("agents/plain/start.sh", "true\n");
  world.write(
    "agents/coded/package.json",
    JSON.stringify({
      ...{ name: "coded", version: "1.0.0", type: "module", exports: "./agent.js" },
      mlebench: { agent: "coded" },
    }),
  );
  world.write(
    "agents/coded/agent.js",
    'export const agent = { kind: "hosted", id: "coded", about: "", version: "1", check: async () => {}, run: async () => "id,color\\n" };\n',
  );
});
afterAll(() => world.remove());

const noEngine = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
const plan = (line: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  mlebenchWith(world, { ...noEngine, ...environment }, [
    ...["run", "--mini", "--dry-run", "--json"],
    ...line.split(" "),
  ]);

/** The plan that a command line comes to. */
async function planned(line: string, environment?: Readonly<Record<string, string>>) {
  const { exitCode, stdout, stderr } = await plan(line, environment);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout).plan;
}

describe("competitions", () => {
  test("several sets in one run, shuffled as Inspect does, and cut", async () => {
    const coded = "--agent-dir agents/coded";
    const both = await planned(`${coded} --split mle_bench low.txt`);
    expect(both.competitions).toEqual(["spaceship-titanic", ...readSplit("low")]);
    // random.Random(42).shuffle() in Python, and `--limit 2-3`.
    const cut = await planned(`${coded} --split dev --sample-shuffle 42 --limit 2-3`);
    expect(cut.competitions).toEqual(["paddy-disease-classification", "plant-seedlings-classification"]);
    expect((await planned(`${coded} --split dev --limit 1`)).competitions).toEqual([readSplit("dev")[0]]);
  });

  test("a shuffle without a seed names one that gives the same order", async () => {
    const first = await plan("--agent-dir agents/coded --split dev --sample-shuffle");
    const [, seed] = /--sample-shuffle (\d+)/.exec(first.stderr) ?? [];
    const again = await planned(`--agent-dir agents/coded --split dev --sample-shuffle ${seed}`);
    expect(again.competitions).toEqual(JSON.parse(first.stdout).plan.competitions);
  });

  test.each([
    ["--limit 0", "Invalid `--limit`: `0`"],
    ["--limit 3-2", "Invalid `--limit`: `3-2`"],
    ["--limit 9-12", "`--limit 9-12` leaves no competition. Expected a range within the 7 that are selected"],
  ])("%s is wrong usage", async (limit, message) => {
    const wrong = await plan(`--agent-dir agents/coded --split dev ${limit}`);
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
  });
});

describe("settings that only agents in code follow", () => {
  test("are refused for an agent's directory, all at once", async () => {
    const wrong = await plan(`--agent-dir agents/plain -c ${id} --model openai/gpt-4o --message-limit 3`);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain(
      "`--model`, `--max-messages`: only agents in code follow these settings, and `plain` is an agent's directory",
    );
    expect((await plan(`--agent-dir agents/plain -c ${id}`, { MLEBENCH_MODEL: "a/b" })).exitCode).toBe(0);
  });

  test("the model is the option's, else MLEBENCH_MODEL's, else Inspect's with its address", async () => {
    const coded = `--agent-dir agents/coded -c ${id}`;
    const inspects = { INSPECT_EVAL_MODEL: "i/m", INSPECT_EVAL_MODEL_BASE_URL: "http://localhost:1/v1" };
    const both = { ...inspects, MLEBENCH_MODEL: "o/m" };
    expect((await planned(`${coded} --model x/y`, both)).settings.model).toBe("x/y");
    const ours = (await planned(coded, both)).settings;
    expect([ours.model, ours.base_url]).toEqual(["o/m", undefined]);
    expect((await planned(coded, inspects)).settings).toMatchObject({
      model: "i/m",
      base_url: "http://localhost:1/v1",
    });
  });
});

describe("an environment file", () => {
  const coded = `--agent-dir agents/coded -c ${id}`;
  const modelOf = async (line: string, environment?: Record<string, string>): Promise<string | undefined> =>
    (await planned(line, environment)).settings.model;

  test("gives the default model; the real environment and the option win, and it can be left out", async () => {
    world.write(".env", "MLEBENCH_MODEL=file/model\nOPENAI_API_KEY=sk-sentinel\n");
    world.write("other.env", "INSPECT_EVAL_MODEL=other/model\n");
    onTestFinished(() => rmSync(join(world.directory, ".env")));
    const { stdout, stderr } = await plan(coded);
    expect(JSON.parse(stdout).plan.settings.model).toBe("file/model");
    expect(stderr).toContain("Read from .env: MLEBENCH_MODEL, OPENAI_API_KEY");
    expect(stdout + stderr).not.toContain("sk-sentinel");
    expect(await modelOf(coded, { MLEBENCH_MODEL: "real/model" })).toBe("real/model");
    expect(await modelOf(`${coded} --model given/model`)).toBe("given/model");
    expect(await modelOf(`${coded} --dotenv other.env`)).toBe("other/model");
    expect(await modelOf(`${coded} --no-dotenv`)).toBeUndefined();
  });

  test("that is broken or missing is an error with its line, also where it was not asked for", async () => {
    world.write(".env", "A_KEY=1\nsk-sentinel\n");
    onTestFinished(() => rmSync(join(world.directory, ".env")));
    const broken = await plan(coded);
    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toContain("Not a variable (.env, line 2)");
    expect(broken.stderr + broken.stdout).not.toContain("sk-sentinel");
    expect(await plan(`${coded} --dotenv none.env`)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("Cannot read the environment file: file not found"),
    });
  });
});

describe("--sandbox-config", () => {
  const line = (file: string): string =>
    `--agent-dir agents/plain -c ${id} spaceship-titanic --sandbox-config ${file}`;

  test("gives competitions settings of their own, by backend and facts", async () => {
    world.write(
      "sandbox.mjs",
      `export const sandboxConfig = (backend, { facts }) =>
        facts.id === "${id}" ? { memory: backend === "docker" ? "2g" : "1g", containerConfig: { cpu_shares: 3 } } : undefined;\n`,
    );
    expect((await planned(line("sandbox.mjs"))).competition_settings).toEqual({
      [id]: { memory: 2 ** 31, container_config: { cpu_shares: 3 } },
    });
  });

  test.each([
    ["missing.mjs", undefined, "does not load"],
    ["empty.mjs", "export const x = 1;", "The module exports no function"],
    [
      "throws.mjs",
      "export default () => { throw new Error('no luck'); };",
      "failed for color-guess: Error: no luck",
    ],
    ["text.mjs", "export default () => 'big';", "returned no settings for color-guess"],
    ["timeout.mjs", "export default () => ({ timeout: 5 });", "Unknown setting `timeout` of competition"],
    ["wrong.mjs", "export default () => ({ memory: 'much' });", "Invalid `memory`: `much`"],
  ])("%s is an error with the reason", async (file, text, message) => {
    if (text !== undefined) world.write(file, text);
    expect(await plan(line(file))).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) });
  });
});
