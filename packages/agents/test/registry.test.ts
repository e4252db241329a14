import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describeError } from "@mlebench/core";
import { expect, test } from "vitest";
import {
  agentSecrets,
  agentsDirectory,
  agentTemplate,
  findAgent,
  listAgentDirectory,
  listAgents,
  loadAgentDirectory,
  maskSecrets,
  requirePrivilegedConsent,
  resolveAgentCommand,
  withOverrides,
} from "../src/index.js";

/** A directory of agents' folders: path → content. */
function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "agents-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function agentFolder(config: string): string {
  return folder({
    "mine/config.yaml": config,
    "mine/start.sh": "",
    "mine/Dockerfile": "FROM mlebench-env\n",
  });
}

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return describeError(error);
  }
  throw new Error("nothing was thrown");
}

const paths = "  start: mine/start.sh\n  dockerfile: mine/Dockerfile\n";

test("the agents that come with the benchmark are all readable", () => {
  const problems: string[] = [];
  const agents = listAgents({ onProblem: (problem) => problems.push(problem) });
  expect(problems).toEqual([]);
  expect(agents.map((agent) => agent.id)).toEqual([
    "aide",
    "aide/claude",
    "aide/dev",
    "aide/obfuscated",
    "claude-code",
    "claude-code/dev",
    "codex",
    "codex/dev",
    "dummy",
    "mlagentbench",
    "opencode",
    "opencode/compatible",
    "opencode/openai",
    "opendevin",
    "plexe",
    "plexe/anthropic",
    "plexe/gemini",
  ]);
  for (const agent of agents) expect(agent.privileged).toBe(false);
});

test("anchors and merges give each agent its own values, spelt as Python spells them", () => {
  const agent = findAgent("aide/dev");
  expect(agent.name).toBe("aide");
  expect(resolveAgentCommand(agent, { OPENAI_API_KEY: "key" })).toEqual({
    command: [
      "bash",
      "/home/agent/start.sh",
      "agent.steps=8",
      "agent.search.max_debug_depth=20",
      "agent.search.debug_prob=1",
      "exec.timeout=32400",
      "copy_data=False",
      "generate_report=False",
      "agent.code.model=gpt-4o-2024-08-06",
      "agent.feedback.model=gpt-4o-2024-08-06",
    ],
    environment: { TIME_LIMIT_SECS: "86400", STEP_LIMIT: "8", OPENAI_API_KEY: "key" },
  });
  expect(findAgent("aide").notes).toMatch(/\$\{TIME_LIMIT\}/);
});

test("arguments of kind argparse are two words each", () => {
  const root = agentFolder(
    `mine:\n${paths}  kwargs_type: argparse\n  kwargs: {steps: 5, rate: 1.0e-5, on: true, none: null, name: "a b"}\n`,
  );
  expect(resolveAgentCommand(findAgent("mine", { directories: [root] }), {}).command.slice(2)).toEqual([
    "--steps",
    "5",
    "--rate",
    "1e-05",
    "--True",
    "True",
    "--none",
    "None",
    "--name",
    "a b",
  ]);
});

test("a secret is taken from the environment when the run starts, and its value is in no message", () => {
  const root = agentFolder(
    `mine:\n${paths}  kwargs_type: omegaconf\n  kwargs: {key: "\${{ secrets.A_KEY }}"}\n  env_vars: {B: "\${{secrets.B_KEY}} rest", C: "x \${{ secrets.C_KEY }}"}\n`,
  );
  const agent = findAgent("mine", { directories: [root] });
  expect(agentSecrets(agent)).toEqual(["A_KEY", "B_KEY"]);
  expect(JSON.stringify(agent)).not.toContain("geheim");
  expect(resolveAgentCommand(agent, { A_KEY: "geheim", B_KEY: "b" })).toEqual({
    command: ["bash", "/home/agent/start.sh", "key=geheim"],
    environment: { B: "b", C: `x \${{ secrets.C_KEY }}` },
  });
  const told = message(() => resolveAgentCommand(agent, { A_KEY: "geheim" }));
  expect(told).toMatch(/Missing environment variable `B_KEY` for agent `mine`/);
  expect(told).not.toContain("geheim");
});

test("a privileged agent runs only with consent", () => {
  const agent = findAgent("mine", { directories: [agentFolder(`mine:\n${paths}  privileged: true\n`)] });
  const name = "I_ACCEPT_RUNNING_PRIVILEGED_CONTAINERS";
  for (const value of [undefined, "", "0", "yes", "False"]) {
    expect(message(() => requirePrivilegedConsent(agent, { [name]: value }))).toContain(`${name}=True`);
  }
  for (const value of ["True", "true", "1", "T"])
    expect(() => requirePrivilegedConsent(agent, { [name]: value })).not.toThrow();
  expect(() => requirePrivilegedConsent(findAgent("dummy"), {})).not.toThrow();
});

