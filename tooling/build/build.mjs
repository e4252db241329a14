// Bundles every package with tsup in one process, skipping those with sources that did not change since the last build.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { hasSource, root, sourceOf, workspacePackages } from "../workspace.mjs";

/**
 * Modules of other packages that a package bundles, by its name. The command line needs these at every start, even for
 * `--help`, and each file that it loads from elsewhere costs more than a millisecond.
 */
const inlined = {
  mlebench: [
    "@mlebench/core",
    "@mlebench/core/plugins",
    "@mlebench/disk",
    "@mlebench/competitions",
    "@mlebench/runner/settings",
    "commander",
  ],
};

/**
 * Programs that stand beside each run, by package: each is one file with all that it needs of the workspace's packages,
 * and with nothing else of these. It starts in half the time.
 */
const besideRuns = {
  "@mlebench/grading-server": ["main"],
  "@mlebench/runner-containers": ["supervisor"],
};

/** For a package that bundles commander, which is a CommonJS module, and needs `require` for modules of Node. */
const commander = {
  banner: "const require = process.getBuiltinModule;",
  plugin: {
    name: "commander-without-child-processes",
    setup(build) {
      // It loads Node's processes and network for subcommands that are programs of their own, which no package has.
      build.onLoad({ filter: /[\\/]commander[\\/]lib[\\/]command\.js$/ }, ({ path }) => {
        const code = readFileSync(path, "utf8");
        const contents = code.replace("require('node:child_process')", "{}");
        if (contents === code) throw new Error("commander loads child processes in another way");
        return { contents };
      });
    },
  },
};

const source = join(root, "packages/cli/src");

/** What the command line loads in any case, and what most of its commands do. */
const together = ["index.ts", "competitions.ts", "data-state.ts", "options.ts", "table.ts"];

/** Modules of the command line that are imported on demand. */
function importedOnDemand() {
  const found = new Set();
  for (const name of readdirSync(source, { recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const path = join(source, name);
    for (const [, module] of readFileSync(path, "utf8").matchAll(/\bimport\("(\.[^"]+)\.js"\)/g)) {
      found.add(`${join(dirname(path), module)}.ts`);
    }
  }
  return found;
}

/**
 * Puts what a start of the command line loads into one file, and what its commands share into another: each further file
 * takes more than a millisecond. esbuild makes a file of the modules that the same entries reach. Therefore every module
 * that is imported on demand reaches all of them; the first has been loaded by then.
 */
const fewFiles = {
  name: "few-files",
  setup(build) {
    const onDemand = importedOnDemand();
    const imports = together.map((name) => `import ${JSON.stringify(join(source, name))};\n`).join("");
    build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
      onDemand.has(path)
        ? { contents: `${readFileSync(path, "utf8")}\n${imports}`, loader: "ts" }
        : undefined,
    );
    // Else esbuild leaves them out: packages say that they have no side effects.
    build.onResolve({ filter: /\.ts$/ }, ({ path, kind }) =>
      kind === "import-statement" && path.startsWith(source) ? { path, sideEffects: true } : undefined,
    );
  },
};

/**
 * What `list` and the help of the program need, as one CommonJS file: they take half of their time to load ES modules.
 * Node's own loader of these is a good part of that. bin/start.js decides which command lines it is for.
 */
const quick = {
  entry: join(source, "process.ts"),
  banner: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;',
  define: { "import.meta.url": "moduleUrl" },
  plugin: {
    name: "only-list",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, kind }) =>
        kind === "dynamic-import" && !path.endsWith("/commands/list.js")
          ? { path, namespace: "left-out" }
          : undefined,
      );
      const contents = 'throw new Error("This file of the program has no command but `list`.");';
      build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents }));
      build.onLoad({ filter: /[\\/]program[\\/][\w-]+-commands?\.ts$/ }, ({ path }) => {
        const [, name] = /^export function (add\w+)\(/m.exec(readFileSync(path, "utf8")) ?? [];
        if (name === undefined || name === "addInfoCommands") return undefined;
        return { contents: `export function ${name}() { ${contents} }` };
      });
    },
  },
};

/** Its license has to be in every copy. */
function copyLicense(folder) {
  const require = createRequire(join(folder, "package.json"));
  const license = join(dirname(require.resolve("commander")), "LICENSE");
  writeFileSync(
    join(folder, "dist/THIRD-PARTY-LICENSES.txt"),
    `The files of this directory contain commander.\n\n${readFileSync(license, "utf8")}`,
  );
}

const packages = workspacePackages();

/** Folders of the packages with modules that are bundled into a package. */
function inlinedFolders(manifest) {
  const { name } = manifest;
  if (name in besideRuns) return neededFolders(manifest);
  const wanted = (inlined[name] ?? []).map((module) => module.split("/").slice(0, 2).join("/"));
  return packages.filter(({ manifest }) => wanted.includes(manifest.name)).map(({ folder }) => folder);
}

/** Folders of all workspace packages that one needs. */
function neededFolders(manifest, found = new Set()) {
  for (const needed of packages) {
    if (!(needed.manifest.name in (manifest.dependencies ?? {})) || found.has(needed.folder)) continue;
    found.add(needed.folder);
    neededFolders(needed.manifest, found);
  }
  return [...found];
}

