import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSplit, splitNames } from "../../../packages/core/src/index.js";
import { engines } from "../../workspace.mjs";
import {
  importedPackages,
  importsOf,
  type Package,
  packagesIn,
  root,
  sourcesBelow,
  trackedFiles,
} from "./workspace.js";

/** The registry as data: importing it would require every competition to be installed. */
function registry(): { id: string; package: string; splits: string[] }[] {
  const text = readFileSync(join(root, "packages/competitions/src/summaries.generated.ts"), "utf8");
  const summaries = /summaries: readonly CompetitionSummary\[\] = (\[[\s\S]*?\]);\n$/.exec(text);
  if (summaries === null) throw new Error("summaries.generated.ts holds no summaries");
  return JSON.parse(summaries[1]) as { id: string; package: string; splits: string[] }[];
}

const packages = packagesIn("packages");
const competitions = packagesIn("competitions");
const published = [...packages, ...competitions].filter(({ manifest }) => manifest.private !== true);

/** Packages that each package may import; the arrows point down only. "*" stands for every package. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  disk: ["core"],
  table: ["core", "disk"],
  sampling: [],
  metrics: [],
  archives: ["core", "disk"],
  formats: ["core", "disk", "table"],
  synthetic: ["archives", "core", "disk", "formats", "sampling", "table"],
  folders: ["archives", "core", "disk", "formats", "table"],
  competitions: ["core", "disk"],
  "create-mlebench-competition": [],
  kaggle: ["core", "disk"],
  datasets: ["archives", "core", "disk", "folders", "formats", "table"],
  grading: ["core", "disk", "table"],
  "grading-server": ["core", "disk", "grading"],
  environment: ["core"],
  agents: ["core", "disk", "environment"],
  containers: ["core", "disk"],
  transcripts: ["core", "disk"],
  runner: ["agents", "archives", "core", "disk", "environment", "grading", "grading-server", "transcripts"],
  models: ["core", "disk"],
  "llm-agent": ["core", "disk", "models", "runner", "transcripts"],
  "inspect-logs": ["archives", "core", "disk", "reports", "runner", "transcripts"],
  "rule-violations": ["core", "disk", "grading", "models"],
  plagiarism: ["core", "disk", "kaggle"],
  familiarity: ["core", "disk", "models", "sampling"],
  reports: ["core", "disk", "runner", "sampling"],
  "report-pages": ["core", "disk", "reports"],
  viewer: ["core", "disk", "runner", "transcripts"],
  testkit: [
    "archives",
    "core",
    "datasets",
    "disk",
    "folders",
    "formats",
    "grading",
    "metrics",
    "runner",
    "sampling",
    "table",
  ],
  cli: ["*"],
};

const vocabulary = ["archives", "core", "folders", "formats", "metrics", "sampling", "synthetic", "table"];

function allowedFor(packageDir: string): readonly string[] | undefined {
  // What runs an agent on a node of a cluster is one of the backends for a single machine.
  if (packageDir === "runner-slurm")
    return ["containers", "core", "disk", "runner", "runner-containers", "runner-process"];
  const isBackend = packageDir.startsWith("runner-");
  return isBackend
    ? ["agents", "containers", "core", "disk", "environment", "grading-server", "runner", "runner-containers"]
    : mayImport[packageDir];
}

/** `@mlebench/table` → "table"; undefined for other packages. */
function packageDirOf(name: string): string | undefined {
  if (name === "mlebench") return "cli";
  return name.startsWith("@mlebench/") ? name.slice("@mlebench/".length) : undefined;
}

/** Imports that a package may not have, one sentence each. */
function forbiddenImports(entry: Package, allowed: readonly string[]): string[] {
  return [...importedPackages(entry)].flatMap(([name, file]) => {
    const packageDir = packageDirOf(name);
    if (
      packageDir === undefined ||
      allowed.includes("*") ||
      allowed.includes(packageDir) ||
      name === entry.manifest.name
    )
      return [];
    // The generated index is the one place that imports competitions, each when it is asked for.
    if (entry.path === "packages/competitions" && packageDir.startsWith("competition-")) return [];
    return [`${file} imports ${name}`];
  });
}

