// Renders the files of a competition package and puts them in place in one step.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { descriptionValues } from "./descriptions.js";
import { placeholderMedals } from "./metrics.js";
import type { CompetitionOptions } from "./options.js";
import { gradeSource, miniatureSource, prepareSource, splitSource } from "./shapes.js";
import { targetOf } from "./target.js";
import { versions } from "./versions.generated.js";

/** Where a package is made: in a clone of mlebench, or anywhere. */
export type Place = "workspace" | "anywhere";

const suffix = ".template";
const dependencies = ["core", "folders", "metrics", "sampling", "synthetic", "table"];

/** Files of a template directory, by their path in the package. */
function readTemplate(name: string): { path: string; text: string }[] {
  // dist/ and src/ are both beside the templates.
  const top = fileURLToPath(new URL(`../${name}`, import.meta.url));
  return readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(suffix))
    .map((path) => ({ path: path.slice(0, -suffix.length), text: readFileSync(join(top, path), "utf8") }));
}

/**
 * Replaces every `{{key}}`.
 * @throws Error if a key has no value: a fault of the template
 */
export function render(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_all, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`The template has {{${key}}}, which has no value`);
    return value;
  });
}

const quoted = (value: unknown): string => JSON.stringify(value);

/** Facts of the collection, with what a new package needs where it has none. */
function factsOf({ id, name, metric, answers, facts }: CompetitionOptions): Record<string, unknown> {
  return {
    id,
    name,
    type: "simple",
    awardsMedals: false,
    prizes: null,
    metric: metric.name,
    lowerIsBetter: metric.lowerIsBetter,
    scoreType: "float",
    answers,
    sampleSubmission: "public/sample_submission.csv",
    goldSubmission: answers,
    splits: [],
    category: null,
    sizeGB: null,
    medals: placeholderMedals(metric.lowerIsBetter),
    sampleSubmissionScore: null,
    knownIssues: [],
    ...withoutOthers(facts?.entry),
  };
}

/** Checksums, notebooks, and leaderboard have files of their own. */
function withoutOthers(entry: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { checksums: _checksums, kernels: _kernels, ...others } = entry;
  return others;
}

function factsFiles(options: CompetitionOptions): Record<string, string> {
  const entry = options.facts?.entry ?? {};
  const kernels = Array.isArray(entry.kernels) ? entry.kernels : [];
  const leaderboard = join(options.facts?.directory ?? "", "leaderboards", `${options.id}.csv`);
  return {
    "facts/competition.json": `${JSON.stringify(factsOf(options), null, 2)}\n`,
    "facts/checksums.json": `${JSON.stringify(entry.checksums ?? { public: {}, private: {}, zip: null }, null, 2)}\n`,
    "facts/kernels.txt": kernels.map((line) => `${line}\n`).join(""),
    ...(options.facts !== undefined &&
      existsSync(leaderboard) && { "facts/leaderboard.csv": readFileSync(leaderboard, "utf8") }),
  };
}

function valuesOf(options: CompetitionOptions, packageName: string, path: string): Record<string, string> {
  const { name, metric, idColumn, targetColumn, shape } = options;
  const isByClass = shape === "images-by-class";
  return {
    name,
    packageName,
    path,
    idColumnText: quoted(idColumn.name),
    targetColumnText: quoted(targetColumn),
    targetValue: targetOf(options).schemaValue,
    metricName: metric.name,
    direction: metric.lowerIsBetter ? "lower is better" : "higher is better",
    rawFile: { table: "train.csv", images: "train.csv", "images-by-class": "train", json: "train.json" }[
      shape
    ],
    quirkTest: isByClass
      ? byClassQuirk
      : shape === "json"
        ? jsonQuirk(targetColumn)
        : tableQuirk(targetColumn),
    ...descriptionValues(options),
  };
}

const tableQuirk = (
  target: string,
): string => `test("a raw table without its target is reported by file and column", async () => {
  const prepared = harness.prepareChanged("train.csv", ([header, ...rows]) => [
    String(header).replace(${quoted(target)}, "other"),
    ...rows,
  ]);
  await expect(prepared).rejects.toThrow(/${target.replaceAll(/[.*+?^$()[\]{}|\\/]/g, "\\$&")}/);
});`;