test("configuration errors name file, agent, and key", () => {
  const cases: [string, RegExp][] = [
    [`mine:\n  start: mine/start.sh\n`, /`mine`: `dockerfile` is missing/],
    [`mine:\n  start: mine/other.sh\n  dockerfile: mine/Dockerfile\n`, /`start` not found: mine\/other.sh/],
    [
      `mine:\n${paths}  kwargs: {a: 1}\n`,
      /`kwargs_type` is missing, but there are kwargs.*`argparse` or `omegaconf`/,
    ],
    [`mine:\n${paths}  kwargs_type: 5\n`, /`kwargs_type` is 5.*`argparse` or `omegaconf`/],
    [`mine:\n${paths}  kwargs_type: argparser\n`, /`kwargs_type` is argparser.*Did you mean `argparse`/],
    [`mine:\n${paths}  kwargs_type: OmegaConf\n`, /`kwargs_type` is OmegaConf.*Did you mean `omegaconf`/],
    [`mine:\n${paths}  privileged: maybe\n`, /`privileged` is maybe.*true or false/],
    [`mine:\n${paths}  env_vars: [A]\n`, /`env_vars` is \['A'\]/],
    [`mine:\n${paths}  env_vars: {"A=B": 1}\n`, /a name without =/],
    [`mine:\n${paths}  kwarg: {a: 1}\n`, /`kwarg` is an unknown setting.*Did you mean `kwargs`/],
    [
      `mine:\n${paths}  kwargs-type: argparse\n`,
      /`kwargs-type` is an unknown setting.*Did you mean `kwargs_type`/,
    ],
    [`mine:\n${paths}  envVars: {A: 1}\n`, /`envVars` is an unknown setting.*Did you mean `env_vars`/],
    [`mine:\n${paths}  privleged: true\n`, /`privleged` is an unknown setting.*Did you mean `privileged`/],
    [
      `mine:\n  strat: mine/start.sh\n  dockerfile: mine/Dockerfile\n`,
      /`strat` is an unknown setting.*Did you mean `start`/,
    ],
    ["- mine\n", /must be a mapping/],
    ["mine: [\n", /Invalid YAML/],
  ];
  for (const [config, expected] of cases) {
    const root = agentFolder(config);
    const told = message(() => findAgent("mine", { directories: [root] }));
    expect(told).toMatch(expected);
    expect(told).toContain(join(root, "mine/config.yaml"));
    const problems: string[] = [];
    expect(listAgents({ directories: [root], onProblem: (text) => problems.push(text) }).length).toBe(
      listAgents().length,
    );
    expect(problems).toEqual([told]);
  }
});

test.each([
  ["my_own_note: true", /setting `my_own_note` is ignored, as in the Python reference/],
  ["bypass_entrypoint: true", /setting `bypass_entrypoint` is ignored/],
  ["env: {A: 1}", /setting `env` is ignored/],
  ["7: seven", /setting `7` is ignored/],
  ["kwargs_type: env", /kwargs_type `env` is ignored, as in the Python reference.*no kwargs are passed/],
])("what the reference ignores is a warning: %s", (line, expected) => {
  const root = agentFolder(`mine:\n${paths}  ${line}\n`);
  const agent = findAgent("mine", { directories: [root] });
  expect(agent.warnings).toEqual([expect.stringMatching(expected)]);
  expect(agent.warnings[0]).toContain(join(root, "mine/config.yaml"));
  expect(resolveAgentCommand(agent, {}).command).toEqual(["bash", "/home/agent/start.sh"]);
});

test("arguments of a kind that the reference does not know are passed nowhere", () => {
  const root = agentFolder(`mine:\n${paths}  kwargs_type: env\n  kwargs: {a: 1}\n`);
  const agent = findAgent("mine", { directories: [root] });
  expect(resolveAgentCommand(agent, {}).command).toEqual(["bash", "/home/agent/start.sh"]);
  expect(message(() => withOverrides(agent, { kwargs: { a: "2" } }))).toMatch(/`mine` takes no arguments/);
});

