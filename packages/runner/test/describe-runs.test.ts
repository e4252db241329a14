import { readdirSync } from "node:fs";
import { findCompetition } from "@mlebench/competitions";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type DescribingBackend,
  defineAgent,
  defineBackend,
  describeRuns,
  dryRun,
  type RunAgentsOptions,
  type RunPlan,
  type RunTemplate,
  runAgents,
} from "../src/index.js";
import { settings } from "../src/settings.js";
import { makeAgent, temporaryDirectory } from "./harness.js";

const secret = (name: string): string => ["$", `{{ secrets.${name} }}`].join("");

/** A backend that keeps what it was asked. */
function describingBackend() {
  const asked: { plans: RunPlan[]; runs: readonly RunTemplate[]; directory: string } = {
    ...{ plans: [], runs: [], directory: "" },
  };
  const never = async (): Promise<never> => {
    throw new Error("nothing is started");
  };
  const manifests: DescribingBackend["manifests"] = {
    usage: "Submit them with `paper submit`.",
    async describe(runs, directory) {
      Object.assign(asked, { runs, directory });
      return { files: [{ path: "a", mode: 0o644, bytes: Buffer.from("b") }], next: ["paper submit"] };
    },
  };
  const opened = defineBackend({
    id: "paper",
    settings: settings({}),
    schedules: true,
    connect: () => undefined,
    check: async (plan) => void asked.plans.push(plan),
    ...{ create: never, find: never, clean: never, manifests: () => manifests },
  }).open();
  return { asked, backend: { ...opened, manifests } };
}

describe("runs that are described", () => {
  let options: Omit<RunAgentsOptions, "backend" | "agent"> & { directory: string };
  beforeAll(async () => {
    options = {
      competitions: [
        await findCompetition("spaceship-titanic"),
        await findCompetition("detecting-insults-in-social-commentary"),
      ],
      dataDirectory: "/nowhere",
      runsDirectory: temporaryDirectory(),
      directory: "/manifests",
      environment: {},
    };
  });

  test("have everything but secrets, and need neither data nor secrets of this machine", async () => {
    const { asked, backend } = describingBackend();
    const agent = makeAgent(
      "true",
      "  kwargs_type: omegaconf\n  kwargs: {steps: 5}\n  env_vars: {TIME_LIMIT_SECS: 60}\n",
    );
    const described = await describeRuns({
      ...options,
      backend,
      agent,
      settings: { nSeeds: 2, timeout: "1h", kwargs: { key: secret("A") }, envVars: { TOKEN: secret("B") } },
      competitionSettings: { "spaceship-titanic": { memory: "2g" } },
    });
    expect(described).toMatchObject({
      runGroup: expect.stringMatching(/_run-group_fake$/),
      plan: { settings: { kwargs: { key: "<secret A>" } } },
      runs: [0, 1].flatMap((seed) =>
        options.competitions.map(({ facts }) => ({ competitionId: facts.id, seed })),
      ),
      next: ["paper submit"],
      warnings: [],
    });
    expect(asked.directory).toBe("/manifests");
    expect(asked.plans.map(({ isDryRun }) => isDryRun)).toEqual([true, true]);
    expect(new Set(asked.runs.map(({ runId }) => runId)).size).toBe(4);
    expect(asked.runs[0]).toMatchObject({
      runGroup: described.runGroup,
      runId: described.runs[0].runId,
      image: "fake",
      publicDirectory: "/nowhere/spaceship-titanic/prepared/public",
      command: [["bash"], ["/home/agent/start.sh"], ["steps=", "5"], ["key=", { secret: "A" }]],
      environment: {
        SEED: ["0"],
        COMPETITION_ID: ["spaceship-titanic"],
        TIME_LIMIT_SECS: ["60"],
        TOKEN: [{ secret: "B" }],
      },
      settings: { memory: 2 * 2 ** 30, timeout: 3600 },
      description: expect.stringContaining("Spaceship Titanic"),
    });
    expect(asked.runs[1].settings.memory).toBeUndefined();
    expect(asked.runs[2].environment.SEED).toEqual(["1"]);
    expect(readdirSync(options.runsDirectory)).toEqual([]);
  });

  test("do not name the competition where it is obfuscated", async () => {
    const { asked, backend } = describingBackend();
    await describeRuns({ ...options, backend, agent: makeAgent("true"), settings: { obfuscated: true } });
    expect(asked.runs[0].environment.COMPETITION_ID).toBeUndefined();
    expect(asked.runs[0].description).not.toContain("Spaceship");
  });

  test.each([
    ["a variable", { envVars: { MY_TOKEN: "hush" } }, "`MY_TOKEN`"],
    ["an argument", { kwargs: { api_key: "hush" } }, "`api_key`"],
    ["an address with a password", { envVars: { PROXY: "http://me:hush@proxy" } }, "`PROXY`"],
  ])("have no secret in %s", async (_what, given, name) => {
    const { asked, backend } = describingBackend();
    const agent = makeAgent("true", "  kwargs_type: argparse\n");
    await expect(describeRuns({ ...options, backend, agent, settings: given })).rejects.toThrow(
      `The value of ${name} seems to be a secret`,
    );
    expect(asked.runs).toEqual([]);
  });

  test("have no agent in code", async () => {
    const agent = defineAgent({ id: "coded", run: async () => undefined });
    await expect(describeRuns({ ...options, backend: describingBackend().backend, agent })).rejects.toThrow(
      "Agent `coded` cannot be described",
    );
  });

  test("are not started, whatever is missing", async () => {
    const { asked, backend } = describingBackend();
    await expect(runAgents({ ...options, backend, agent: makeAgent("true") })).rejects.toMatchObject({
      message: "The backend `paper` only writes manifests and starts no runs",
      details: { hint: "Submit them with `paper submit`." },
    });
    expect(asked.plans).toEqual([]);
    expect(readdirSync(options.runsDirectory)).toEqual([]);
  });

  test("have a plan, for which nothing of this machine is missing", async () => {
    const agent = makeAgent("true", `  env_vars: {TOKEN: "${secret("B")}"}\n`);
    const { missing, runs } = await dryRun({ ...options, backend: describingBackend().backend, agent });
    expect(missing).toEqual([]);
    expect(runs).toHaveLength(2);
  });
});
