// Writes everything that can be derived: common package.json fields, tsconfig references, splits, and the
// meta package's index of competitions. `--check` writes nothing and fails when something is stale, or when facts are
// not as they were carried.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { driftedFacts } from "../facts/carried.mjs";
import { engines, hasSource, root, sourceOf, workspacePackages } from "../workspace.mjs";
import { packagesSection } from "./architecture.mjs";
import { competitionReadme } from "./competition-readme.mjs";
import { describeRunSettings } from "./run-settings.mjs";

const check = process.argv.includes("--check");
const stale = [];

function put(path, text) {
  const current = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (current === text) return;
  stale.push(relative(root, path));
  if (check) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const packages = workspacePackages();
const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
const catalog = readCatalog(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8"));

/** The `catalog:` block of pnpm-workspace.yaml: lines of `name: range`, names quoted or not. */
function readCatalog(text) {
  const block = /^catalog:\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? "";
  return new Map([...block.matchAll(/^ {2}"?([^"\s]+?)"?: (.+)$/gm)].map(([, name, range]) => [name, range]));
}

/** Plain ranges, so that `npm pack` gives a package that npm can install; pnpm links the workspace's own. */
function plainRanges(dependencies) {
  return Object.fromEntries(
    Object.entries(sortKeys(dependencies)).map(([name, range]) => {
      if (byName.has(name)) return [name, `^${byName.get(name).manifest.version ?? "0.1.0"}`];
      return [name, catalog.get(name) ?? range];
    }),
  );
}

/** Files below those that are published: declarations say in comments what their maps would lead to. */
const unpublished = ["!**/*.tsbuildinfo", "!**/*.d.ts.map"];

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

function sortKeys(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Manifest fields that are the same, or follow from the folder, for every published package. */
function publishedManifest({ folder, manifest, kind }) {
  const keys = Object.keys(manifest.exports ?? { ".": true }).filter((key) => key !== "./package.json");
  const exports = Object.fromEntries(
    keys.map((key) => {
      const source = sourceOf(key);
      const stem = source.slice("src/".length, -".ts".length);
      return [
        key,
        {
          "@mlebench/source": `./${source}`,
          types: `./dist/types/src/${stem}.d.ts`,
          default: `./dist/${stem}.js`,
        },
      ];
    }),
  );
  const extraFiles = (manifest.files ?? []).filter(
    (name) => !["dist", "src", "CHANGELOG.md", "README.md", ...unpublished].includes(name),
  );
  const files = [
    "dist",
    "src",
    ...(kind === "competition" ? ["facts", "description.md", "description.obfuscated.md"] : []),
    ...extraFiles.filter((name) => !["facts", "description.md", "description.obfuscated.md"].includes(name)),
    "CHANGELOG.md",
    "README.md",
    ...unpublished,
  ];
  const { name, version, description, keywords, bin, mlebench, dependencies, peerDependencies } = manifest;
  const { devDependencies, optionalDependencies, peerDependenciesMeta } = manifest;
  const id = folder.split("/").at(-1);
  return {
    name: kind === "competition" ? `@mlebench/competition-${id.toLowerCase()}` : name,
    version: version ?? "0.1.0",
    description,
    keywords: [...new Set(["mlebench", "machine-learning", "benchmark", "kaggle", ...(keywords ?? [])])],
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines,
    exports: { ...exports, "./package.json": "./package.json" },
    ...(bin && { bin }),
    files,
    publishConfig: { access: "public" },
    ...(mlebench && { mlebench }),
    ...(dependencies && { dependencies: plainRanges(dependencies) }),
    ...(optionalDependencies && { optionalDependencies: plainRanges(optionalDependencies) }),
    ...(peerDependencies && { peerDependencies: plainRanges(peerDependencies) }),
    ...(peerDependenciesMeta && { peerDependenciesMeta }),
    ...(devDependencies && { devDependencies: sortKeys(devDependencies) }),
  };
}

/** The meta package depends on every competition; done first, since its references follow from it. */
const competitions = packages
  .filter((entry) => entry.kind === "competition" && hasSource(entry.folder))
  .map((entry) => ({
    name: entry.manifest.name,
    facts: JSON.parse(readFileSync(join(entry.folder, "facts/competition.json"), "utf8")),
  }))
  .sort((a, b) => (a.facts.id < b.facts.id ? -1 : 1));
const meta = byName.get("@mlebench/competitions");
if (meta !== undefined) {
  const own = Object.entries(meta.manifest.dependencies ?? {}).filter(
    ([name]) => !name.startsWith("@mlebench/competition-"),
  );
  meta.manifest.dependencies = Object.fromEntries([...own, ...competitions.map(({ name }) => [name, ""])]);
}

for (const entry of packages) {
  const manifest = entry.kind === "tooling" ? entry.manifest : publishedManifest(entry);
  if (entry.kind !== "tooling") put(join(entry.folder, "package.json"), json(manifest));
  if (!hasSource(entry.folder)) continue;
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const references = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
    .filter((name) => byName.has(name) && hasSource(byName.get(name).folder))
    .map((name) => ({ path: relative(entry.folder, byName.get(name).folder) }));
  put(
    join(entry.folder, "tsconfig.json"),
    json({
      extends: relative(entry.folder, join(root, "tooling/tsconfig.base.json")),
      compilerOptions: {
        rootDir: ".",
        outDir: "dist/types",
        tsBuildInfoFile: "dist/types/tsconfig.tsbuildinfo",
      },
      include: ["src", ...(entry.kind === "competition" ? ["facts/*.json"] : [])],
      references,
    }),
  );
}

for (const { folder, manifest, kind } of packages) {
  if (kind !== "competition" || !hasSource(folder)) continue;
  const facts = JSON.parse(readFileSync(join(folder, "facts/competition.json"), "utf8"));
  const checksums = JSON.parse(readFileSync(join(folder, "facts/checksums.json"), "utf8"));
  const readme = join(folder, "README.md");
  const current = existsSync(readme) ? readFileSync(readme, "utf8") : "";
  put(readme, competitionReadme(manifest.name, facts, checksums, current));
}

const typed = packages.filter((entry) => hasSource(entry.folder));
put(
  join(root, "tsconfig.json"),
  json({ files: [], references: typed.map((entry) => ({ path: entry.path })) }),
);

// Splits are text files at the top level, for people; core carries them as a table, for programs.
const splitNames = readdirSync(join(root, "splits"))
  .filter((name) => name.endsWith(".txt"))
  .sort();
const splits = Object.fromEntries(
  splitNames.map((name) => [
    name.slice(0, -".txt".length),
    readFileSync(join(root, "splits", name), "utf8")
      .split(/\r?\n/)
      .filter((line) => line !== ""),
  ]),
);
put(
  join(root, "packages/core/src/splits.generated.ts"),
  `// Written by \`pnpm sync\` from splits/*.txt.\nexport const splitIds: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(splits, null, 2)};\n`,
);

// The published leaderboard is a table as it was carried; the package of reports has it as text, for every bundler.
const publishedTables = ["published-leaderboard.csv", "published-setups.csv"];
const reportsFolder = join(root, "packages/reports");
if (publishedTables.every((name) => existsSync(join(reportsFolder, "facts", name)))) {
  const texts = publishedTables.map((name) => [
    name,
    readFileSync(join(reportsFolder, "facts", name), "utf8"),
  ]);
  put(
    join(reportsFolder, "src/published-tables.generated.ts"),
    `// Written by \`pnpm sync\` from facts/*.csv.\nexport const publishedTables = ${JSON.stringify(Object.fromEntries(texts), null, 2)} as const;\n`,
  );
}

// The meta package: id → metadata, and id → lazy import. Listing never loads a competition.
if (meta !== undefined) {
  const index = competitions.map(({ name, facts }) => ({
    id: facts.id,
    package: name,
    name: facts.name,
    metric: facts.metric,
    lowerIsBetter: facts.lowerIsBetter,
    splits: facts.splits,
    category: facts.category,
    sizeGB: facts.sizeGB,
    knownIssues: facts.knownIssues,
  }));
  const imports = competitions.map(
    ({ name, facts }) => `  ${JSON.stringify(facts.id)}: () => import(${JSON.stringify(name)}),`,
  );
  put(
    join(meta.folder, "src/summaries.generated.ts"),
    [
      "// Written by `pnpm sync` from competitions/*/facts/competition.json.",
      'import type { CompetitionSummary } from "./summary.js";',
      "",
      `export const summaries: readonly CompetitionSummary[] = ${JSON.stringify(index, null, 2)};`,
      "",
    ].join("\n"),
  );
  put(
    join(meta.folder, "src/importers.generated.ts"),
    [
      "// Written by `pnpm sync`.",
      'import type { Competition } from "@mlebench/core";',
      "",
      "export const importers: Readonly<Record<string, () => Promise<{ competition: Competition }>>> = {",
      ...imports,
      "};",
      "",
    ].join("\n"),
  );
}

// What the scaffolder writes into the manifest of a package outside this repository.
const scaffolder = byName.get("create-mlebench-competition");
if (scaffolder !== undefined) {
  const own = packages
    .filter(({ kind, manifest }) => kind === "package" && manifest.name.startsWith("@mlebench/"))
    .map(({ manifest }) => [manifest.name, `^${manifest.version}`]);
  const tools = ["@types/node", "tsup", "typescript", "vitest"].map((name) => [name, catalog.get(name)]);
  const versions = Object.fromEntries(
    [...own, ...tools, ["node", engines.node]].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  put(
    join(scaffolder.folder, "src/versions.generated.ts"),
    `// Written by \`pnpm sync\`.\nexport const versions: Readonly<Record<string, string>> = ${JSON.stringify(versions, null, 2)};\n`,
  );
}

// The command line brings backends along: those of its dependencies. The first is the default.
const commandLine = byName.get("mlebench");
if (commandLine !== undefined) {
  const rank = ({ mlebench }) => (mlebench.backend === "docker" ? 0 : 1);
  const bundled = Object.keys(commandLine.manifest.dependencies ?? {})
    .map((name) => byName.get(name)?.manifest)
    .filter((manifest) => manifest?.mlebench?.backend !== undefined)
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const entries = bundled.map(({ name, description, mlebench }) =>
    [
      "  {",
      `    id: ${JSON.stringify(mlebench.backend)},`,
      `    package: ${JSON.stringify(name)},`,
      `    description: ${JSON.stringify(description)},`,
      `    load: () => import(${JSON.stringify(name)}),`,
      "  },",
    ].join("\n"),
  );
  put(
    join(commandLine.folder, "src/bundled-backends.generated.ts"),
    [
      "// Written by `pnpm sync` from the package.json of the command line's dependencies.",
      'import type { BundledPlugin } from "@mlebench/runner";',
      "",
      "/** The backends of the command line. The first is the default. */",
      "export const bundledBackends: readonly BundledPlugin[] = [",
      ...entries,
      "];",
      "",
    ].join("\n"),
  );
}

/** How much of each split is implemented, between two marks of the top README. */
function statusTable() {
  const ids = new Set(competitions.map(({ facts }) => facts.id));
  const names = {
    low: "low (MLE-bench Lite)",
    medium: "medium",
    high: "high",
    dev: "dev (agent development)",
  };
  const parts = Object.entries(names).map(([split, name]) => ({ name, all: splits[split] }));
  parts.push({ name: "**total**", all: [...new Set(parts.flatMap(({ all }) => all))] });
  const rows = parts.map(
    ({ name, all }) => `| ${name} | ${all.filter((id) => ids.has(id)).length} | ${all.length} |`,
  );
  return ["| split | implemented | competitions |", "|---|---|---|", ...rows].join("\n");
}

/** Writes a text between the marks `<!-- NAME: … -->` and `<!-- /NAME -->` of a Markdown file. */
function putBetweenMarks(file, name, text) {
  const path = join(root, file);
  const marks = new RegExp(`(<!-- ${name}: .*? -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  const current = readFileSync(path, "utf8");
  if (!marks.test(current)) throw new Error(`${file} has no marks for ${name}`);
  put(
    path,
    current.replace(marks, (_all, begin, end) => `${begin}\n${text}\n\n${end}`),
  );
}

const runSettings = await describeRunSettings();
put(join(root, "packages/runner/run-config.schema.json"), runSettings.schema);
putBetweenMarks("packages/cli/SETTINGS.md", "settings", runSettings.table);
putBetweenMarks("packages/cli/INSPECT.md", "inspect", runSettings.inspect);

putBetweenMarks("README.md", "status", statusTable());
putBetweenMarks("ARCHITECTURE.md", "packages", packagesSection(packages));

if (stale.length > 0) {
  console.error(
    `${check ? "stale, run `npm run sync`" : "wrote"}:\n${stale.map((path) => `  ${path}`).join("\n")}`,
  );
  if (check) process.exitCode = 1;
}

// Facts are imported, not derived, so this can only report differences.
const drifted = driftedFacts(root);
if (drifted.length > 0) {
  console.error(
    `not as they were carried; never edit by hand, run \`node tooling/facts/carry.mjs --from DIR\`:\n${drifted.map((path) => `  ${path}`).join("\n")}`,
  );
  if (check) process.exitCode = 1;
}