function fingerprint(folder, manifest) {
  const hash = createHash("sha256").update(JSON.stringify([manifest, process.version]));
  if (manifest.name in inlined) hash.update(readFileSync(join(root, "pnpm-lock.yaml")));
  // What is built in another way is another build.
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  const folders = [folder, ...inlinedFolders(manifest)];
  for (const path of folders.flatMap((one) => [join(one, "src"), join(one, "facts")])) {
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path, { recursive: true }).sort()) {
      if (/\.(tsx?|js|json|html|css)$/.test(name)) hash.update(name).update(readFileSync(join(path, name)));
    }
  }
  return hash.digest("hex");
}

/** Two builds at once would sweep away each other's files: the second waits for the first. */
async function lock(path) {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      process.on("exit", () => rmSync(path, { force: true }));
      for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!isAlive(path)) rmSync(path, { force: true });
    else await setTimeout(100);
  }
}

function isAlive(path) {
  try {
    process.kill(Number(readFileSync(path, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Old chunks have other names than new ones. tsc keeps its declarations in dist/types: they stay. */
function removeBundles(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/\.c?js(\.map)?$/.test(name)) rmSync(join(folder, name));
  }
}

/** As in tsconfig.base.json, which esbuild does not read where tsup calls it from another directory. */
const jsx = { jsx: "automatic", jsxImportSource: "preact" };

/** What a page of a package loads: one script, dist/browser.js, with everything that it needs. */
async function buildForBrowser(entry, folder) {
  await bundle({
    entry: { browser: entry },
    outDir: join(folder, "dist"),
    format: "iife",
    outExtension: () => ({ js: ".js" }),
    target: "es2022",
    platform: "browser",
    minify: true,
    sourcemap: false,
    dts: false,
    clean: false,
    noExternal: [/.*/],
    esbuildOptions: (options) => {
      options.conditions = ["@mlebench/source"];
      Object.assign(options, jsx);
    },
    config: false,
    silent: true,
  });
}

/** Bundles with tsup, which takes longer to load than it takes to see that nothing changed. */
async function bundle(options) {
  const { build } = await import("tsup");
  await build(options);
}

const stamps = join(root, ".cache/build");
mkdirSync(stamps, { recursive: true });
await lock(join(root, ".cache/build.lock"));
const started = performance.now();
let built = 0;

for (const { folder, path, manifest } of packages) {
  if (!hasSource(folder)) continue;
  const stamp = join(stamps, `${path.replaceAll("/", "+")}.sha256`);
  const current = fingerprint(folder, manifest);
  if (existsSync(stamp) && existsSync(join(folder, "dist")) && readFileSync(stamp, "utf8") === current)
    continue;
  const entry = Object.keys(manifest.exports ?? { ".": true })
    .filter((key) => key !== "./package.json")
    .map((key) => join(folder, sourceOf(key)));
  removeBundles(join(folder, "dist"));
  const bundled = inlined[manifest.name] ?? [];
  const isProgram = manifest.name === "mlebench";
  const common = {
    outDir: join(folder, "dist"),
    format: "esm",
    target: "node20",
    platform: "node",
    sourcemap: true,
    dts: false,
    clean: false,
    skipNodeModulesBundle: true,
    noExternal: bundled.map((module) => new RegExp(`^${module}$`)),
    esbuildPlugins: isProgram ? [commander.plugin, fewFiles] : [],
    // What is bundled comes from the sources: its package may not be built yet.
    esbuildOptions: (options) => {
      options.conditions = ["@mlebench/source"];
      Object.assign(options, jsx);
      // Sources are packed beside the maps.
      options.sourcesContent = false;
      if (!isProgram) return;
      options.banner = { js: commander.banner };
      // Half the bytes take half the time to read, at every start. Names stay, since stack traces show them.
      options.minifySyntax = true;
      options.minifyWhitespace = true;
    },
    config: false,
    silent: true,
  };
  // What a thread loads is a file of its own: files that it shared would be further ones for the program.
  const threads = isProgram ? entry.filter((path) => path.endsWith("-worker.ts")) : [];
  const programs = (besideRuns[manifest.name] ?? []).map((name) => join(folder, "src", `${name}.ts`));
  const shared = entry.filter((path) => !threads.includes(path) && !programs.includes(path));
  await bundle({ ...common, entry: shared, splitting: true });
  for (const thread of threads) await bundle({ ...common, entry: [thread], splitting: false });
  for (const program of programs)
    await bundle({ ...common, entry: [program], splitting: false, noExternal: [/^@mlebench\//] });
  if (isProgram) {
    await bundle({
      ...common,
      entry: { quick: quick.entry },
      format: "cjs",
      outExtension: () => ({ js: ".cjs" }),
      splitting: false,
      esbuildPlugins: [commander.plugin, quick.plugin],
      esbuildOptions: (options, context) => {
        common.esbuildOptions(options, context);
        options.banner = { js: quick.banner };
        options.define = { ...options.define, ...quick.define };
      },
    });
    copyLicense(folder);
  }
  const browserEntry = join(folder, "src/browser/main.tsx");
  if (existsSync(browserEntry)) await buildForBrowser(browserEntry, folder);
  writeFileSync(stamp, current);
  built += 1;
}
console.error(`built ${built} packages in ${((performance.now() - started) / 1000).toFixed(1)} s`);
