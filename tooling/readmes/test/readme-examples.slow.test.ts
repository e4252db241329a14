import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { addChosenBackend } from "../../../packages/cli/src/program/backend-options.js";
import { createProgram } from "../../../packages/cli/src/program.js";
import { smallFilesDirectory } from "../../small-files.js";
import { root, workspacePackages } from "../../workspace.mjs";

const published = workspacePackages().filter(({ kind, hasSource }) => kind !== "tooling" && hasSource);

/** The first fenced TypeScript block of a README. */
function exampleOf(readme: string): string | undefined {
  return /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
}

const isCompetition = ({ kind }: { kind: string }): boolean => kind === "competition";

/** The example of a README as JavaScript. */
function compiledExample(folder: string): string {
  const example = exampleOf(readFileSync(join(folder, "README.md"), "utf8"));
  if (example === undefined) throw new Error("the README has no example");
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: true,
  };
  return ts.transpileModule(example, { compilerOptions }).outputText;
}

/** Runs a script in an empty directory, and returns what it prints. */
function runScript(script: string): string {
  const workplace = mkdtempSync(join(smallFilesDirectory(), "mlebench-readme-"));
  const env = {
    ...process.env,
    HOME: workplace,
    TMPDIR: workplace,
    XDG_CACHE_HOME: join(workplace, "cache"),
  };
  try {
    return execFileSync(process.execPath, [script], { cwd: workplace, stdio: "pipe", encoding: "utf8", env });
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

/** A script that runs others, each in a directory of its own, and prints at the end which failed, and how. */
function runEach(scripts: readonly (readonly string[])[]): string {
  return `
import { mkdtempSync } from "node:fs";
const failures = {};
const home = process.cwd();
for (const [path, script] of ${JSON.stringify(scripts)}) {
  process.chdir(mkdtempSync(home + "/example-"));
  await import(script).catch((error) => {
    failures[path] = String(error?.stack ?? error);
  });
}
process.chdir(home);
console.log("\\n" + JSON.stringify(failures));
`;
}

describe.each(published.map((entry) => [entry.path, entry] as const))(
  "the README of %s",
  (_, { folder, manifest }) => {
    test("says how to install the package and fits on a screen", () => {
      const readme = readFileSync(join(folder, "README.md"), "utf8");
      expect(readme).toMatch(new RegExp(`npm install (--save-dev |-g )?${manifest.name}`));
      expect(readme.split("\n").length).toBeLessThan(80);
    });
  },
);

describe("the examples of packages", () => {
  const packages = published.filter((entry) => !isCompetition(entry));
  /** Errors of examples, by the path of their package. */
  let failures: Record<string, string>;

  beforeAll(() => {
    // This directory depends on all packages. One process runs all examples: starting it takes longer than most.
    const here = join(root, "tooling/readmes");
    const examples = packages.map(({ path, folder }, i) => ({
      path,
      folder,
      script: join(here, `.example-${process.pid}-${i}.mjs`),
    }));
    const all = join(here, `.examples-${process.pid}.mjs`);
    try {
      for (const { folder, script } of examples) writeFileSync(script, compiledExample(folder));
      const scripts = examples.map(({ path, script }) => [path, pathToFileURL(script).href]);
      writeFileSync(all, runEach(scripts));
      failures = JSON.parse(runScript(all).trimEnd().split("\n").at(-1) ?? "");
    } finally {
      for (const script of [all, ...examples.map((example) => example.script)])
        rmSync(script, { force: true });
    }
  });

  test.each(packages.map(({ path }) => path))("the one of %s runs", (path) => {
    expect(failures[path]).toBeUndefined();
  });
});

const competitions = published.filter(isCompetition);

test("the examples of competitions differ in nothing but the name", () => {
  const nameless = competitions.map(({ path, folder, manifest }) => {
    const example = exampleOf(readFileSync(join(folder, "README.md"), "utf8")) ?? path;
    return example.replaceAll(String(manifest.name), "PACKAGE").replaceAll(basename(folder), "ID");
  });
  expect(nameless).toEqual(nameless.map(() => nameless[0]));
});

// The command's demo does the same for every competition.
test("the example of a competition runs, and grades the sample submission", () => {
  const [{ folder }] = competitions.filter(({ path }) => path === "competitions/spaceship-titanic");
  // A package can import itself.
  const script = join(folder, "dist", `.example-${process.pid}.mjs`);
  try {
    writeFileSync(script, compiledExample(folder));
    expect(runScript(script).trim()).toMatch(/^0\.\d+$/);
  } finally {
    rmSync(script, { force: true });
  }
});

const texts = [
  "README.md",
  "CONTRIBUTING.md",
  ...workspacePackages().map(({ path }) => `${path}/README.md`),
].filter((path) => existsSync(join(root, path)));

/** Command lines of this program in a text, as words: in blocks, in sentences, and in tables. */
function commandsIn(text: string): string[][] {
  return [...text.matchAll(/(?:^\$? ?|`)(?:npx |pnpm )?mlebench ([a-z][^\n`#&|]*)/gm)].map(([, words]) =>
    (words ?? "").trim().split(/\s+/),
  );
}

/** The first word of a command line that the program does not know, with the options of the backend that it chooses. */
async function unknownWord(words: readonly string[]): Promise<string | undefined> {
  let command = createProgram(() => {});
  await addChosenBackend(command, words).catch(() => undefined);
  for (const [i, word] of words.entries()) {
    const next = command.commands.find((one) => one.name() === word);
    if (next !== undefined) command = next;
    else if (i === 0) return word;
    else break;
  }
  const flags = command.options.flatMap(({ short, long }) => [short, long]);
  return words.find((word) => /^--?[a-zA-Z]/.test(word) && ![...flags, "--help"].includes(word));
}

test("commands are found in texts, and unknown ones and their options are noticed", async () => {
  const text =
    "`mlebench list --json` and\n$ npx mlebench run --resume X # again\nnpx mlebench grade-simple a b\n";
  const commands = commandsIn(text);
  expect(commands).toEqual([
    ["list", "--json"],
    ["run", "--resume", "X"],
    ["grade-simple", "a", "b"],
  ]);
  expect(await Promise.all(commands.map(unknownWord))).toEqual([undefined, undefined, "grade-simple"]);
  expect(await unknownWord(["agents", "list", "--agents-dir", "D"])).toBe("--agents-dir");
  expect(await unknownWord(["run", "--backend", "slurm", "--partition", "P"])).toBeUndefined();
  expect(await unknownWord(["run", "--backend", "docker", "--partition", "P"])).toBe("--partition");
});

test.each(texts)("%s names commands and options that there are", async (path) => {
  const commands = commandsIn(readFileSync(join(root, path), "utf8"));
  const unknown = await Promise.all(commands.map(unknownWord));
  expect(commands.filter((_, i) => unknown[i] !== undefined)).toEqual([]);
});

test.each(texts.filter((path) => path !== "CONTRIBUTING.md"))("%s needs no pnpm", (path) => {
  // That the command is also there with pnpm may be said.
  const text = readFileSync(join(root, path), "utf8").replace("With pnpm it is `pnpm mlebench`.", "");
  expect(text).not.toContain("pnpm ");
});

test("the top README's first grade is what comes of its commands", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const block = /```console\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const commands = [...block.matchAll(/^\$ npx mlebench (.*)$/gm)].map(
    ([, words]) => words?.split(" ") ?? [],
  );
  expect(commands.length).toBeGreaterThan(1);
  const workplace = mkdtempSync(join(smallFilesDirectory(), "mlebench-readme-"));
  try {
    const bin = join(root, "packages/cli/bin/mlebench.js");
    const outputs = commands.map((words) => {
      const { status, stdout } = spawnSync(process.execPath, [bin, ...words], {
        cwd: workplace,
        encoding: "utf8",
        env: { ...process.env, HOME: workplace, XDG_CACHE_HOME: join(workplace, "cache") },
      });
      expect(status).toBe(0);
      return `$ npx mlebench ${words.join(" ")}\n${stdout}`;
    });
    const untimed = (text: string): string => text.replace(/ in [\d.]+ s /, " in … s ");
    expect(untimed(block)).toBe(untimed(outputs.join("")));
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
});
