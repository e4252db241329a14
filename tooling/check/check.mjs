// Runs every check of a competition: derived files, format, types, the Python reference, and the contract.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../workspace.mjs";

const usage = `Usage: pnpm check ID [ID …] [options]

Checks competitions/ID, and corrects what can be derived:

  sync      writes package.json fields, README, references and the registry
  format    formats and lints the package
  types     compiles sources and tests
  golden    compares with the Python reference, if --reference is given; records golden.json if there is none
  contract  runs the package's tests

  --no-write        report what sync and format would change, and write nothing
  --reference DIR   a checkout of openai/mle-bench              (default: $MLEBENCH_REFERENCE)
  --python PYTHON   a Python with the reference's dependencies  (default: $MLEBENCH_PYTHON, or python3)

Exit code: 0 if all checks pass, 1 if one fails, 2 for wrong usage.`;

function fail(message) {
  console.error(message);
  process.exit(2);
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        "no-write": { type: "boolean", default: false },
        reference: { type: "string", default: process.env.MLEBENCH_REFERENCE },
        python: { type: "string", default: process.env.MLEBENCH_PYTHON ?? "python3" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return fail(`${error.message}\n\n${usage}`);
  }
}

const { values: options, positionals } = readOptions();
if (options.help) {
  console.log(usage);
  process.exit(0);
}
if (positionals.length === 0) fail(usage);
const ids = positionals.map((name) => basename(name));
const known = readdirSync(join(root, "competitions")).filter((id) =>
  existsSync(join(root, "competitions", id, "package.json")),
);
for (const id of ids.filter((name) => !known.includes(name))) {
  const near = known.filter((name) => name.includes(id.slice(0, 6))).slice(0, 3);
  fail(`competitions/${id} not found.${near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : ""}`);
}

const bin = (name) => join(root, "node_modules/.bin", name);
const script = (path) => join(root, "tooling", path);
const folders = ids.map((id) => join("competitions", id));
const write = !options["no-write"];

/** Why a competition is not compared with the reference; undefined if it is. */
function reasonWithoutReference(id) {
  if (options.reference === undefined) return "no --reference; the contract compares with golden.json";
  const path = join(root, "competitions", id, "golden.json");
  const patched = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).reference.patched : undefined;
  return patched === undefined
    ? undefined
    : "recorded from a patched reference; the contract compares with golden.json";
}

const compared = ids.filter((id) => reasonWithoutReference(id) === undefined);
/** Recording needs a reference and no recording; everything else only compares. */
function goldenCommands() {
  const common = ["--reference", options.reference, "--python", options.python];
  return compared.map((id) => {
    const isRecorded = existsSync(join(root, "competitions", id, "golden.json"));
    const dryRun = isRecorded || !write ? ["--dry-run"] : [];
    return [process.execPath, script("golden/record.mjs"), id, ...common, ...dryRun];
  });
}

const steps = [
  { name: "sync", commands: [[process.execPath, script("sync/sync.mjs"), ...(write ? [] : ["--check"])]] },
  {
    name: "format",
    commands: [[bin("biome"), "check", "--error-on-warnings", ...(write ? ["--write"] : []), ...folders]],
  },
  {
    name: "types",
    commands: [
      [bin("tsc"), "-b", ...folders],
      [bin("tsc"), "-p", "tsconfig.tests.json"],
    ],
  },
  {
    name: "golden",
    commands: goldenCommands(),
    skipped: compared.length > 0 ? undefined : reasonWithoutReference(ids[0]),
  },
  {
    name: "contract",
    // A slash at the end, so that an ID which another one begins with stands for itself only.
    commands: [
      [
        bin("vitest"),
        "run",
        "--project",
        "fast",
        "--project",
        "competitions",
        ...folders.map((path) => `${path}/`),
      ],
    ],
  },
];

/** Runs commands in turn; their output is shown only if one fails. */
function run(commands) {
  for (const [command, ...args] of commands) {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: root,
      // While a competition is being written, every seed that cannot be graded should show.
      env: { MLEBENCH_CONTRACT_SEEDS: "20", ...process.env },
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (status !== 0) return `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`;
  }
  return undefined;
}

const failed = [];
for (const { name, commands, skipped } of steps) {
  if (skipped !== undefined) {
    console.log(`${name.padEnd(9)} skipped: ${skipped}`);
    continue;
  }
  const start = performance.now();
  const output = run(commands);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${name.padEnd(9)} ${output === undefined ? "passed" : "FAILED"} in ${seconds}s`);
  if (output === undefined) continue;
  failed.push(name);
  console.log(`${output.trimEnd().replaceAll(/^/gm, "  ")}\n`);
}
console.log(
  failed.length === 0
    ? `${ids.join(", ")}: all checks passed`
    : `${ids.join(", ")}: failed: ${failed.join(", ")}`,
);
process.exit(failed.length === 0 ? 0 : 1);
