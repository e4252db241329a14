import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../workspace.mjs";
import { installPacked, run } from "./packed-project.js";

const wanted = "@mlebench/competition-spaceship-titanic";
let project = "";
/** Paths of the packages that npm sees. */
let installed: string[] = [];

beforeAll(async () => {
  project = await installPacked(wanted);
  installed = (await run("npm", ["ls", "--all", "--parseable"], project)).trim().split("\n");
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test("nothing is installed but what one competition needs", () => {
  expect(installed.some((path) => path.endsWith("@mlebench/table"))).toBe(true);
  expect(
    installed.filter((path) =>
      /@mlebench\/(cli|datasets|grading|competitions)$|arquero|dockerode|7z-wasm/.test(path),
    ),
  ).toEqual([]);
});

test("no package is installed in two versions", () => {
  const [, ...packages] = installed;
  expect(packages.filter((path) => path.slice(project.length).split("/node_modules/").length > 2)).toEqual(
    [],
  );
});

test("everything installed takes at most 5 MB", () => {
  const sizes = readdirSync(join(project, "node_modules"), { recursive: true, withFileTypes: true }).map(
    (entry) => (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(5_000_000);
});

test("a 7z archive is refused with what to install", async () => {
  writeFileSync(
    join(project, "seven.mjs"),
    `import { createSevenZip } from "@mlebench/archives";
await createSevenZip("a.7z", [{ name: "a", data: Buffer.from("a") }]).catch((error) => console.log(error.details.hint));
`,
  );
  expect(await run(process.execPath, ["seven.mjs"], project)).toContain("npm install 7z-wasm");
});

test("it prepares and grades from code", async () => {
  writeFileSync(
    join(project, "use.mjs"),
    `import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { competition } from "${wanted}";
const [raw, open, secret] = ["raw", "public", "private"].map((name) => join(process.cwd(), "data", name));
for (const folder of [raw, open, secret]) mkdirSync(folder, { recursive: true });
await competition.miniature.write({ out: raw, seed: 3, size: 100 });
await competition.prepare({ raw, public: open, private: secret });
const answers = join(secret, "test.csv");
const gold = await competition.grade({ submission: answers, answers });
const error = await competition.grade({ submission: join(raw, "train.csv"), answers }).catch((thrown) => thrown.name);
console.log(JSON.stringify([competition.facts.id, gold, error]));
`,
  );
  expect(JSON.parse(await run(process.execPath, ["use.mjs"], project))).toEqual([
    "spaceship-titanic",
    1,
    "InvalidSubmissionError",
  ]);
});

test("its types are complete, for a strict project that checks libraries too", async () => {
  writeFileSync(
    join(project, "use.ts"),
    `import { competition } from "${wanted}";
const score: Promise<number> = competition.grade({ submission: "a.csv", answers: "b.csv" });
const metric: string = competition.facts.metric;
// @ts-expect-error a submission is a path
competition.grade({ submission: 1, answers: "b.csv" });
console.log(score, metric);
`,
  );
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2022", "dom"],
    types: [],
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
  // tsc speaks on stdout; an error would be there even if the exit code were not looked at.
  const { stdout } = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], {
    cwd: project,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});

test("what is packed is code, facts and descriptions, not golden values or tests", async () => {
  const manifest = JSON.parse(readFileSync(join(project, "node_modules", wanted, "package.json"), "utf8"));
  expect(manifest.dependencies["@mlebench/core"]).toMatch(/^\^\d/);
  const files = await run("find", [".", "-type", "f"], join(project, "node_modules", wanted));
  expect(files).toContain("./description.md");
  expect(files).toContain("./facts/competition.json");
  expect(files).not.toMatch(/golden\.json|\.test\.|tsbuildinfo/);
});
