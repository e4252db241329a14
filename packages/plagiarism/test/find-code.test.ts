import { execFileSync } from "node:child_process";
import { realpathSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { type FoundCode, findCode } from "../src/find-code.js";
import { readSource } from "../src/read-source.js";
import { temporaryDirectory, write } from "./workspace.js";

function run(files: readonly string[]): string {
  const directory = realpathSync(temporaryDirectory());
  for (const file of files) write(join(directory, file), "x = 1\n");
  return directory;
}

function found(code: FoundCode | string, directory: string): string[] {
  if (typeof code === "string") throw new Error(code);
  return code.files.map((file) => relative(directory, file));
}

const options = { cwd: "/", maxFiles: 10 };
const location = (directory: string, codePath?: string) => ({
  codePath: codePath === undefined ? undefined : join(directory, codePath),
  submissionPath: join(directory, "submission/submission.csv"),
});

describe("the code of a submission", () => {
  test("is a script, a notebook, or all of them below a directory", () => {
    const directory = run(["code/train.py", "code/a/b.ipynb", "code/notes.txt", "code/run.sh"]);
    expect(found(findCode(location(directory, "code/train.py"), options), directory)).toEqual([
      "code/train.py",
    ]);
    expect(found(findCode(location(directory, "code"), options), directory)).toEqual([
      "code/a/b.ipynb",
      "code/train.py",
    ]);
  });

  test("leaves out libraries and links", () => {
    const directory = run(["code/x.py", "code/venv/lib/y.py", "code/.git/z.py", "outside.py"]);
    symlinkSync(join(directory, "outside.py"), join(directory, "code/linked.py"));
    symlinkSync(directory, join(directory, "code/circle"));
    const code = findCode(location(directory, "code"), options) as FoundCode;
    expect(found(code, directory)).toEqual(["code/x.py"]);
    expect(code.notes).toEqual(["Skipped 1 symbolic link."]);
  });

  test("is the run's directory if the usual script is missing, or no path is given", () => {
    const directory = run(["code/solution.py"]);
    expect(found(findCode(location(directory, "code/train.py"), options), directory)).toEqual([
      "code/solution.py",
    ]);
    expect(found(findCode(location(directory), options), directory)).toEqual(["code/solution.py"]);
    const byLogs = { submissionPath: "None", logsPath: join(directory, "logs/agent.log") };
    expect(found(findCode(byLogs, options), directory)).toEqual(["code/solution.py"]);
  });

  test("is what matches a pattern", () => {
    const directory = run(["code/v1/a.py", "code/v2/deep/a.py", "code/v2/b.py", "code/w.py"]);
    const matching = (pattern: string) => found(findCode(location(directory, pattern), options), directory);
    expect(matching("code/v?/*.py")).toEqual(["code/v1/a.py", "code/v2/b.py"]);
    expect(matching("code/**/a.py")).toEqual(["code/v1/a.py", "code/v2/deep/a.py"]);
    expect(findCode(location(directory, "code/z*"), options)).toContain(
      "not found: no script or notebook matches",
    );
  });

  test("of too many files is those named as final, then the largest", () => {
    const directory = run(["code/a.py", "code/b.py", "code/c.py", "code/best_solution.py"]);
    write(join(directory, "code/b.py"), "long = 1\n".repeat(9));
    const code = findCode(location(directory, "code"), { cwd: "/", maxFiles: 2 }) as FoundCode;
    expect(found(code, directory)).toEqual(["code/b.py", "code/best_solution.py"]);
    expect(code.found).toBe(4);
    expect(code.notes).toEqual(["Compared 2 of 4 files: those named as final, then the largest."]);
  });

  test("is incomplete after too many directory entries", () => {
    const directory = run(Array.from({ length: 9 }, (_, i) => `code/${i}.py`));
    const code = findCode(location(directory, "code"), { ...options, maxEntries: 5 }) as FoundCode;
    expect(code).toMatchObject({
      found: 5,
      isComplete: false,
      notes: ["Stopped after 5 directory entries."],
    });
  });

  test.each([
    [undefined, "No code: `code_path` is missing, and the run has no directory `code`."],
    ["nowhere", "not found."],
    ["empty", "has no script or notebook."],
    ["data.csv", "is neither a script, a notebook, nor a directory."],
  ])("that is missing is a sentence: %s", (codePath, sentence) => {
    const directory = run(["empty/readme.txt", "data.csv"]);
    expect(findCode(location(directory, codePath), options)).toContain(sentence);
  });
});

describe("a source", () => {
  test("of a notebook is its script, without magics", () => {
    const cells = [
      { cell_type: "markdown", source: ["# Title"] },
      { cell_type: "code", source: ["%matplotlib inline\n", "x = 1"] },
    ];
    const path = write(join(temporaryDirectory(), "a.ipynb"), JSON.stringify({ cells, nbformat: 4 }));
    expect(readSource(path)).toEqual({ path, text: "# # Title\n\n# %matplotlib inline\nx = 1\n" });
  });

  test.each<[string, string | Uint8Array, string]>([
    ["a.ipynb", "{", "is not what Jupyter writes"],
    ["b.ipynb", "[]", "is not what Jupyter writes"],
    ["a.py", new Uint8Array([120, 0, 61]), "Not a text file"],
    ["b.py", "x = 1\n".repeat(400_000), "Too large: 2.4 MB, limit 2.0 MB"],
  ])("that cannot be compared has a reason: %s", (name, content, reason) => {
    const source = readSource(write(join(temporaryDirectory(), name), content));
    expect("problem" in source ? source.problem : "").toContain(reason);
  });

  test("that is a pipe or missing has a reason, and is not waited for", () => {
    const directory = temporaryDirectory();
    execFileSync("mkfifo", [join(directory, "pipe.py")]);
    expect(readSource(join(directory, "pipe.py"))).toMatchObject({ problem: "Not a regular file" });
    expect(readSource(join(directory, "none.py"))).toMatchObject({ problem: "File not found" });
  });
});
