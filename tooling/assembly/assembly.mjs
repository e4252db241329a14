// `pnpm assembly`: compiles AssemblyScript into WebAssembly, which is committed as text, so that neither a build nor an
// installation needs the compiler. A test of each package compiles again, and compares.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { root } from "../workspace.mjs";

/** Every module, with the file that its WebAssembly is written to. */
export const modules = [
  {
    source: "packages/formats/assembly/snappy.ts",
    output: "packages/formats/src/parquet/snappy-wasm.generated.ts",
    name: "snappyWasm",
  },
  {
    source: "packages/formats/assembly/rewrite-json.ts",
    output: "packages/formats/src/json-rewriter-wasm.generated.ts",
    name: "jsonRewriterWasm",
  },
  {
    source: "packages/table/assembly/observe-rows.ts",
    output: "packages/table/src/csv/observe-rows-wasm.generated.ts",
    name: "observeRowsWasm",
  },
  {
    source: "packages/table/assembly/index-lines.ts",
    output: "packages/table/src/csv/large/index-lines-wasm.generated.ts",
    name: "indexLinesWasm",
  },
  {
    source: "packages/table/assembly/shortest-float.ts",
    output: "packages/table/src/numbers/shortest-float-wasm.generated.ts",
    name: "shortestFloatWasm",
  },
  {
    source: "packages/table/assembly/copy-line.ts",
    output: "packages/table/src/csv/large/copy-line-wasm.generated.ts",
    name: "copyLineWasm",
  },
];

/**
 * The TypeScript module with the WebAssembly of a source.
 * @param {{ source: string, name: string }} module
 * @returns {Promise<string>}
 */
export async function compileAssembly({ source, name }) {
  const files = new Map();
  const folder = dirname(join(root, source));
  const { error, stderr } = await asc.main(
    [basename(source), "--outFile", "out.wasm", "-O3", "--converge", "--noAssert", "--runtime", "stub"],
    {
      readFile: (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : null),
      writeFile: (file, contents) => files.set(file, contents),
      listFiles: () => [],
    },
  );
  if (error !== null)
    throw new Error(`${source} cannot be compiled:\n${stderr.toString()}`, { cause: error });
  const text = Buffer.from(files.get("out.wasm")).toString("base64");
  return `// Written by \`pnpm assembly\` from ${source}.\nexport const ${name} =\n  "${text}";\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const module of modules) writeFileSync(join(root, module.output), await compileAssembly(module));
}
