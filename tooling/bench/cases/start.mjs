// Starting the command line, against what bare Node.js takes to start.
import { createRequire } from "node:module";
import { join } from "node:path";

const cli = join(createRequire(import.meta.url).resolve("mlebench/package.json"), "../bin/mlebench.js");

/** The command line with arguments. */
export const mlebench = (...args) => ({ command: process.execPath, args: [cli, ...args.map(String)] });

const start = (name, args) => ({
  name,
  title: `\`mlebench ${args.join(" ")}\``,
  sizes: { full: 1, quick: 1 },
  repeats: 10,
  target: { cpu: 1.45 },
  ours: () => mlebench(...args),
  node: () => ({ command: process.execPath, args: ["-e", "0"] }),
});

export const startCases = [start("start-help", ["--help"]), start("start-list", ["list"])];
