import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../workspace.mjs";
import { compileAssembly, modules } from "../assembly.mjs";

for (const module of modules) {
  test(`compiling ${module.source} again gives the committed ${module.output}`, async () => {
    expect(await compileAssembly(module)).toBe(readFileSync(join(root, module.output), "utf8"));
  });
}
