import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let script: string | undefined;

/** The script of the pages, which the build leaves in `dist/`. */
export function browserScript(): string {
  script ??= readFileSync(findScript(), "utf8");
  return script;
}

function findScript(): string {
  // From the sources and from what is built of them, wherever in `dist/`.
  let directory = dirname(fileURLToPath(import.meta.url));
  for (let i = 0; i < 4; i++, directory = dirname(directory)) {
    for (const path of [join(directory, "browser.js"), join(directory, "dist/browser.js")]) {
      if (existsSync(path)) return path;
    }
  }
  throw new Error("The script of the pages is missing: dist/browser.js");
}
