"use strict";
// The entry of `npm run demo` and `npm test`: an older Node could not read what follows.
require("../../packages/cli/bin/supported-node.js")(require("../../package.json").engines);
import("./bootstrap.mjs");
