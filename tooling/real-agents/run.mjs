#!/usr/bin/env node
// Runs real agents in containers against a scripted model, to graded reports: README.md beside this file.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gateway, scriptedKey, startScriptedModel } from "./scripted-server.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = join(root, "packages/cli/bin/mlebench.js");
const spaceship = "spaceship-titanic";
const machine = "tabular-playground-series-may-2022";

/** What is run, by name; `url` is the scripted model's, without `/v1`. */
const cases = (url) => ({
  aide: {
    agent: "aide",
    competitions: [spaceship, machine],
    kwargs: ["agent.steps=3", "agent.code.model=mock", "agent.feedback.model=mock"],
    variables: [`OPENAI_BASE_URL=${url}/v1`, "STEP_LIMIT=3"],
  },
  "aide-responses": {
    agent: "aide",
    competitions: [spaceship],
    kwargs: ["agent.steps=2"],
    variables: [`OPENAI_BASE_URL=${url}/v1`, "STEP_LIMIT=2"],
  },
  "aide-claude": {
    agent: "aide/claude",
    competitions: [spaceship],
    kwargs: ["agent.steps=2"],
    variables: [`ANTHROPIC_BASE_URL=${url}`, "STEP_LIMIT=2"],
  },
  plexe: {
    agent: "plexe",
    plexe: `repo_url: https://github.com/openai/mle-bench.git
repo_dir: mle-bench
datasets: [${spaceship}, ${machine}]
provider: openai/mock
max_iterations: 1
timeout: 1200
`,
    variables: [`OPENAI_BASE_URL=${url}/v1`],
  },
  "claude-code": {
    agent: "claude-code",
    competitions: [spaceship],
    variables: [`ANTHROPIC_BASE_URL=${url}`, "NUDGES=1"],
  },
  codex: { agent: "codex", competitions: [spaceship], variables: [`OPENAI_BASE_URL=${url}/v1`, "NUDGES=1"] },
  opencode: {
    agent: "opencode",
    competitions: [spaceship],
    variables: [`ANTHROPIC_BASE_URL=${url}/v1`, "NUDGES=1"],
  },
  "opencode-openai": {
    agent: "opencode/openai",
    competitions: [spaceship],
    variables: [`OPENAI_BASE_URL=${url}/v1`, "NUDGES=1"],
  },
  "opencode-compatible": {
    agent: "opencode/compatible",
    competitions: [spaceship],
    variables: [`OPENAI_BASE_URL=${url}/v1`, "MODEL=compatible/mock", "NUDGES=1"],
  },
});

const names = Object.keys(cases(""));
const usage = `usage: node tooling/real-agents/run.mjs [--work DIR] [NAME…]

Builds images (tags real-agents), runs and grades. NAME: ${names.join(", ")}; default: all.
--work DIR  data, run groups and requests (default: .cache/real-agents)`;

