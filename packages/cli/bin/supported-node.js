"use strict";
// Plain JavaScript of 2015, as is every file that runs before the check: an older Node has to be able to read it.

/** Ends the process with exit code 2 and one sentence where Node is older than `engines` of a package.json says. */
module.exports = function requireSupportedNode(engines) {
  const needed = numbers(engines.node);
  const current = numbers(process.version);
  const first = needed.findIndex((number, i) => number !== current[i]);
  if (first === -1 || needed[first] < current[first]) return;
  const expected = `Node.js ${needed.join(".")} or later`;
  const message = `mlebench requires ${expected}, but this is ${current.join(".")} (${process.execPath}).`;
  console.error(`error: ${message}`);
  if (process.argv.includes("--json")) {
    const error = { message, expected, hint: null, file: null, row: null, column: null, exit_code: 2 };
    console.log(JSON.stringify({ error }, null, 2));
  }
  process.exit(2);
};

function numbers(version) {
  return version.replace(/^\D+/, "").split(".").map(Number);
}
