"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// Since Node 22. For Node 20, loading the module would be all that it does.
if (Number.parseInt(process.versions.node, 10) >= 22) require("node:module").enableCompileCache?.();
// Stack traces then name lines of the sources, which are packed as well.
if (process.argv.includes("--verbose")) process.setSourceMapsEnabled(true);

let ended = false;
// Else Node would end with 0 where everything waits for what never comes.
process.once("beforeExit", () => {
  if (ended) return;
  console.error("error: The command ended unexpectedly.");
  process.exitCode = 3;
});

/** For `list` and the help of the program, dist/quick.cjs is one file with nothing else. */
function isQuick([first, ...rest]) {
  return (
    first === "list" || (rest.length === 0 && [undefined, "--help", "-h", "--version", "-V"].includes(first))
  );
}

async function start() {
  if (isQuick(process.argv.slice(2))) await require("../dist/quick.cjs").runProcess();
  else await import("../dist/main.js");
}

start().then(
  () => {
    ended = true;
  },
  (error) => {
    ended = true;
    const clone = join(__dirname, "../../..");
    const isClone = existsSync(join(clone, "tooling/bootstrap"));
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(error.code) || !isClone) throw error;
    console.error(`error: mlebench is not installed and built yet. Run \`npm run demo\` in ${clone}.`);
    process.exitCode = 1;
  },
);
