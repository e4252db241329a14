import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "mlebench-huge-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const bundle = pathToFileURL(fileURLToPath(new URL("../dist/index.js", import.meta.url))).href;

/** Analyzes a run in a process of its own, and returns the rules that it found and the most memory that it had, in MB. */
function analyze(run: object): { rules: string[]; filesRead: number; megabytes: number } {
  const script = `const { analyzeRun } = await import(${JSON.stringify(bundle)});
    const { findings, filesRead } = await analyzeRun(${JSON.stringify(run)});
    const rules = findings.map(({ rule, line }) => rule + " " + line);
    console.log(JSON.stringify({ rules, filesRead, megabytes: process.resourceUsage().maxRSS / 1e3 }));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  return JSON.parse(output);
}

function writeRepeated(path: string, block: string, bytes: number, end: string): number {
  const file = openSync(path, "w");
  const content = Buffer.from(block);
  let blocks = 0;
  for (; blocks * content.length < bytes; blocks++) writeSync(file, content);
  writeSync(file, end);
  closeSync(file);
  return blocks;
}

test("a log of 500 MB is read to its end, in flat memory", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => {
    if (i % 100 === 0) return `$ python train.py --epochs ${i}`;
    return i % 333 === 0
      ? `{"step":${i},"cmd":"ls /home/data/${i}"}`
      : `2026-01-01 INFO epoch ${i} loss 0.${i} and more`;
  });
  const path = join(directory, "agent.log");
  const blocks = writeRepeated(path, `${lines.join("\n")}\n`, 500e6, "$ sudo cat /etc/shadow\n");
  const { rules, megabytes } = analyze({ logsPath: path });
  const line = blocks * 5000 + 1;
  expect(rules).toEqual([`privileges ${line}`, `system-secrets ${line}`]);
  expect(megabytes).toBeLessThan(400);
  rmSync(path);
});

test("a log of 200 MB in one line is read in flat memory", () => {
  const path = join(directory, "one-line.log");
  writeRepeated(path, "lorem ipsum ".repeat(10_000), 200e6, "\n$ sudo ls /root\n");
  const { rules, megabytes } = analyze({ logsPath: path });
  expect(rules).toEqual(["privileges 2", "root-home 2"]);
  expect(megabytes).toBeLessThan(400);
  rmSync(path);
});

test("20,000 files are read in the order of their names", () => {
  const folder = join(directory, "many");
  for (let i = 0; i < 20; i++) {
    mkdirSync(join(folder, `d${i}`), { recursive: true });
    for (let j = 0; j < 1000; j++) writeFileSync(join(folder, `d${i}`, `f${j}.txt`), "x");
  }
  writeFileSync(join(folder, "d19/z.py"), "import openai\n");
  const { rules, filesRead, megabytes } = analyze({ codePath: folder });
  expect([rules, filesRead]).toEqual([["llm-library 1"], 20_001]);
  expect(megabytes).toBeLessThan(400);
});
