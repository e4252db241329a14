import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A new directory that is removed when the running test has finished. */
export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "mlebench-discovery-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes files by relative path below `directory`; objects become JSON. */
export function writeFiles(directory: string, files: Record<string, unknown>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
}

export const facts = (id: string) => ({
  id,
  name: `The ${id}`,
  metric: "accuracy",
  lowerIsBetter: false,
  splits: [],
  category: null,
  sizeGB: 0.5,
  knownIssues: [{ summary: "leaks", source: "#1" }],
});

/** Source of a module that exports a well-formed competition and leaves a trace of having been imported. */
export const moduleText = (id: string, extra = "") => `
globalThis.importedCompetitions = [...(globalThis.importedCompetitions ?? []), ${JSON.stringify(id)}];
export const competition = {
  facts: { id: ${JSON.stringify(id)} }, submission: {}, directory: import.meta.dirname ?? ".",
  prepare: async () => {}, grade: async () => 1,
  miniature: { defaultSize: 1, minSize: 1, write: async () => {} }, ${extra}
};`;

/** The files of a built competition package. */
export const packageFiles = (id: string, name = `mlebench-${id}`): Record<string, unknown> => ({
  "package.json": {
    name,
    type: "module",
    mlebench: { competition: id },
    exports: { ".": { "@mlebench/source": "./src/index.ts", types: "./x.d.ts", default: "./dist/index.js" } },
  },
  "facts/competition.json": facts(id),
  "dist/index.js": moduleText(id),
});

/** Writes a project that depends on packages; each is given as name → files. */
export function writeProject(directory: string, packages: Record<string, Record<string, unknown>>): void {
  const dependencies = Object.fromEntries(Object.keys(packages).map((name) => [name, "*"]));
  writeFiles(directory, { "package.json": { name: "project", dependencies } });
  for (const [name, files] of Object.entries(packages))
    writeFiles(join(directory, "node_modules", name), files);
}

/** Ids of the fake competitions imported so far in this process. */
export const imported = (): string[] =>
  (globalThis as { importedCompetitions?: string[] }).importedCompetitions ?? [];