const jsonQuirk = (
  target: string,
): string => `test("raw records without their target are reported by file", async () => {
  const prepared = harness.prepareChanged("train.json", (lines) =>
    lines.map((line) => line.replace(${quoted(JSON.stringify(target))}, '"other"')),
  );
  await expect(prepared).rejects.toThrow(/train\\.json|${target.replaceAll(/[.*+?^$()[\]{}|\\/]/g, "\\$&")}/);
});`;

const byClassQuirk = `test("a raw directory without a class is reported", async () => {
  await expect(harness.prepare({ "train/other/1.jpg": "" })).rejects.toThrow(/train/);
});`;

function manifestOf(options: CompetitionOptions, packageName: string, place: Place): object {
  const { id, name, metric } = options;
  const version = (dependency: string): string =>
    place === "workspace" ? "workspace:^" : (versions[dependency] ?? "*");
  const ranges = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((each) => [`@mlebench/${each}`, version(`@mlebench/${each}`)]));
  const topics = id
    .toLowerCase()
    .split("-")
    .filter((word) => /^[a-z]{3,}$/.test(word));
  const common = {
    name: packageName,
    version: "0.1.0",
    description: `${name} as an MLE-bench competition: prepare its data, grade submissions.`,
    keywords: [...new Set(["mlebench", "machine-learning", "benchmark", ...topics, metric.name])],
    mlebench: { competition: id },
    dependencies: ranges(dependencies),
  };
  if (place === "workspace") {
    return { ...common, exports: { ".": {} }, devDependencies: ranges(["testkit"]) };
  }
  const tools = ["@types/node", "tsup", "typescript", "vitest"];
  return {
    ...common,
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines: { node: versions.node },
    exports: {
      ".": { types: "./dist/types/src/index.d.ts", default: "./dist/index.js" },
      "./package.json": "./package.json",
    },
    files: ["dist", "src", "facts", "description.md", "description.obfuscated.md", "README.md"],
    scripts: { build: "tsup src/index.ts --format esm --target node20 && tsc", test: "vitest run" },
    devDependencies: {
      ...ranges(["testkit"]),
      ...Object.fromEntries(tools.map((tool) => [tool, versions[tool] ?? "*"])),
    },
  };
}

/** @returns the files of a package, by path */
function renderPackage(options: CompetitionOptions, place: Place): Map<string, string> {
  const prefix = place === "workspace" ? "@mlebench/competition-" : "mlebench-competition-";
  const packageName = `${prefix}${options.id.toLowerCase()}`;
  // A package of its own is used from its own directory, wherever that is.
  const path = place === "workspace" ? `./competitions/${options.id}` : ".";
  const values = valuesOf(options, packageName, path);
  const split = splitSource(options);
  const templates = [
    ...readTemplate("template"),
    ...(place === "anywhere" ? readTemplate("standalone") : []),
  ];
  return new Map([
    ...templates.map(({ path: file, text }): [string, string] => [file, render(text, values)]),
    ...Object.entries(factsFiles(options)),
    ...(split === undefined ? [] : [["src/split.ts", split] as [string, string]]),
    ["src/prepare.ts", prepareSource(options)],
    ["src/grade.ts", gradeSource(options)],
    ["src/miniature.ts", miniatureSource(options)],
    ...(options.shape === "images-by-class"
      ? [["src/classes.ts", classesSource(options)] as [string, string]]
      : []),
    ["package.json", `${JSON.stringify(manifestOf(options, packageName, place), null, 2)}\n`],
  ]);
}

const classesSource = ({ classes }: CompetitionOptions): string =>
  `/** The directories of the raw images. */\nexport const classes = ${quoted(classes)};\n`;

/**
 * Writes a competition package.
 * @param target absolute path of the package's directory, which must not exist
 * @returns the files written, relative to the directory
 * @throws Error if the directory exists; nothing is written then
 */
export function writePackage(options: CompetitionOptions, target: string, place: Place): string[] {
  if (existsSync(target))
    throw new Error(`${target} already exists. Choose another ID or directory, or remove it.`);
  const files = renderPackage(options, place);
  const temporary = `${target}.tmp-${process.pid}`;
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(temporary, path)), { recursive: true });
      writeFileSync(join(temporary, path), text);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return [...files.keys()].sort();
}
