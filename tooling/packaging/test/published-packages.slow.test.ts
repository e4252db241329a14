import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { beforeAll, describe, expect, test } from "vitest";
import { publishedPackages } from "../pack.mjs";
import { type Packed, packEverything } from "./packed-project.js";

const published = publishedPackages();
let packed: ReadonlyMap<string, Packed> = new Map();

beforeAll(async () => {
  packed = await packEverything();
});

function packedAs(name: string): Packed {
  const entry = packed.get(name);
  if (entry === undefined) throw new Error(`npm pack did not list ${name}`);
  return entry;
}

function tarballOf(name: string): ArrayBuffer {
  const { buffer, byteOffset, length } = readFileSync(packedAs(name).file);
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + length);
}

// Sync writes the same exports for all competitions, and resolving types takes a second each: one stands for all.
const packages = published.filter(({ kind }) => kind === "package");
const [oneCompetition] = published.filter(({ kind }) => kind === "competition");

describe.each(published.map((entry) => [String(entry.manifest.name), entry] as const))(
  "%s",
  (name, entry) => {
    test("packs its build, types, sources, and README, and no tests", () => {
      const paths = packedAs(name).files.map(({ path }) => path);
      expect(paths).toEqual(expect.arrayContaining(["package.json", "README.md", "dist/index.js"]));
      expect(paths).toContain("dist/types/src/index.d.ts");
      const unwanted = paths.filter(
        (path) =>
          /(^|\/)(test|fixtures|node_modules)\/|tsbuildinfo|\.test\.ts|golden\.json/.test(path) &&
          !path.endsWith(".template"),
      );
      expect(unwanted).toEqual([]);
    });

    test("has nothing that publint objects to", async () => {
      const { messages } = await publint({
        pack: { tarball: tarballOf(name) },
        level: "warning",
        strict: true,
      });
      expect(messages.map((message) => formatMessage(message, entry.manifest, { color: false }))).toEqual([]);
    });
  },
);

describe.each([...packages, oneCompetition].map(({ manifest }) => [manifest.name] as const))("%s", (name) => {
  test("resolves to types that fit the modules, in Node and in bundlers", async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(tarballOf(name))));
    const problems = result.types === false ? ["no types"] : result.problems;
    // ES modules only: `require` and the resolution of Node 10 are not supported, on purpose.
    const relevant = problems.filter(
      (problem) =>
        typeof problem === "string" ||
        !(
          ("resolutionKind" in problem && problem.resolutionKind === "node10") ||
          problem.kind === "CJSResolvesToESM"
        ),
    );
    expect(relevant).toEqual([]);
  });
});
