// The README's commands, on a machine with only Node and npm: `npm run demo`, `npm test` and the latter's parts.
import { spawnSync } from "node:child_process";
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
  test() {
    install();
    run("checking generated files", process.execPath, ["tooling/sync/sync.mjs", "--check"]);
    run("linting", local("biome"), ["check", "--error-on-warnings", "."]);
    run("building", process.execPath, ["tooling/build/build.mjs"]);
    run("type-checking", local("tsc"), ["-b", "--singleThreaded"]);
    run("type-checking tests", local("tsc"), ["-p", "tsconfig.tests.json", "--singleThreaded"]);
    const reporters = ["--reporter=default", "--reporter=./tooling/vitest-cpu-reporter.ts"];
    run("testing", local("vitest"), ["run", ...reporters, ...process.argv.slice(3)]);
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