test("a folder with several agents says how to choose one", () => {
  const two = `one:\n${paths}two:\n${paths}`;
  const directory = join(agentFolder(two), "mine");
  expect(message(() => loadAgentDirectory(directory))).toMatch(/one of one, two.*`--agent-id one`/);
  expect(message(() => loadAgentDirectory(directory, "three"))).toMatch(
    /Unknown agent `three`.*`--agent-id one`/,
  );
  expect(loadAgentDirectory(directory, "two").id).toBe("two");
});

test("all agents of a folder are listed, and what is wrong with them", () => {
  const root = agentFolder(`one:\n${paths}two:\n${paths}  privileged: maybe\n`);
  for (const path of [root, join(root, "mine")]) {
    const problems: string[] = [];
    const agents = listAgentDirectory(path, (text) => problems.push(text));
    expect(agents.map(({ id }) => id)).toEqual(["one"]);
    expect(problems).toEqual([expect.stringMatching(/`two`: `privileged` is maybe/)]);
  }
  expect(message(() => listAgentDirectory(folder({ "README.md": "" })))).toMatch(/config.yaml not found/);
});

test("values given for one run come over those of the configuration, in their places", () => {
  const root = agentFolder(
    `mine:\n${paths}  kwargs_type: omegaconf\n  kwargs: {a.b: 1, c: 2}\n  env_vars: {A: x, B: y}\n`,
  );
  const changed = withOverrides(findAgent("mine", { directories: [root] }), {
    kwargs: { d: "4", "a.b": ["$", "{{ secrets.K }}"].join("") },
    environment: { B: "z", C: "" },
  });
  expect(resolveAgentCommand(changed, { K: "k" })).toEqual({
    command: ["bash", "/home/agent/start.sh", "a.b=k", "c=2", "d=4"],
    environment: { A: "x", B: "z", C: "" },
  });
  expect(agentTemplate(changed)).toEqual({
    command: [["bash"], ["/home/agent/start.sh"], ["a.b=", { secret: "K" }], ["c=", "2"], ["d=", "4"]],
    environment: { A: ["x"], B: ["z"], C: [""] },
  });
  expect(maskSecrets({ "agent.api_key": "v", steps: "5", x: ["$", "{{ secrets.K }}"].join("") })).toEqual({
    "agent.api_key": "<secret>",
    steps: "5",
    x: "<secret K>",
  });
});

test("an unknown id lists those that resemble it", () => {
  expect(message(() => findAgent("aide/gpt"))).toMatch(
    /Unknown agent `aide\/gpt`.*one of aide, aide\/claude, aide\/dev/,
  );
  expect(message(() => findAgent("dumy"))).toMatch(/Unknown agent `dumy`.*Did you mean "dummy"\?/);
  expect(message(() => findAgent("nothing-like-it"))).not.toMatch(/Did you mean/);
  expect(message(() => findAgent("zzz"))).toMatch(/`mlebench agents list`.*--agent-dir/);
  expect(message(() => listAgents({ directories: ["/does/not/exist"] }))).toMatch(
    /Agent directory not found/,
  );
});

test("an own directory comes before the benchmark's", () => {
  const root = folder({
    "dummy/config.yaml": "dummy:\n  start: dummy/start.sh\n  dockerfile: dummy/Dockerfile\n",
    "dummy/start.sh": "",
    "dummy/Dockerfile": "",
  });
  expect(findAgent("dummy", { directories: [root] }).directory).toBe(join(root, "dummy"));
  expect(listAgents({ directories: [root] }).find(({ id }) => id === "dummy")?.directory).toBe(
    join(root, "dummy"),
  );
});

test("an agent's folder can be anywhere and have any name", () => {
  const root = mkdtempSync(join(tmpdir(), "elsewhere-"));
  cpSync(join(agentsDirectory, "dummy"), join(root, "dummy"), { recursive: true });
  expect(loadAgentDirectory(join(root, "dummy"))).toMatchObject({
    id: "dummy",
    start: join(root, "dummy/start.sh"),
  });
  const renamed = join(agentFolder("solo:\n  start: start.sh\n  dockerfile: Dockerfile\n"), "mine");
  expect(loadAgentDirectory(renamed)).toMatchObject({ id: "solo", name: "mine" });
  expect(loadAgentDirectory(join(agentsDirectory, "aide"))).toMatchObject({ id: "aide" });
  expect(loadAgentDirectory(join(agentsDirectory, "aide"), "aide/dev")).toMatchObject({ id: "aide/dev" });
  expect(message(() => loadAgentDirectory(join(agentsDirectory, "aide"), "other"))).toMatch(
    /one of aide, aide\/dev/,
  );
  expect(message(() => loadAgentDirectory(root))).toMatch(/config.yaml not found/);
});
