// npm run pack-all -- DIR: tarballs of every published package, to install in a project of one's own.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { root, workspacePackages } from "../workspace.mjs";

const [given] = process.argv.slice(2);
if (given === undefined) {
  console.error("Usage: npm run pack-all -- DIR");
  process.exit(2);
}
const directory = resolve(process.env.INIT_CWD ?? ".", given);
mkdirSync(directory, { recursive: true });

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error(`${[command, ...args].join(" ").slice(0, 200)} failed${error ? `: ${error.message}` : ""}`);
  process.exit(1);
}

run(process.execPath, [join(root, "tooling/build/build.mjs")]);
run(process.execPath, [join(root, "node_modules/typescript-7/bin/tsc"), "-b"]);
const published = workspacePackages().filter(({ kind, manifest }) => kind !== "tooling" && !manifest.private);
run("npm", ["pack", "--silent", "--pack-destination", directory, ...published.map(({ folder }) => folder)]);
console.log(
  `Packed ${published.length} packages in ${directory}.\n\nIn your project:\n  npm install ${directory}/*.tgz`,
);
