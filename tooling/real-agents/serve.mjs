#!/usr/bin/env node
// The scripted model until Ctrl-C, where containers reach it: node tooling/real-agents/serve.mjs [--port 8123]
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gateway, startScriptedModel } from "./scripted-server.mjs";

const { values } = parseArgs({
  options: { port: { type: "string", default: "8123" }, host: { type: "string" }, log: { type: "string" } },
});
const server = await startScriptedModel({
  host: values.host ?? gateway(),
  port: Number(values.port),
  onRequest: (request) => {
    console.log(`${request.method} ${request.path}`);
    if (values.log !== undefined) appendFileSync(values.log, `${JSON.stringify(request)}\n`);
  },
});
console.log(`scripted model at ${server.url}`);
