import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { root, workspacePackages } from "../../workspace.mjs";

const published = workspacePackages().filter(({ kind, hasSource }) => kind !== "tooling" && hasSource);

/** The first fenced TypeScript block of a README. */
function exampleOf(readme: string): string | undefined {
  return /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "tooling/build/build.mjs")], { stdio: "pipe" });
});

/** A competition can import itself; this folder depends on everything else. */
function scriptPath(folder: string, kind: string): string {
  const place = kind === "competition" ? join(folder, "dist") : join(root, "tooling/readmes");
  return join(place, `.example-${process.pid}.mjs`);
}

describe.each(published.map((entry) => [entry.path, entry] as const))(
  "the README of %s",
  (_, { folder, manifest, kind }) => {
    const readme = readFileSync(join(folder, "README.md"), "utf8");

    test("says how to install the package and fits on a screen", () => {
      expect(readme).toMatch(new RegExp(`npm install (--save-dev |-g )?${manifest.name}`));
      expect(readme.split("\n").length).toBeLessThan(80);
    });

    test("has an example that runs", () => {
      const example = exampleOf(readme);
      expect(example).toBeDefined();
      const { outputText } = ts.transpileModule(example as string, {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2022,
          verbatimModuleSyntax: true,
        },
      });
      const script = scriptPath(folder, kind);
      const workplace = mkdtempSync(join(tmpdir(), "mlebench-readme-"));
      writeFileSync(script, outputText);
      try {
        execFileSync(process.execPath, [script], {
          cwd: workplace,
          stdio: "pipe",
          timeout: 60_000,
          env: {
            ...process.env,
            HOME: workplace,
            TMPDIR: workplace,
            XDG_CACHE_HOME: join(workplace, "cache"),
          },
        });
      } finally {
        rmSync(script, { force: true });
        rmSync(workplace, { recursive: true, force: true });
      }
    });
  },
);
