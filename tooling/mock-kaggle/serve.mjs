#!/usr/bin/env node
// A mock of Kaggle that runs until Ctrl-C: node tooling/mock-kaggle/serve.mjs --port 7777 --data DIR
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

const built = new URL("./dist/index.js", import.meta.url);
if (!existsSync(built)) {
  console.error("The mock is not built yet. Run `npm run build` first.");
  process.exit(1);
}
const { competitionsIn, startMockKaggle } = await import(built.href);

const usage = "usage: node tooling/mock-kaggle/serve.mjs [--port 7777] [--data DIR]";
const { port, data } = readOptions();

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { port: { type: "string", default: "7777" }, data: { type: "string" } },
    });
    const number = Number(values.port);
    if (!Number.isInteger(number) || number < 0 || number > 65535)
      throw new Error(`not a port: ${values.port}`);
    return { port: number, data: values.data };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

try {
  const competitions = data === undefined ? [] : await competitionsIn(data);
  const kaggle = await startMockKaggle({ port, competitions });
  const variables = (record) =>
    Object.entries(record)
      .map(([name, value]) => `  ${name}=${value}`)
      .join("\n");
  const names = competitions.map(({ id }) => id).join(", ");
  console.log(`Mock Kaggle at ${kaggle.url}: ${names === "" ? "no competitions" : names}`);
  console.log(`For mlebench:\n${variables(kaggle.environment)}`);
  console.log(`For the official client:\n${variables(kaggle.officialEnvironment)}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => kaggle.close());
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
