// pnpm create-competition ID: a new competition package that builds, passes the contract and can be graded at once.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { readDigests } from "../facts/carried.mjs";
import { root } from "../workspace.mjs";
import { OptionError, readOptions, usage } from "./options.mjs";
import { writePackage } from "./write-package.mjs";

async function optionsFromPerson() {
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const terminal = interactive
    ? createInterface({ input: process.stdin, output: process.stdout })
    : undefined;
  try {
    return await readOptions(process.argv.slice(2), terminal && ((question) => terminal.question(question)));
  } finally {
    terminal?.close();
  }
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw new Error(
      `\`${[basename(command), ...args].join(" ")}\` failed; the package is written, so run it again by hand.`,
    );
}

function folderOf({ id, dir }) {
  if (dir === undefined) return join(root, "competitions", id);
  // The contract asks that the folder is named after the id.
  const folder = resolve(dir);
  return basename(folder) === id && !existsSync(folder) ? folder : join(folder, id);
}

async function main() {
  const options = await optionsFromPerson();
  if (options === undefined) {
    console.log(usage);
    return;
  }
  const folder = folderOf(options);
  const files = writePackage(options, folder);
  const shown = relative(process.cwd(), folder) || folder;
  console.log(`Wrote ${shown}:\n${files.map((path) => `  ${path}`).join("\n")}`);
  if (options.dir !== undefined) {
    console.log(`\nNext:\n  cd ${shown}\n  npm install\n  npm test\n  npm run build`);
    return;
  }
  if (options.install) {
    run(process.execPath, [join(root, "tooling/sync/sync.mjs")]);
    run("pnpm", ["install"]);
    // Long names may break lines elsewhere than the template does.
    run(join(root, "node_modules/.bin/biome"), [
      "check",
      "--write",
      "--reporter=summary",
      "--diagnostic-level=error",
      folder,
    ]);
    // What is derived from derived files (a reference to a package that the first run added) comes second.
    run(process.execPath, [join(root, "tooling/sync/sync.mjs")]);
  }
  // The numbers of the benchmark's own competitions are never typed in.
  const carry = Object.hasOwn(readDigests(root).competitions, options.id)
    ? `\n  node tooling/facts/carry.mjs --from DIR ${options.id}`
    : "";
  console.log(
    `\nNext:${carry}${options.install ? "" : "\n  pnpm sync && pnpm install"}\n  pnpm vitest run competitions/${options.id}\n  pnpm build\n  pnpm mlebench prepare -c ./competitions/${options.id} --mini`,
  );
}

try {
  await main();
} catch (error) {
  if (error instanceof OptionError) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
  console.error(error.message);
  process.exit(1);
}
