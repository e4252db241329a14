import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { competitionContract } from "@mlebench/testkit";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { smallFilesDirectory } from "../../../tooling/small-files.js";
import { knownMetrics } from "../src/metrics.js";
import { readOptions } from "../src/options.js";
import { shapes } from "../src/shapes.js";
import { type Place, render, writePackage } from "../src/write-package.js";

const own = dirname(dirname(fileURLToPath(import.meta.url)));
// Below this package, so that the new packages find the workspace's; .cache is ignored by git.
mkdirSync(join(own, ".cache"), { recursive: true });
const top = mkdtempSync(join(own, ".cache/test-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

// The contract writes many small files.
beforeAll(() => {
  vi.stubEnv("TMPDIR", smallFilesDirectory());
});
afterAll(() => {
  vi.unstubAllEnvs();
});

async function create(place: Place, ...argv: string[]): Promise<string> {
  const options = await readOptions(argv);
  if (options === undefined) throw new Error("expected options");
  const folder = join(top, options.id);
  writePackage(options, folder, place);
  return folder;
}

const folders: string[] = [];
for (const { name } of knownMetrics) {
  folders.push(await create("workspace", `made-for-${name}`, "--metric", name));
}
for (const shape of shapes) {
  folders.push(await create("workspace", `shaped-as-${shape}`, "--shape", shape));
  if (shape !== "images-by-class")
    folders.push(await create("workspace", `${shape}-probability`, "--shape", shape, "--metric", "auc-roc"));
}
const everyKind = "a:row-name,b:hex?,c:uuid,d:integer?,e:number,f:boolean,g:date?,h:text,i:x|y,j k:Łódź|z?";
folders.push(
  await create("workspace", "json-number", "--shape", "json", "--metric", "pearson"),
  await create(
    "workspace",
    "every-kind",
    "--columns",
    everyKind,
    "--id-column",
    "key:hex",
    "--metric",
    "mae",
  ),
  await create("workspace", "three-classes", "--classes", "red|green|blue", "--test-size", "0.3"),
  await create("workspace", "integers", "--metric-function", "accuracy", "--value", "integer"),
  await create(
    "workspace",
    "photos-with-features",
    ...["--shape", "images", "--metric", "rmse", "--range", "1:100", "--id-column", "Id:hex32"],
    ...["--columns", "Sharp Eyes:0|1,Blur:0|1"],
  ),
  await create("workspace", "whole-stars", "--metric", "mae", "--value", "integer", "--range=-1:5"),
  await create("workspace", "booleans", "--value", "boolean"),
);
const [outside] = [
  await create(
    "anywhere",
    ...["odd-names", "--metric", "mae", "--name", "Odd & Co", "--answers", "private/truth.csv"],
    ...["--id-column", "Row Id", "--target-column", "size cm"],
  ),
];
folders.push(outside);

// Metrics of one kind of target differ by a name only: all are type-checked, one of each kind keeps the contract.
const alike = ["log-loss", "mae", "spearman", "matthews-correlation", "mean-word-jaccard"];
const checked = folders.filter((folder) => !alike.some((name) => folder.endsWith(`made-for-${name}`)));
for (const folder of checked) competitionContract(pathToFileURL(join(folder, "test/index.test.ts")).href);

describe("a new package", () => {
  test("type-checks", () => {
    const { config } = ts.readConfigFile(join(own, "../../tooling/tsconfig.base.json"), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(
      {
        ...config.compilerOptions,
        composite: false,
        declarationMap: false,
        emitDeclarationOnly: false,
        noEmit: true,
        declaration: false,
      },
      own,
    );
    const files = folders.flatMap((folder) =>
      ["src", "test"].flatMap((part) =>
        readdirSync(join(folder, part)).map((name) => join(folder, part, name)),
      ),
    );
    const problems = ts
      .getPreEmitDiagnostics(ts.createProgram(files, options))
      .filter(({ file }) => file?.fileName.startsWith(top));
    expect(
      problems.map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
    ).toEqual([]);
  });

  test("depends on the workspace's packages inside a clone, and on published versions outside", () => {
    const manifest = (folder: string): Record<string, Record<string, string>> =>
      JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const inside = manifest(folders[0] ?? "");
    const alone = manifest(outside);
    expect(inside.dependencies?.["@mlebench/core"]).toBe("workspace:^");
    expect(alone.dependencies?.["@mlebench/core"]).toMatch(/^\^\d+\.\d+\.\d+/);
    expect(alone.devDependencies?.vitest).toMatch(/^\^\d/);
    expect(alone.scripts?.build).toContain("tsup");
    expect(Object.keys(alone.dependencies ?? {})).toEqual(Object.keys(inside.dependencies ?? {}));
    expect(existsSync(join(outside, "tsconfig.json"))).toBe(true);
    expect(existsSync(join(folders[0] ?? "", "tsconfig.json"))).toBe(false);
  });

  test("has no placeholder left", () => {
    for (const folder of folders) {
      for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
        /\.\w+$/.test(name),
      )) {
        expect(readFileSync(join(folder, path), "utf8"), path).not.toMatch(/\{\{|undefined/);
      }
    }
  });

  test("has the columns, digits, and range of the options", () => {
    const read = (path: string): string => readFileSync(join(top, "photos-with-features", path), "utf8");
    expect(read("src/miniature.ts")).toContain('["Id", "Sharp Eyes", "Blur", "target"]');
    expect(read("src/miniature.ts")).toContain("hexadecimalIds(random, 32)");
    expect(read("src/index.ts")).toContain("min: 1, max: 100");
    expect(read("src/grade.ts")).toContain("range: [1, 100]");
    expect(read("description.md")).toContain("| `Blur` | category | TODO");
    expect(read("description.md")).toContain("is not a number from 1 to 100");
  });

  test("has the split in a module only if the miniature needs it too", () => {
    expect(existsSync(join(top, "made-for-accuracy/src/split.ts"))).toBe(true);
    expect(existsSync(join(top, "made-for-rmse/src/split.ts"))).toBe(false);
    expect(readFileSync(join(top, "made-for-rmse/src/prepare.ts"), "utf8")).toContain("testSize: 0.1");
  });

  test("never overwrites a directory", async () => {
    await expect(create("workspace", "made-for-rmse")).rejects.toThrow("already exists");
    expect(readdirSync(top).filter((name) => name.includes(".tmp-"))).toEqual([]);
  });

  test("a template with an unknown key is an error", () => {
    expect(() => render("a {{b}}", {})).toThrow("{{b}}");
  });
});