function startOf(path: string, length: number): string {
  const buffer = Buffer.alloc(length);
  const file = openSync(path, "r");
  try {
    return buffer.toString("latin1", 0, readSync(file, buffer, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

describe.each(published.map((entry) => [entry.path, entry] as const))(
  "%s",
  (_path, { folder, manifest, path }) => {
    test("has a description, a license, and a Node.js version", () => {
      expect(manifest.description).toMatch(/\S{2,}/);
      expect(manifest.keywords).toEqual(expect.arrayContaining(["mlebench"]));
      expect(manifest.license).toBe("MIT");
      expect(manifest.engines?.node).toBe(engines.node);
      expect(manifest.version).toMatch(/^\d+\.\d+\.\d+/);
    });

    test("has a README that names it", () => {
      expect(existsSync(join(folder, "README.md")), `${path}/README.md`).toBe(true);
      expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(manifest.name);
    });

    test("exports modules with types, and ships their files", () => {
      const exports = Object.entries(manifest.exports ?? {}).filter(([key]) => key !== "./package.json");
      expect(exports.length).toBeGreaterThan(0);
      expect(manifest.files).toEqual(expect.arrayContaining(["dist", "README.md"]));
      for (const [key, target] of exports) {
        expect(target, `exports["${key}"]`).toMatchObject({
          types: expect.stringMatching(/^\.\/dist\/types\/src\/.+\.d\.ts$/),
          default: expect.stringMatching(/^\.\/dist\/.+\.js$/),
        });
        const source = key === "." ? "src/index.ts" : `src/${key.slice(2)}.ts`;
        expect(existsSync(join(folder, source)), `${path}/${source} behind exports["${key}"]`).toBe(true);
      }
    });

    test("declares every package that it imports", () => {
      const { dependencies, optionalDependencies, peerDependencies, name: own } = manifest;
      const declared = { ...dependencies, ...optionalDependencies, ...peerDependencies };
      const missing = [...importedPackages({ folder, manifest, path })].filter(
        ([name]) => name !== own && !(name in declared),
      );
      expect(missing.map(([name, file]) => `${file} imports ${name}`)).toEqual([]);
    });

    test("has named exports and relative imports that end in .js", () => {
      for (const file of sourcesBelow(join(folder, "src"))) {
        const source = readFileSync(join(folder, "src", file), "utf8");
        expect(source, `${path}/src/${file}`).not.toMatch(/^export default\b|\bas default\b/m);
        const relatives = importsOf(source).filter((name) => name.startsWith("."));
        expect(
          relatives.filter((name) => !/\.(js|json)$/.test(name)),
          `${path}/src/${file}`,
        ).toEqual([]);
      }
    });

    test("has modules named in kebab case", () => {
      const names = sourcesBelow(join(folder, "src")).map((file) => file.split("/").at(-1) ?? "");
      expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.generated)?\.tsx?$/.test(name))).toEqual([]);
    });
  },
);

describe("dependencies", () => {
  test("every package has its place in the table of who may import whom", () => {
    const names = packages.map(({ path }) => path.slice("packages/".length));
    expect(names.filter((name) => allowedFor(name) === undefined)).toEqual([]);
  });

  test.each(packages.map((entry) => [entry.path, entry] as const))(
    "%s imports only what stands below it",
    (path, entry) => {
      expect(forbiddenImports(entry, allowedFor(path.slice("packages/".length)) ?? [])).toEqual([]);
    },
  );

  test("competitions import the vocabulary and nothing else, least of all each other", () => {
    expect(competitions.flatMap((entry) => forbiddenImports(entry, vocabulary))).toEqual([]);
  });

  test("the scan sees static, dynamic and type imports, and none in comments", () => {
    const source = [
      'import { a } from "@mlebench/a";',
      'import type { B } from "@mlebench/b";',
      'export * from "@mlebench/c";',
      'const d = () => import("@mlebench/d/deep");',
      'import "@mlebench/e";',
      'import {\n  f,\n} from "@mlebench/f";',
      '// import { x } from "@mlebench/x";',
      '/* from "@mlebench/y" */',
      'const url = "https://example.org"; import("@mlebench/g");',
      'const conditions = ["node", "import", "default"];',
    ].join("\n");
    expect(importsOf(source).map((name) => name.slice("@mlebench/".length))).toEqual([
      "a",
      "b",
      "c",
      "d/deep",
      "e",
      "f",
      "g",
    ]);
  });
});

describe("competitions", () => {
  test("the registry holds those that are there, by id", () => {
    const folders = competitions.map(({ path }) => path.slice("competitions/".length)).sort();
    expect(
      registry()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(folders);
  });

  test("each knows the splits that list it, and no other", () => {
    const wrong = registry().flatMap(({ id, splits }) => {
      const listing = splitNames().filter((name) => readSplit(name).includes(id));
      return [...splits].sort().join() === listing.sort().join()
        ? []
        : [`${id}: ${splits} instead of ${listing}`];
    });
    expect(wrong).toEqual([]);
  });

  test("splits hold no id twice, and all of low, medium and high but nothing else is in split75", () => {
    for (const name of splitNames()) expect(new Set(readSplit(name)).size, name).toBe(readSplit(name).length);
    const parts = ["low", "medium", "high"].flatMap((name) => [...readSplit(name)]);
    expect(parts.sort()).toEqual([...readSplit("split75")].sort());
  });
});

describe("files", () => {
  test("none is a Git-LFS pointer", () => {
    const pointers = trackedFiles().filter((path) =>
      startOf(join(root, path), 30).startsWith("version https://git-lfs"),
    );
    expect(pointers).toEqual([]);
  });

  test("everything that is generated is up to date", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "tooling/sync/sync.mjs"), "--check"], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
  });
});
