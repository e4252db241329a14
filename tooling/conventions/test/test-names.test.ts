import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { trackedFiles } from "./workspace.js";

const testFile = /^(packages|competitions|tooling)\/[^/]+\/test\/.*\.test\.ts$/;
/** Words that say nothing about what is tested. */
const vague = /^(house|misc|various|other|more|util|utils|helpers|general|common|test|tests)$/;
/** Behaviors that have an established name of one word. */
const oneWordBehaviors: readonly string[] = ["chaos"];

/** Modules of each package, and folders of modules, by the package's path. */
function moduleNames(files: readonly string[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const file of files) {
    const [top, name, ...path] = file.split("/");
    if (path.length === 0 || path[0] === "test" || !/\.(ts|mts|mjs|cjs|js|py|sh)$/.test(file)) continue;
    const found = names.get(`${top}/${name}`) ?? new Set();
    names.set(`${top}/${name}`, found);
    for (const part of path) found.add(part.split(".")[0]);
  }
  return names;
}

/** What is wrong with the path of a test file; undefined if nothing is. */
function problemWith(file: string, modules: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const [top, name, , ...rest] = file.split("/");
  const found = modules.get(`${top}/${name}`);
  const subject = basename(file).split(".")[0];
  const folder = rest.slice(0, -1).find((part) => !found?.has(part));
  if (folder !== undefined) return `\`test/${folder}/\` has no counterpart in \`src/\``;
  if (vague.test(subject)) return `\`${subject}\` says nothing`;
  if (top === "competitions")
    return subject === "index" ? undefined : "a competition has one, `index.test.ts`";
  if (found?.has(subject) || subject.includes("-") || oneWordBehaviors.includes(subject)) return undefined;
  return `no module is named \`${subject}\`: take a module's name, or name the behavior in two words or more`;
}

describe("test files", () => {
  const files = trackedFiles();
  const tests = files.filter((file) => file.endsWith(".test.ts"));

  test("are in the `test/` folder of a package", () => {
    expect(tests.length).toBeGreaterThan(100);
    expect(tests.filter((file) => !testFile.test(file))).toEqual([]);
  });

  test("have the name of the module that they test, or name a behavior in two words or more", () => {
    const modules = moduleNames(files);
    const problems = tests.flatMap((file) => {
      const problem = problemWith(file, modules);
      return problem === undefined ? [] : [`${file}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  test.each([
    ["packages/core/test/medals.test.ts", true],
    ["packages/core/test/csv.test.ts", true],
    ["packages/core/test/full-disk.slow.test.ts", true],
    ["packages/core/test/big.test.ts", false],
    ["packages/core/test/misc.test.ts", false],
    ["packages/core/test/csv/read.test.ts", true],
    ["packages/core/test/unit/medals.test.ts", false],
    ["competitions/a/test/index.test.ts", true],
    ["competitions/a/test/other-things.test.ts", false],
  ])("%s: %s", (file, isGood) => {
    const modules = moduleNames(["packages/core/src/medals.ts", "packages/core/src/csv/read.ts"]);
    expect(problemWith(file, modules) === undefined).toBe(isGood);
  });
});
