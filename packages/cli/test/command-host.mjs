// A process that runs one command line after another, each as if the program had just been started for it: with its own
// directory, environment, and arguments, and with modules of the program that nothing has used before. What stays is
// what makes a start slow: Node, and the packages that commands import.
//
// Descriptor 3 brings one JSON value a line for each command. Its exit code goes back by the same way when nothing is
// left to do, as in a process of its own, and a mark to both outputs, behind everything that the command has written.
// A command that exits by itself ends this process, which then is what the caller sees.
import { readSync, writeSync } from "node:fs";
import { createRequire, register } from "node:module";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

const control = 3;
const packages = new URL("../../", import.meta.url).href;
const program = fileURLToPath(new URL("cli/", packages));
const bin = `${program}bin/mlebench.js`;
const require = createRequire(import.meta.url);

/** One integer, which the thread of the loader sees too: how many commands there have been. */
const count = new Int32Array(new SharedArrayBuffer(4));
register("./command-host-loader.mjs", import.meta.url, { data: { packages, count } });

const umask = process.umask();
const own = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));
let mark = "";

/** The next line, without letting anything else happen meanwhile; undefined when the caller needs no more. */
function readLine() {
  const parts = [];
  const buffer = Buffer.alloc(65_536);
  for (;;) {
    const length = readSync(control, buffer);
    if (length === 0) return undefined;
    parts.push(Buffer.from(buffer.subarray(0, length)));
    if (buffer[length - 1] === 10) return Buffer.concat(parts).toString();
  }
}

/** Takes away what commands leave behind in a process. */
function forget() {
  for (const name of process.eventNames()) {
    for (const listener of process.rawListeners(name))
      if (!own.get(name)?.includes(listener)) process.off(name, listener);
  }
  for (const path of Object.keys(require.cache)) if (path.startsWith(program)) delete require.cache[path];
  process.exitCode = undefined;
  process.umask(umask);
  process.setSourceMapsEnabled(false);
  setFlagsFromString("--opt");
}

function runNext() {
  const line = readLine();
  if (line === undefined) process.exit();
  const { args, cwd, environment, ...request } = JSON.parse(line);
  mark = request.mark;
  count[0] += 1;
  forget();
  process.chdir(cwd);
  for (const name of Object.keys(process.env))
    if (!Object.hasOwn(environment, name)) delete process.env[name];
  Object.assign(process.env, environment);
  process.argv = [process.execPath, bin, ...args];
  require(bin);
}

function onIdle() {
  // The program has a listener too, which may set the exit code.
  setImmediate(() => {
    for (const output of [1, 2]) writeSync(output, mark);
    writeSync(control, `${process.exitCode ?? 0}\n`);
    runNext();
  });
}

process.on("beforeExit", onIdle);
own.set("beforeExit", [onIdle]);
runNext();