function readOptions() {
  try {
    const options = { work: { type: "string" }, help: { type: "boolean", short: "h" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`unknown: ${unknown}`);
    return { ...values, chosen: positionals.length === 0 ? names : positionals };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  console.log(usage);
  process.exit(0);
}
const work = resolve(options.work ?? join(root, ".cache/real-agents"));
const data = join(work, "data");
mkdirSync(work, { recursive: true });

/** Runs a command and gives its standard output; its errors are shown. */
function must(command, args, { input } = {}) {
  const { status, stdout, error } = spawnSync(command, args, {
    input,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "inherit"],
    maxBuffer: 2 ** 30,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? `exit code ${status}`}`);
  return stdout.trim();
}

/** Runs a command while this process answers as a model; gives its exit code. */
function whileServing(command, args, { cwd, environment, log }) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...environment } });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => {
      writeFileSync(log, Buffer.concat(output));
      done(code);
    });
  });
}

/** The environment image: a small Debian with Python, plus what the scripted programs import. */
async function buildEnvironment() {
  must(join(root, "tooling/docker-base/ensure-engine.sh"), []);
  const base = must(join(root, "tooling/docker-base/make-base.sh"), []);
  const light = "mlebench-env:real-agents-light";
  must(process.execPath, [cli, "env", "build", "--no-heavy", "--base-image", base, "--tag", light]);
  const packages = "numpy==1.26.4 pandas==2.2.2 scikit-learn==1.5.1";
  const dockerfile = `FROM ${light}\nRUN conda run -n agent pip install --no-cache-dir ${packages}\n`;
  must("docker", ["build", "--quiet", "--tag", environmentTag, "-"], { input: dockerfile });
  return base;
}

const environmentTag = "mlebench-env:real-agents";
const imageOf = (agent) => `mlebench-agent-${agent.split("/")[0]}:real-agents`;

/** Agents' images are built on a name of their own, so that nobody's `mlebench-env` is replaced. */
async function buildAgent(id) {
  const { agentContext, findAgent } = await import("../../packages/agents/dist/index.js");
  const { buildImage, connect } = await import("../../packages/runner-docker/dist/index.js");
  const context = agentContext(findAgent(id), { environmentImage: environmentTag });
  await buildImage(connect(), { ...context, tag: imageOf(id) });
}

/** Runs one case; gives a line for each competition. */
async function runCase(name, one, base) {
  const directory = join(work, name);
  mkdirSync(directory, { recursive: true });
  const config = join(directory, "mle-bench-config.yaml");
  if (one.plexe !== undefined) writeFileSync(config, one.plexe);
  const what =
    one.plexe === undefined
      ? ["--agent-id", one.agent, "-c", ...one.competitions, "--grade"]
      : ["--config", config];
  const code = await whileServing(
    process.execPath,
    [
      cli,
      "run",
      ...what,
      ...["--mini", "--data-dir", data, "--run-dir", "runs", "--timeout", "20m"],
      ...["--image", imageOf(one.agent), "--grader-base", base, "--grader-node", "host"],
      ...["--cpus", "2", "--memory", "8g", "--env-vars", ...one.variables],
      ...(one.kwargs === undefined ? [] : ["--kwargs", ...one.kwargs]),
    ],
    {
      cwd: directory,
      environment: { OPENAI_API_KEY: scriptedKey, ANTHROPIC_API_KEY: scriptedKey },
      log: join(directory, "output.txt"),
    },
  );
  const groups = existsSync(join(directory, "runs")) ? readdirSync(join(directory, "runs")).sort() : [];
  const group = groups.length === 0 ? undefined : join(directory, "runs", groups.at(-1));
  const reports =
    group === undefined ? [] : readdirSync(group).filter((file) => file.includes("_grading_report"));
  if (code !== 0 || reports.length === 0)
    return [[name, "-", `FAILED, exit code ${code}: ${directory}/output.txt`]];
  const report = JSON.parse(readFileSync(join(group, reports[0]), "utf8"));
  return report.competition_reports.map(({ competition_id: id, score, verdict }) => {
    const left = one.plexe === undefined || existsSync(join(directory, "workdir", id, "submission.csv"));
    return [name, id, left ? `${verdict} ${score}` : "FAILED: not in workdir"];
  });
}

const base = await buildEnvironment();
const model = await startScriptedModel({ host: gateway() });
const chosen = Object.entries(cases(model.origin)).filter(([name]) => options.chosen.includes(name));
const lines = [];
try {
  must(process.execPath, [cli, "prepare", "-c", spaceship, machine, "--mini", "--data-dir", data]);
  for (const id of new Set(chosen.map(([, { agent }]) => agent.split("/")[0]))) {
    console.error(`building ${imageOf(id)}`);
    await buildAgent(id);
  }
  for (const [name, one] of chosen) {
    console.error(`running ${name}`);
    lines.push(...(await runCase(name, one, base)));
  }
} finally {
  await model.close();
}
for (const [name, id, result] of lines) console.log(`${name.padEnd(20)} ${id.padEnd(36)} ${result}`);
process.exitCode = lines.every(([, , result]) => result.startsWith("scored")) ? 0 : 1;
