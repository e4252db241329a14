import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { competitionContract } from "@mlebench/testkit";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
// @ts-expect-error plain JavaScript without declarations
import { metrics } from "../metrics.mjs";
// @ts-expect-error plain JavaScript without declarations
import { readOptions } from "../options.mjs";
// @ts-expect-error plain JavaScript without declarations
import { render, writePackage } from "../write-package.mjs";

const tool = dirname(dirname(fileURLToPath(import.meta.url)));
// Below this tool, so that the new packages find the house's own; .cache is ignored by git.
mkdirSync(join(tool, ".cache"), { recursive: true });
const top = mkdtempSync(join(tool, ".cache/test-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

async function create(...argv: string[]): Promise<string> {
  const options = await readOptions(argv);
  const folder = join(top, options.id);
  writePackage(options, folder);
  return folder;
}

const folders: string[] = [];
for (const metric of Object.keys(metrics as object)) {
  folders.push(await create(`made-for-${metric}`, "--metric", metric));
}
folders.push(
  await create(
    "odd-names",
    "--metric",
    "mae",
    "--dir",
    top,
    "--name",
    "Odd & Co",
    "--answers",
    "private/truth.csv",
    "--id-column",
    "Row Id",
    "--target-column",
    "size (cm)".replace(/[()]/g, ""),
  ),
);

for (const folder of folders) competitionContract(pathToFileURL(join(folder, "test/index.test.ts")).href);

describe("a new package", () => {
  test("type-checks", () => {
    const { config } = ts.readConfigFile(join(tool, "../tsconfig.base.json"), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(
      {
        ...config.compilerOptions,
        composite: false,
        declarationMap: false,
        emitDeclarationOnly: false,
        noEmit: true,
        declaration: false,
      },
      tool,
    );
    const files = folders.flatMap((folder) =>
      readdirSync(join(folder, "src")).map((name) => join(folder, "src", name)),
    );
    expect(files.length).toBe(folders.length * 4);
    const problems = ts
      .getPreEmitDiagnostics(ts.createProgram(files, options))
      .filter(({ file }) => file?.fileName.startsWith(top));
    expect(
      problems.map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
    ).toEqual([]);
  });

  test("inside the house depends on its packages as they are; outside, on published versions", () => {
    const manifest = (folder: string): Record<string, Record<string, string>> =>
      JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const inside = manifest(folders[0]);
    const outside = manifest(folders[folders.length - 1]);
    expect(inside.dependencies["@mlebench/core"]).toBe("workspace:^");
    expect(outside.dependencies["@mlebench/core"]).toMatch(/^\^\d+\.\d+\.\d+$/);
    expect(outside.devDependencies.vitest).toMatch(/^\^\d/);
    expect(outside.scripts.build).toContain("tsup");
    expect(Object.keys(outside.dependencies)).toEqual(Object.keys(inside.dependencies));
    expect(existsSync(join(folders[folders.length - 1], "tsconfig.json"))).toBe(true);
    expect(existsSync(join(folders[0], "tsconfig.json"))).toBe(false);
  });

  test("leaves no placeholder unfilled", () => {
    for (const folder of folders) {
      for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
        /\.\w+$/.test(name),
      )) {
        expect(readFileSync(join(folder, path), "utf8"), path).not.toMatch(/\{\{|undefined/);
      }
    }
  });

  test("never overwrites what is there", async () => {
    await expect(create("made-for-rmse")).rejects.toThrow("exists already");
    expect(readdirSync(top).filter((name) => name.includes(".tmp-"))).toEqual([]);
  });

  test("a template that asks for what nobody knows is refused", () => {
    expect(() => render("a {{b}}", {})).toThrow("{{b}}");
  });
});
