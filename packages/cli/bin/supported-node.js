"use strict";
// In the JavaScript of 2009, as is every file that runs before the check: an older Node has to be able to read it.

function numbers(version) {
  return version.replace(/^\D+/, "").split(".").map(Number);
}

/** Ends the process with exit code 2 and one sentence where Node is older than `engines` of a package.json says. */
module.exports = function requireSupportedNode(engines) {
  var needed = numbers(engines.node);
  var current = numbers(process.version);
  for (var i = 0; i < 3 && needed[i] === current[i]; i++);
  if (i === 3 || needed[i] < current[i]) return;
  var expected = "Node.js " + needed.join(".") + " or later";
  var message =
    "mlebench requires " + expected + ", but this is " + current.join(".") + " (" + process.execPath + ").";
  console.error("error: " + message);
  if (process.argv.indexOf("--json") !== -1) {
    var nothing = { hint: null, file: null, row: null, column: null, exit_code: 2 };
    var error = { message: message, expected: expected };
    for (var key in nothing) error[key] = nothing[key];
    console.log(JSON.stringify({ error: error }, null, 2));
  }
  process.exit(2);
};
