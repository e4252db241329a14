import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { analyzeRun } from "../src/index.js";
import { readChunks } from "../src/read/chunks.js";

let directory: string;
const made: string[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-broken-"));
  made.push(directory);
});
afterAll(() => {
  for (const one of made) rmSync(one, { recursive: true, force: true });
});

const random = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, i) => (i * 2654435761) % 251));

test.each([
  ["nothing", ""],
  ["bytes", random(20_000)],
  ["open brackets", "(".repeat(50_000)],
  ["nested lists", `x = ${"[".repeat(20_000)}${"]".repeat(20_000)}`],
  ["long chains", `x = a${".b()".repeat(5000)}`],
  ["elif without end", `if a: pass\n${"elif b: pass\n".repeat(3000)}`],
  ["prose", "The quick brown fox\n".repeat(2000)],
  ["many comments", "# a\n".repeat(20_000)],
  ["Python 2", 'print "x"\nexec "y"\n'],
  ["an escape sequence in bytes", Buffer.from([0x78, 0x3d, 0x22, 0xff, 0xfe, 0x22])],
])("a program of %s does not stop the analysis", async (_, content) => {
  writeFileSync(join(directory, "a.py"), content);
  writeFileSync(join(directory, "b.py"), "import openai\n");
  for (const name of ["c.ipynb", "d.json", "e.log", "f.sh", "g.md", "h.jsonl"])
    writeFileSync(join(directory, name), content);
  const { findings } = await analyzeRun({ codePath: directory, logsPath: directory });
  expect(findings).toMatchObject([{ rule: "llm-library", file: join(directory, "b.py"), line: 1 }]);
});

test("a notebook in UTF-16 is read as one in UTF-8", async () => {
  const notebook = { cells: [{ cell_type: "code", source: ["import openai\n"], outputs: [] }] };
  const path = join(directory, "a.ipynb");
  writeFileSync(path, Buffer.from(`\ufeff${JSON.stringify(notebook)}`, "utf16le"));
  expect((await analyzeRun({ codePath: path })).findings).toMatchObject([{ rule: "llm-library" }]);
  const [chunk] = readChunks(path, { maxTokens: 1000, overlapTokens: 0 });
  expect(chunk.text).toContain("[cell 1: code]\nimport openai");
});

test("missing paths, links, and special names become notes or are read", async () => {
  mkdirSync(join(directory, "code"));
  symlinkSync("/etc", join(directory, "code/etc"));
  writeFileSync(join(directory, "code/new\nline.py"), "import openai\n");
  const { findings, notes } = await analyzeRun({
    codePath: join(directory, "code"),
    logsPath: join(directory, "none"),
  });
  expect(findings.map(({ file }) => file)).toEqual([join(directory, "code/new\nline.py")]);
  expect(notes).toEqual([
    `${join(directory, "code/etc")}: skipped (link)`,
    `${join(directory, "none")}: not read (ENOENT)`,
  ]);
});

test.runIf(process.platform === "linux")("a pipe is a note and is not waited for", async () => {
  execFileSync("mkfifo", [join(directory, "pipe.py")]);
  const file = join(directory, "a.py");
  writeFileSync(file, "x = 1\n");
  expect((await analyzeRun({ codePath: directory })).notes).toEqual([
    `${join(directory, "pipe.py")}: skipped (not a regular file)`,
  ]);
});

test("other events, such as Ctrl-C, have their turn between files and within a long one", async () => {
  writeFileSync(join(directory, "a.log"), "x\n".repeat(50_000));
  writeFileSync(join(directory, "b.log"), "x\n");
  let turns = 0;
  let next = setImmediate(function count() {
    turns++;
    next = setImmediate(count);
  });
  await analyzeRun({ logsPath: directory }).finally(() => clearImmediate(next));
  expect(turns).toBeGreaterThanOrEqual(5);
});
