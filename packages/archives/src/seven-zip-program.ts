import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { childEnvironment, UserError } from "@mlebench/core";

/** What a run of 7-Zip left. */
export interface ProgramResult {
  succeeded: boolean;
  output: string;
  errors: string;
}

/** A directory that the program sees under `name`, such as "/archive". */
export interface Mount {
  name: string;
  directory: string;
}

type Message = { percent: number } | { result: ProgramResult; memoryBytes: number };

/** What a thread is sent. */
interface Task {
  commands: readonly string[];
  mounts: readonly Mount[];
  progress: boolean;
}

// Text, not a module of its own: from source and from a bundle a module has different places, and a worker needs one.
const program = `
const { parentPort, workerData } = require("node:worker_threads");
const sevenZip = require(workerData.module);
async function run({ commands, mounts, progress }) {
  let output = Buffer.alloc(1 << 16);
  let length = 0;
  const errors = [];
  let percent = -1;
  function onOutput(byte) {
    if (byte === null) return;
    if (length === output.length) output = Buffer.concat([output, Buffer.alloc(length)]);
    output[length++] = byte;
    if (byte !== 37 || !progress) return;
    const shown = Number(/(\\d+)%$/.exec(output.toString("latin1", Math.max(0, length - 5), length))?.[1]);
    length = 0;
    if (Number.isNaN(shown) || shown === percent) return;
    percent = shown;
    parentPort.postMessage({ percent });
  }
  let memory;
  const module = await sevenZip({
    stdin: () => null,
    stdout: onOutput,
    stderr: (byte) => byte !== null && errors.push(byte),
    quit: () => undefined,
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(workerData.compiled, imports).then((instance) => {
        memory = Object.values(instance.exports).find((one) => one instanceof WebAssembly.Memory);
        done(instance, workerData.compiled);
      });
      return {};
    },
  });
  for (const { name, directory } of mounts) {
    module.FS.mkdir(name);
    module.FS.mount(module.NODEFS, { root: directory }, name);
  }
  module.FS.chdir(mounts.at(-1).name);
  let status = 1;
  try {
    status = module.callMain(commands);
  } catch (error) {
    if (error instanceof Error) errors.push(...Buffer.from(error.message));
  }
  const result = {
    succeeded: status === 0,
    output: output.toString("utf8", 0, length),
    errors: Buffer.from(errors).toString(),
  };
  parentPort.postMessage({ result, memoryBytes: memory?.buffer.byteLength ?? Infinity });
}
parentPort.on("message", run);
`;

/** A thread with a last run that took more memory than this ends with it: it would keep the memory for as long as it likes. */
const mostKeptBytes = 64 * 2 ** 20;
/** The thread that waits for the next archive: another one takes five times as long to start as a small archive does. */
let waiting: Worker | undefined;

/**
 * Runs 7-Zip (compiled to WebAssembly, package 7z-wasm) on a thread of its own, so that this one stays
 * free. It waits for the next archive, or ends with its memory, if it took much. The last of `mounts` is the current directory.
 */
export async function runSevenZip(
  commands: readonly string[],
  mounts: readonly Mount[],
  onPercent?: (percent: number) => void,
): Promise<ProgramResult> {
  const module = locateSevenZip();
  const compiled = await compileOnce(module);
  const worker =
    waiting ?? new Worker(program, { eval: true, env: childEnvironment(), workerData: { module, compiled } });
  waiting = undefined;
  forget(worker);
  worker.ref();
  return new Promise((resolve, reject) => {
    const end = (keep: boolean): void => {
      forget(worker);
      if (!keep || waiting !== undefined) return void worker.terminate();
      worker.unref();
      // Whatever befalls it now concerns no archive.
      worker.on("error", () => undefined);
      worker.on("exit", () => {
        if (waiting === worker) waiting = undefined;
      });
      waiting = worker;
    };
    worker.on("message", (message: Message) => {
      if ("percent" in message) onPercent?.(message.percent);
      else {
        end(message.memoryBytes <= mostKeptBytes);
        resolve(message.result);
      }
    });
    worker.on("error", (error) => {
      end(false);
      reject(error);
    });
    worker.on("exit", () => reject(new Error("7-Zip ended without a result")));
    const task: Task = { commands, mounts, progress: onPercent !== undefined };
    worker.postMessage(task);
  });
}

/** Removes our listeners: without names, Node's own would go too. */
function forget(worker: Worker): void {
  for (const name of ["message", "error", "exit"]) worker.removeAllListeners(name);
}

/** Of Node; the types of ECMAScript do not have it. */
declare const WebAssembly: { compile: (bytes: Uint8Array) => Promise<object> };
let compiling: Promise<object> | undefined;

/** Compiles the program for the first archive of the process: later ones start in half the time. */
function compileOnce(module: string): Promise<object> {
  compiling ??= readFile(join(dirname(module), "7zz.wasm")).then((bytes) => WebAssembly.compile(bytes));
  return compiling;
}

/**
 * An optional peer dependency: it is larger than everything else that grading one competition needs.
 * @throws UserError if it is not installed
 */
function locateSevenZip(): string {
  try {
    return createRequire(import.meta.url).resolve("7z-wasm");
  } catch (cause) {
    const hint = "Install it with `npm install 7z-wasm`.";
    throw new UserError("Archives in 7z format need the package `7z-wasm`", { hint, cause });
  }
}
