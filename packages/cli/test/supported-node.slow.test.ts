import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const bin = join(root, "packages/cli/bin/mlebench.js");
const start = join(root, "tooling/bootstrap/start.cjs");

let directory = "";
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "mlebench-node-")));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function node(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return spawnSync(process.execPath, args, { encoding: "utf8", env });
}

/** What happens in a Node that says it is another version. */
function nodeOf(version: string, ...args: string[]): ReturnType<typeof node> {
  const disguise = join(directory, "disguise.cjs");
  writeFileSync(disguise, `Object.defineProperty(process, "version", { value: "v${version}" });`);
  return node("--require", disguise, ...args);
}

describe("an older Node", () => {
  test.each(["12.22.12", "16.20.2", "18.20.8", "20.9.0", "20.17.0", "20.18.0"])(
    "%s is refused",
    (version) => {
      for (const script of [bin, start]) {
        const { status, stdout, stderr } = nodeOf(version, script, "demo");
        expect(stderr).toBe(
          `error: mlebench requires Node.js 20.18.1 or later, but this is ${version} (${process.execPath}).\n`,
        );
        expect([status, stdout]).toEqual([2, ""]);
      }
    },
  );

  test("gets the reason as JSON, where JSON is asked for", () => {
    const { status, stdout } = nodeOf("18.20.8", bin, "list", "--json");
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ expected: "Node.js 20.18.1 or later", exit_code: 2 });
  });

  test("can read the files that refuse it", () => {
    for (const file of [bin, start, join(bin, "../supported-node.js")]) {
      const text = readFileSync(file, "utf8");
      const compiled = (target: ts.ScriptTarget): string =>
        ts.transpileModule(text, { compilerOptions: { target, allowJs: true } }).outputText;
      // What needs no translation is not newer; `import()` has been read since Node 10.
      expect(compiled(ts.ScriptTarget.ES2015)).toBe(compiled(ts.ScriptTarget.ESNext));
      expect(text).not.toMatch(/["']node:/);
    }
  });
});

test.each(["20.18.1", "20.19.0", "21.0.0", "22.1.0", "24.0.0", "100.0.0"])("Node %s is taken", (version) => {
  const check = join(directory, "check.cjs");
  const module = JSON.stringify(join(bin, "../supported-node.js"));
  writeFileSync(check, `require(${module})({ node: ">=20.18.1" }); console.log("taken");`);
  expect(nodeOf(version, check)).toMatchObject({ status: 0, stdout: "taken\n", stderr: "" });
});

describe("the program's file", () => {
  beforeEach(() => {
    cpSync(join(bin, ".."), join(directory, "packages/cli/bin"), { recursive: true });
    cpSync(join(root, "packages/cli/package.json"), join(directory, "packages/cli/package.json"));
  });
  const copied = (): string => join(directory, "packages/cli/bin/mlebench.js");

  test("says in a clone that is not built what to run", () => {
    mkdirSync(join(directory, "tooling/bootstrap"), { recursive: true });
    const { status, stderr } = node(copied(), "list");
    expect(stderr).toBe(
      `error: mlebench is not installed and built yet. Run \`npm run demo\` in ${directory}.\n`,
    );
    expect(status).toBe(1);
  });

  test("ends with 3 when the command never comes to an end", () => {
    mkdirSync(join(directory, "packages/cli/dist"));
    writeFileSync(join(directory, "packages/cli/dist/main.js"), "await new Promise(() => {});");
    const { status, stderr } = node(copied(), "demo");
    expect(stderr).toContain("The command ended unexpectedly.");
    expect(status).toBe(3);
  });
});
