import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import ts from "typescript";
import { expect, test } from "vitest";
import {
  isTemporaryName,
  removeTemporaryFiles,
  replaceFile,
  replaceFileSync,
  temporaryName,
} from "../src/atomic-file.js";
import { scratchDirectory as scratch } from "./scratch.js";

/** The names that a new thread picks for `path`. Threads run JavaScript, so the module is translated for them. */
function namesOfThread(module: string, path: string): Promise<string[]> {
  const source = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.module).then(({ temporaryName }) =>
      parentPort.postMessage([1, 2, 3].map(() => temporaryName(workerData.path))));`;
  return new Promise((resolve, reject) => {
    const thread = new Worker(source, { eval: true, execArgv: [], workerData: { module, path } });
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

test("no two threads of a process pick one temporary name", async () => {
  const directory = scratch();
  const module = join(directory, "atomic-file.mjs");
  const source = readFileSync(new URL("../src/atomic-file.ts", import.meta.url), "utf8");
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  writeFileSync(module, ts.transpileModule(source, { compilerOptions }).outputText);
  const path = join(directory, "report.json");
  const own = [1, 2, 3].map(() => temporaryName(path));
  const names = [...own, ...(await namesOfThread(module, path)), ...(await namesOfThread(module, path))];
  expect(new Set(names).size).toBe(9);
  expect(names.map(dirname)).toEqual(names.map(() => directory));
  expect(names.map((name) => isTemporaryName(basename(name)))).not.toContain(false);
});

test("what killed processes left is removed, also of versions that named no thread", () => {
  const directory = scratch();
  mkdirSync(join(directory, ".mlebench-4711-9.tmp"));
  for (const name of [".mlebench-1-1.tmp", ".mlebench-1-2-3.tmp", ".mlebench-notes.tmp", "a"])
    writeFileSync(join(directory, name), "");
  removeTemporaryFiles(directory);
  expect(readdirSync(directory).sort()).toEqual([".mlebench-notes.tmp", "a"]);
});

test("a writer that fails leaves the old file and nothing else", () => {
  const directory = scratch();
  const path = join(directory, "a");
  writeFileSync(path, "old");
  const fail = (temporary: string) => {
    writeFileSync(temporary, "half");
    throw new Error("no more");
  };
  expect(() => replaceFileSync(path, fail)).toThrow("no more");
  expect(readdirSync(directory)).toEqual(["a"]);
  expect(readFileSync(path, "utf8")).toBe("old");
});

test("a failure for which the system names no path has that of the file", async () => {
  const path = join(scratch(), "a");
  const full = (): never => {
    throw Object.assign(new Error("write"), { code: "ENOSPC", syscall: "write" });
  };
  expect(() => replaceFileSync(path, full)).toThrow(expect.objectContaining({ path }));
  await expect(replaceFile(path, async () => full())).rejects.toMatchObject({ path });
});
