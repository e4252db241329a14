import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Manifest, root } from "./workspace.js";

/** Manifests of all installed third-party packages. */
function* installedManifests(): Generator<Manifest> {
  const store = join(root, "node_modules/.pnpm");
  for (const entry of readdirSync(store)) {
    const modules = join(store, entry, "node_modules");
    // "@scope+name@version_peers" holds the package itself at node_modules/@scope/name.
    const name = entry.replace(/(?<=.)@.*$/, "").replace("+", "/");
    const file = join(modules, name, "package.json");
    if (existsSync(file)) yield JSON.parse(readFileSync(file, "utf8")) as Manifest;
  }
}

test("the lock file holds the binaries of every platform, not only of the one that wrote it", () => {
  const lock = readFileSync(join(root, "pnpm-lock.yaml"), "utf8");
  const binaries = [...installedManifests()].flatMap(({ name, optionalDependencies = {} }) =>
    Object.keys(optionalDependencies)
      .filter((dependency) => /(darwin|linux|win32)/.test(dependency))
      .map((dependency) => ({ name, dependency, version: optionalDependencies[dependency] })),
  );
  // Biome, Rollup and esbuild at least; fewer would mean that this test looks in the wrong place.
  expect(binaries.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["@biomejs/biome", "esbuild", "rollup"]),
  );
  const missing = binaries.filter(({ dependency, version }) => !lock.includes(`'${dependency}@${version}':`));
  expect(
    missing.map(({ name, dependency }) => `${dependency} of ${name}`),
    "run: pnpm install --lockfile-only --fix-lockfile",
  ).toEqual([]);
});
