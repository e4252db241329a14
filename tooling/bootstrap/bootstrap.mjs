// The README's commands, on a machine with only Node and npm: `npm run demo`, `npm test` and the latter's parts.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.mjs";

const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

function run(title, command, args, options = {}) {
  console.error(`\n▸ ${title}`);
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    ...options,
  });
  if (result.status !== 0) {
    console.error(`\n${title} failed (exit code ${result.status ?? result.signal}).`);
    process.exit(result.status ?? 1);
  }
}

/**
 * Runs a program beside others. What it prints is shown when these are done, and from then on as it comes: where it then
 * stands still, it can be seen how far it was.
 * @param other what has to be done before that
 * @returns whether it succeeded
 */
async function runBeside(title, command, args, other) {
  const output = [];
  const keep = (chunk) => output.push(chunk);
  const child = start(command, args, ["ignore", "pipe", "pipe"]);
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream.on("data", keep);
  const end = ended(child);
  await (other ?? end);
  process.stderr.write(`\n▸ ${title}\n${Buffer.concat(output)}`);
  for (const stream of streams) stream.off("data", keep).on("data", (chunk) => process.stderr.write(chunk));
  const status = await end;
  if (status !== 0) console.error(`\n${title} failed (exit code ${status}).`);
  return status === 0;
}

const start = (command, args, stdio) =>
  spawn(command, args, { cwd: root, stdio, shell: process.platform === "win32" });

/** @returns the exit code of a program, the signal that ended it, or why it cannot be started */
const ended = (child) =>
  new Promise((resolve) => {
    child.on("error", ({ message }) => resolve(message));
    child.on("close", (code, signal) => resolve(code ?? signal));
  });

/** Exits unless all succeeded. */
async function requireAll(running) {
  const results = await Promise.all(running);
  if (results.includes(false)) process.exit(1);
}

const local = (tool) => join(root, "node_modules/.bin", tool);

/** Installs only when the lock file changed since the last install, so that later runs take seconds. */
function install() {
  const stamp = join(root, "node_modules/.mlebench-install");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  run("installing", "npm", [
    "exec",
    "--yes",
    `--package=${packageManager}`,
    "--",
    "pnpm",
    "install",
    "--frozen-lockfile",
  ]);
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(stamp, lock);
}

const goals = {
  demo() {
    install();
    run("building", process.execPath, ["tooling/build/build.mjs"]);
    run("running the demo", process.execPath, [
      "packages/cli/bin/mlebench.js",
      "demo",
      ...process.argv.slice(3),
    ]);
  },
  async test() {
    install();
    // Two at a time: what needs the build, and what does not.
    const typeCheck = async () =>
      (await runBeside("building", process.execPath, ["tooling/build/build.mjs"])) &&
      (await runBeside("type-checking", local("tsc"), ["-b", "--singleThreaded"])) &&
      runBeside("type-checking tests", local("tsc"), ["-p", "tsconfig.tests.json", "--singleThreaded"]);
    const lint = async () =>
      (await runBeside("checking generated files", process.execPath, ["tooling/sync/sync.mjs", "--check"])) &&
      runBeside("linting", local("biome"), ["check", "--error-on-warnings", "."]);
    await requireAll([typeCheck(), lint()]);
    const reporters = ["default", "./tooling/vitest-cpu-reporter.ts", "./tooling/vitest-stall-reporter.ts"];
    const vitest = ["run", ...reporters.map((name) => `--reporter=${name}`)];
    const chosen = process.argv.slice(3);
    if (chosen.length > 0) return run("testing", local("vitest"), [...vitest, ...chosen]);
    const lanes = (...names) => names.flatMap((name) => ["--project", name]);
    console.error("\n▸ testing");
    const light = ended(
      start(
        local("vitest"),
        [...vitest, ...lanes("fast", "competitions", "slow", "hostile")],
        ["ignore", "inherit", "inherit"],
      ),
    ).then((status) => status === 0);
    // Tests of containers and clusters wait most of the time, each after the one before: the others use it.
    const beside = (title, names, other) =>
      runBeside(title, local("vitest"), [...vitest, ...lanes(...names)], other);
    const clusters = beside("testing with clusters", ["slurm"], light);
    const docker = beside("testing with Docker", ["docker"], clusters);
    const containers = beside("testing with other containers", ["containers"], docker);
    await requireAll([light, clusters, docker, containers]);
  },
  "test:fast"() {
    install();
    run("linting", local("biome"), ["check", "--error-on-warnings", "."]);
    run("testing", local("vitest"), ["run", "--project", "fast", ...process.argv.slice(3)]);
  },
  "test:hostile"() {
    install();
    run("building", process.execPath, ["tooling/build/build.mjs"]);
    const lanes = ["--project", "hostile", "--project", "docker"];
    const reporter = "--reporter=./tooling/vitest-hostile-reporter.ts";
    run("testing with hostile input", local("vitest"), [
      "run",
      ...lanes,
      reporter,
      "hostile",
      ...process.argv.slice(3),
    ]);
  },
};

goals[process.argv[2]]();
