// Bundles every package with tsup in one process, skipping those whose sources did not change since the last build.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "tsup";
import { root, sourceOf, workspacePackages } from "../workspace.mjs";

function fingerprint(folder, manifest) {
  const hash = createHash("sha256").update(JSON.stringify([manifest, process.version]));
  for (const top of ["src", "facts"]) {
    const path = join(folder, top);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path, { recursive: true }).sort()) {
      if (/\.(ts|js|json|html|css)$/.test(name)) hash.update(name).update(readFileSync(join(path, name)));
    }
  }
  return hash.digest("hex");
}

const stamps = join(root, ".cache/build");
mkdirSync(stamps, { recursive: true });
const started = performance.now();
let built = 0;

for (const { folder, path, manifest } of workspacePackages()) {
  if (!existsSync(join(folder, "src"))) continue;
  const stamp = join(stamps, `${path.replaceAll("/", "+")}.sha256`);
  const current = fingerprint(folder, manifest);
  if (existsSync(stamp) && existsSync(join(folder, "dist")) && readFileSync(stamp, "utf8") === current) continue;
  const entry = Object.keys(manifest.exports ?? { ".": true })
    .filter((key) => key !== "./package.json")
    .map((key) => join(folder, sourceOf(key)));
  await build({
    entry,
    outDir: join(folder, "dist"),
    format: "esm",
    target: "node20",
    platform: "node",
    splitting: true,
    sourcemap: true,
    dts: false,
    // tsc keeps its declarations in dist/types; a bundle must not sweep them away.
    clean: ["*.js", "*.js.map"],
    skipNodeModulesBundle: true,
    config: false,
    silent: true,
  });
  writeFileSync(stamp, current);
  built += 1;
}
console.error(`built ${built} packages in ${((performance.now() - started) / 1000).toFixed(1)} s`);
