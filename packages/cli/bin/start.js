"use strict";
const { existsSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

enableCompileCache?.();
// Stack traces then name lines of the sources, which are packed as well.
if (process.argv.includes("--verbose")) process.setSourceMapsEnabled(true);

let ended = false;
// Else Node would end with 0 where everything waits for what never comes.
process.once("beforeExit", () => {
  if (ended) return;
  console.error("error: The command ended unexpectedly.");
  process.exitCode = 3;
});

import("../dist/main.js").then(
  () => {
    ended = true;
  },
  (error) => {
    ended = true;
    const clone = join(__dirname, "../../..");
    const isClone = existsSync(join(clone, "tooling/bootstrap"));
    if (error.code !== "ERR_MODULE_NOT_FOUND" || !isClone) throw error;
    console.error(`error: mlebench is not installed and built yet. Run \`npm run demo\` in ${clone}.`);
    process.exitCode = 1;
  },
);
