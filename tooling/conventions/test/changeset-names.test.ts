import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packagesIn, root } from "./workspace.js";

const names = [...packagesIn("packages"), ...packagesIn("competitions")].map(({ manifest }) => manifest.name);
const changesets = readdirSync(join(root, ".changeset")).filter(
  (file) => file.endsWith(".md") && file !== "README.md",
);

// `changeset version` stops at the first unknown name, and only when somebody releases.
test.each(changesets)("%s names packages that exist", (file) => {
  const [, head = ""] = readFileSync(join(root, ".changeset", file), "utf8").split(/^---$/m);
  const named = [...head.matchAll(/^"?([^":\s]+)"?: (?:patch|minor|major)$/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !names.includes(name ?? ""))).toEqual([]);
});
