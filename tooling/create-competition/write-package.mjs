// Renders the template of a competition package and puts it in place in one step.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engines, workspacePackages } from "../workspace.mjs";
import { metrics, placeholderMedals } from "./metrics.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const suffix = ".template";
const ownDependencies = ["core", "folders", "metrics", "sampling", "table"].map(
  (name) => `@mlebench/${name}`,
);

/** Files of a template folder, by their path in the package. */
function readTemplate(folder) {
  const top = join(here, folder);
  return readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(suffix))
    .map((path) => ({ path: path.slice(0, -suffix.length), text: readFileSync(join(top, path), "utf8") }));
}

/** Replaces every `{{key}}`; a key without a value is a fault of the template. */
export function render(text, values) {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_whole, key) => {
    if (!Object.hasOwn(values, key)) throw new Error(`the template asks for {{${key}}}, which has no value`);
    return String(values[key]);
  });
}

function valuesOf(options, packageName, path) {
  const { id, name, lowerIsBetter, answers, idColumn, targetColumn } = options;
  const metric = metrics[options.metric];
  const identifier = /^[A-Za-z_$][\w$]*$/.test(targetColumn);
  return {
    name,
    packageName,
    path,
    idColumn,
    targetColumn,
    lowerIsBetter,
    idText: JSON.stringify(id),
    nameText: JSON.stringify(name),
    metricText: JSON.stringify(options.metric),
    answersText: JSON.stringify(answers),
    answersFileText: JSON.stringify(answers.slice("private/".length)),
    idColumnText: JSON.stringify(idColumn),
    targetColumnText: JSON.stringify(targetColumn),
    targetKey: identifier ? targetColumn : JSON.stringify(targetColumn),
    headerText: [idColumn, "height", "place", targetColumn].join(","),
    medals: JSON.stringify(placeholderMedals(lowerIsBetter)),
    metricFunction: metric.function,
    answersKind: metric.answersKind,
    metricTitle: metric.title,
    metricTitleLower: metric.title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()),
    metricExplanation: metric.explanation,
    directionWords: lowerIsBetter ? "lower is better" : "higher is better",
    directionSentence: lowerIsBetter ? "Lower is better." : "Higher is better.",
    targetValue: metric.value,
    label: metric.label,
    sampleValue: metric.sample,
    meaning: metric.meaning,
    answer: metric.answer,
    range: metric.range,
  };
}

function catalogVersion(name) {
  const catalog = readFileSync(join(here, "../../pnpm-workspace.yaml"), "utf8");
  const line = catalog.split("\n").find((each) => each.trim().replaceAll('"', "").startsWith(`${name}: `));
  if (line === undefined) throw new Error(`pnpm-workspace.yaml has no version of ${name}`);
  return line.slice(line.indexOf(": ") + 2).trim();
}

function manifestOf({ id, name, metric, dir }, packageName) {
  const published = Object.fromEntries(
    workspacePackages().map(({ manifest }) => [manifest.name, `^${manifest.version}`]),
  );
  const version = (dependency) => (dir === undefined ? "workspace:^" : published[dependency]);
  const versions = (names) => Object.fromEntries(names.map((each) => [each, version(each)]));
  const common = {
    name: packageName,
    version: "0.1.0",
    description: `${name}, an MLE-bench competition.`,
    keywords: ["mlebench", "machine-learning", "benchmark", metric],
    mlebench: { competition: id },
    dependencies: versions(ownDependencies),
  };
  if (dir === undefined) {
    return { ...common, exports: { ".": {} }, devDependencies: versions(["@mlebench/testkit"]) };
  }
  return {
    ...common,
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines,
    exports: {
      ".": { types: "./dist/types/src/index.d.ts", default: "./dist/index.js" },
      "./package.json": "./package.json",
    },
    files: ["dist", "src", "facts", "description.md", "description.obfuscated.md", "README.md"],
    scripts: {
      build: "tsup src/index.ts --format esm --target node20 && tsc",
      test: "vitest run",
    },
    devDependencies: {
      ...versions(["@mlebench/testkit"]),
      ...Object.fromEntries(
        ["@types/node", "tsup", "typescript", "vitest"].map((each) => [each, catalogVersion(each)]),
      ),
    },
  };
}

/**
 * Writes a whole competition package.
 * @param options what `readOptions` returns
 * @param {string} target absolute path of the package's folder, which must not exist yet
 * @returns {string[]} the files written, relative to the folder
 * @throws Error when the folder exists; nothing is written then
 */
export function writePackage(options, target) {
  if (existsSync(target))
    throw new Error(`${target} exists already; choose another id or folder, or remove it.`);
  const packageName = `${options.dir === undefined ? "@mlebench/competition-" : "mlebench-competition-"}${options.id.toLowerCase()}`;
  // A package of its own is used from its own folder, wherever that will be.
  const path = options.dir === undefined ? `./competitions/${options.id}` : ".";
  const values = valuesOf(options, packageName, path);
  const files = [
    ...readTemplate("template"),
    ...(options.dir === undefined ? [] : readTemplate("standalone")),
  ];
  const rendered = [
    ...files.map(({ path, text }) => ({ path, text: render(text, values) })),
    { path: "package.json", text: `${JSON.stringify(manifestOf(options, packageName), null, 2)}\n` },
  ];
  const temporary = `${target}.tmp-${process.pid}`;
  try {
    for (const { path, text } of rendered) {
      mkdirSync(dirname(join(temporary, path)), { recursive: true });
      writeFileSync(join(temporary, path), text);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return rendered.map(({ path }) => path).sort();
}
