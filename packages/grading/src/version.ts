import { createRequire } from "node:module";

/** Version of this package, as reports show it unless told otherwise. */
export function packageVersion(): string {
  const manifest = createRequire(import.meta.url)("../package.json") as { version: string };
  return manifest.version;
}
