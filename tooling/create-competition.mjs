// pnpm create-competition ID: the scaffolder, for this repository. It also carries facts, syncs, installs, and formats.
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { run } from "../packages/create-mlebench-competition/dist/index.js";
import { readDigests } from "./facts/carried.mjs";
import { root } from "./workspace.mjs";

function execute(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["inherit", process.stderr, "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw new Error(
      `\`${[basename(command), ...args].join(" ")}\` failed. The package is written; run the command again.`,
    );
}

process.exitCode = await run(process.argv.slice(2), {
  root,
  onWritten({ id, facts }, directory) {
    const sync = join(root, "tooling/sync/sync.mjs");
    // The benchmark's own facts are carried digit for digit.
    const isCarried = Object.hasOwn(readDigests(root).competitions, id);
    if (facts !== undefined && isCarried)
      execute(process.execPath, [join(root, "tooling/facts/carry.mjs"), "--from", facts.directory, id]);
    execute(process.execPath, [sync]);
    execute("pnpm", ["install", "--no-frozen-lockfile"]);
    execute(join(root, "node_modules/.bin/biome"), [
      "check",
      "--write",
      "--reporter=summary",
      "--diagnostic-level=error",
      directory,
    ]);
    // What is derived from derived files, such as a reference to a package that the first run added, comes second.
    execute(process.execPath, [sync]);
  },
});
