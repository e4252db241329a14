import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root, type WorkspacePackage, workspacePackages } from "../../workspace.mjs";

const wanted = "@mlebench/competition-spaceship-titanic";
let project = "";

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 180_000,
  });
}

/** A package and every package of the house that it needs. */
function withDependencies(name: string): WorkspacePackage[] {
  const byName = new Map(workspacePackages().map((entry) => [entry.manifest.name, entry]));
  const found = new Map<string, WorkspacePackage>();
  const visit = (next: string): void => {
    const entry = byName.get(next);
    if (entry === undefined || found.has(next)) return;
    found.set(next, entry);
    for (const dependency of Object.keys((entry.manifest.dependencies ?? {}) as object)) visit(dependency);
  };
  visit(name);
  return [...found.values()];
}

/** An empty project into which the packed tarballs were installed, as a user would. */
beforeAll(() => {
  run(process.execPath, [join(root, "tooling/build/build.mjs")], root);
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], root);
  project = mkdtempSync(join(tmpdir(), "mlebench-project-"));
  const tarballs = withDependencies(wanted).map(({ folder }) => {
    const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", project], folder)) as {
      filename: string;
    }[];
    return `./${packed.filename}`;
  });
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "agent", private: true, type: "module" }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...tarballs], project);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

test("nothing is installed but what one competition needs", () => {
  const installed = run("npm", ["ls", "--all", "--parseable"], project).split("\n");
  expect(installed.some((path) => path.endsWith("@mlebench/table"))).toBe(true);
  expect(
    installed.filter((path) =>
      /@mlebench\/(cli|datasets|grading|competitions)$|arquero|dockerode/.test(path),
    ),
  ).toEqual([]);
});

test("it prepares and grades from code", () => {
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
  expect(JSON.parse(run(process.execPath, ["use.mjs"], project))).toEqual([
    "spaceship-titanic",
    1,
    "InvalidSubmissionError",
  ]);
});

test("its types are whole, for a strict project that checks libraries too", () => {
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

test("what is packed is code, facts and descriptions, not golden values or tests", () => {
  const manifest = JSON.parse(readFileSync(join(project, "node_modules", wanted, "package.json"), "utf8"));
  expect(manifest.dependencies["@mlebench/core"]).toMatch(/^\^\d/);
  const files = run("find", [".", "-type", "f"], join(project, "node_modules", wanted));
  expect(files).toContain("./description.md");
  expect(files).toContain("./facts/competition.json");
  expect(files).not.toMatch(/golden\.json|\.test\.|tsbuildinfo/);
});
