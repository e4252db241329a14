#!/usr/bin/env node
"use strict";
require("./supported-node.js")(require("../package.json").engines);
require("./start.js");
