import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describeError } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { type BundledPlugin, defineBackend, findBackend, openPlugin } from "../src/index.js";
import { count, settings } from "../src/settings.js";

/** A backend that only shows what it was opened with. */
const plain = defineBackend({
  id: "plain",
  settings: settings({ slots: count({ min: 1, default: 2, about: "Runs at the same time" }) }),
  connect: (context) => context,
  describe: async (context) => ({ ...context }),
  check: async () => undefined,
  create: async () => {
    throw new Error("nothing to create");
  },
  find: async () => undefined,
  clean: async () => [],
});

const bundled: BundledPlugin[] = [
  { id: "plain", package: "@own/plain", description: "Plain.", load: async () => ({ backend: plain }) },
];

/** A project that depends on packages, given by their names with the text of their modules. */
function project(packages: Record<string, { id: unknown; text?: string }>): string {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-find-backend-"));
  const write = (name: string, text: string): void => {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const names = Object.keys(packages);
  write(
    "package.json",
    JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, "*"])) }),
  );
  for (const [name, { id, text }] of Object.entries(packages)) {
    const manifest = { name, type: "module", exports: "./index.js", mlebench: { backend: id } };
    write(`node_modules/${name}/package.json`, JSON.stringify(manifest));
    if (text !== undefined) write(`node_modules/${name}/index.js`, text);
  }
  return directory;
}

const moduleText = (id: string): string =>
  `export const backend = { id: ${JSON.stringify(id)}, settings: {}, open: () => ({ id: ${JSON.stringify(id)} }) };`;

describe("findBackend", () => {
  test("finds a bundled backend, one of the project's dependencies, and one by its path", async () => {
    const cwd = project({ "my-slurm": { id: "slurm", text: moduleText("slurm") } });
    expect(await findBackend("plain", { bundled, cwd })).toBe(plain);
    expect((await findBackend("slurm", { bundled, cwd })).id).toBe("slurm");
    expect((await findBackend("./node_modules/my-slurm", { bundled, cwd })).id).toBe("slurm");
  });

  test("survives broken packages with one warning each, and keeps the IDs of bundled backends", async () => {
    const cwd = project({
      "bad-id": { id: 7 },
      good: { id: "good", text: moduleText("good") },
      thief: { id: "plain", text: moduleText("plain") },
      twin: { id: "good", text: moduleText("good") },
    });
    const warnings: string[] = [];
    const onWarning = (message: string): number => warnings.push(message);
    expect((await findBackend("good", { bundled, cwd, onWarning })).id).toBe("good");
    expect(await findBackend("plain", { bundled, cwd, onWarning })).toBe(plain);
    expect(warnings.sort()).toEqual([
      expect.stringMatching(/^Skipped the package bad-id: .*"mlebench.backend".*not an id/),
      expect.stringMatching(/^Skipped the package thief: "plain" is the benchmark's own backend/),
      expect.stringMatching(/^Skipped the package twin: good already holds the backend "good"/),
    ]);
  });

  test.each([
    [undefined, "not built"],
    ["export const other = 1;", 'no export named "backend"'],
    ["export const backend = { id: 'x' };", "not what defineBackend makes"],
    [moduleText("y"), 'it exports the backend "y"'],
    ["throw new Error('broken');", "does not load: broken"],
  ])("says what is wrong with a package of the text %s", async (text, message) => {
    const cwd = project({ odd: { id: "x", ...(text !== undefined && { text }) } });
    const error: unknown = await findBackend("x", { bundled, cwd }).catch((cause) => cause);
    expect(describeError(error)).toContain(message);
  });

  test("says when a path holds no package", async () => {
    const cwd = project({});
    mkdirSync(join(cwd, "empty"));
    const reason = (path: string): Promise<string> =>
      findBackend(path, { bundled, cwd }).then(() => "found", describeError);
    expect(await reason("./nowhere")).toMatch(
      /^Not a backend package \(.*nowhere\)\. Expected the directory of/,
    );
    expect(await reason("./empty")).toMatch(/^Not a backend package: package\.json not found \(.*empty\)/);
  });

  test("names near matches of an unknown ID, and how to install another", async () => {
    const error: unknown = await findBackend("plian", { bundled, cwd: project({}) }).catch((cause) => cause);
    expect(describeError(error)).toMatch(/^Unknown backend `plian`.*Did you mean .plain.\?.*npm install/);
  });
});

describe("defineBackend", () => {
  test("opens a backend with its settings, checked and with defaults", async () => {
    const opened = plain.open({ slots: "3" as never }, { runsDirectory: "runs" });
    expect(await opened.describe?.()).toEqual({ settings: { slots: 3 }, runsDirectory: "runs" });
    expect(await plain.open().describe?.()).toEqual({ settings: { slots: 2 } });
    expect(() => plain.open({ slots: 0 })).toThrow("Invalid `slots`");
    expect(() => plain.open({ slot: 1 } as never)).toThrow("Unknown setting `slot`");
    const unknown = (name: string): string =>
      describeError(catchError(() => plain.open({ [name]: 1 } as never)));
    expect(unknown("slot")).toBe("Unknown setting `slot` of backend `plain`. Did you mean `slots`?");
    expect(unknown("constructor")).toBe(
      "Unknown setting `constructor` of backend `plain`. Expected `slots`.",
    );
  });
});

describe("openPlugin", () => {
  const odd = (open: () => unknown) => ({ id: "odd", settings: {}, open: open as typeof plain.open });

  test("opens what defineBackend makes, and passes its errors", () => {
    expect(openPlugin(plain, { slots: 3 }).id).toBe("plain");
    expect(() => openPlugin(plain, { slots: 0 })).toThrow("Invalid `slots`");
  });

  test("names a backend that cannot be opened or lacks a function", () => {
    const failing = odd(() => {
      throw new TypeError("x is not a function");
    });
    const reason = (backend: ReturnType<typeof odd>): string =>
      describeError(catchError(() => openPlugin(backend)));
    expect(reason(failing)).toBe(
      "Cannot open the backend `odd`: x is not a function. Report this to the author of its package.",
    );
    expect(reason(odd(() => ({ ...plain.open(), find: 3 })))).toMatch(/^The backend `odd` lacks `find`/);
    expect(reason(odd(() => undefined))).toMatch(/^The backend `odd` lacks `check`, `create`/);
  });
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
