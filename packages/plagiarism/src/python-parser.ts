import { createRequire } from "node:module";
import { Language, Parser } from "web-tree-sitter";

let loading: Promise<Parser> | undefined;

/** The Python parser, WebAssembly in this process. It is loaded once for each thread, in about 50 ms. */
export function loadPythonParser(): Promise<Parser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Parser> {
  const require = createRequire(import.meta.url);
  await Parser.init({ locateFile: () => require.resolve("web-tree-sitter/web-tree-sitter.wasm") });
  const language = await Language.load(require.resolve("tree-sitter-python/tree-sitter-python.wasm"));
  return new Parser().setLanguage(language);
}
