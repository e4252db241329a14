import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { findCompetition, listCompetitions, resolveIds, summaries } from "../src/index.js";
import {
  imported,
  moduleText,
  packageFiles,
  temporaryDirectory,
  writeFiles,
  writeProject,
} from "./fake-packages.js";

async function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "no error",
    (error) => describeError(error),
  );
}

describe("findCompetition", () => {
  it("loads the built file of a package by relative path, absolute path and directory name", async () => {
    const cwd = temporaryDirectory();
    writeFiles(join(cwd, "my-own"), packageFiles("my-own"));
    for (const reference of ["./my-own", join(cwd, "my-own"), "my-own", "my-own/"]) {
      expect((await findCompetition(reference, { cwd })).facts.id).toBe("my-own");
    }
    expect((await findCompetition(".", { cwd: join(cwd, "my-own") })).facts.id).toBe("my-own");
    expect((await findCompetition("..", { cwd: join(cwd, "my-own/dist") })).facts.id).toBe("my-own");
  });

  it("finds an id among the dependencies of the nearest project upward, importing only that one", async () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, {
      "@me/one": packageFiles("discovery-one", "@me/one"),
      two: packageFiles("discovery-two", "two"),
      unrelated: { "package.json": { name: "unrelated" } },
    });
    writeFiles(cwd, { "deep/er/file.txt": "" });
    const found = await findCompetition("discovery-two", { cwd: join(cwd, "deep/er") });
    expect(found.facts.id).toBe("discovery-two");
    expect(imported()).toContain("discovery-two");
    expect(imported()).not.toContain("discovery-one");
  });

  it("does not take a directory for a competition that does not say it is one", async () => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, { "my-solution/package.json": { name: "my-solution" } });
    expect(await failure(findCompetition("my-solution", { cwd }))).toContain(
      "Unknown competition `my-solution`",
    );
  });

  it("follows main and plain exports as Node does", async () => {
    const cwd = temporaryDirectory();
    const base = { type: "module", mlebench: { competition: "entry" } };
    const entries: Record<string, [object, string]> = {
      "./string": [{ exports: "./a.js" }, "a.js"],
      "./conditions": [{ exports: { import: "./a.js", require: "./a.cjs" } }, "a.js"],
      "./nested": [
        { exports: { ".": { node: { require: "./no.cjs", import: "./yes.js" }, default: "./no.js" } } },
        "yes.js",
      ],
      "./main": [{ main: "lib/main" }, "lib/main.js"],
      "./index": [{}, "index.js"],
    };
    for (const [path, [manifest, file]] of Object.entries(entries)) {
      writeFiles(join(cwd, path), { "package.json": { ...base, ...manifest }, [file]: moduleText("entry") });
      expect((await findCompetition(path, { cwd })).facts.id).toBe("entry");
    }
  });

  it("says to build a package that has only sources", async () => {
    const cwd = temporaryDirectory();
    writeFiles(join(cwd, "fresh"), packageFiles("fresh"));
    rmSync(join(cwd, "fresh/dist"), { recursive: true });
    const message = await failure(findCompetition("./fresh", { cwd }));
    expect(message).toContain("not built");
    expect(message).toContain(join(cwd, "fresh/dist/index.js"));
    expect(message).toContain("`npm run build` (or `pnpm build`)");
  });

  it.each([
    ["./imdb", "imdb"],
    ["imdb", "imdb"],
    ["../forks/imdb", "imdb"],
  ])("explains how to port a competition of the Python reference, named by %j", async (reference, id) => {
    const root = temporaryDirectory();
    const cwd = join(root, "here");
    const files = { "config.yaml": "id: imdb\n", "prepare.py": "", "grade.py": "" };
    writeFiles(cwd, { "package.json": {} });
    for (const folder of ["here/imdb", "forks/imdb"]) writeFiles(join(root, folder), files);
    for (const find of [
      () => findCompetition(reference, { cwd }),
      async () => {
        const [found] = resolveIds([reference], { cwd });
        return findCompetition(found, { cwd });
      },
    ]) {
      const told = await find().then(
        () => "nothing",
        (error) => describeError(error),
      );
      expect(told).toMatch(/competition of the Python reference/);
      expect(told).toContain(`npm run create-competition -- ${id}`);
    }
  });

  it("names the included competition for its folder in a checkout of the reference", async () => {
    const cwd = temporaryDirectory();
    writeFiles(join(cwd, "leaf-classification"), { "config.yaml": "", "grade.py": "" });
    const refused = findCompetition("./leaf-classification", { cwd });
    await expect(refused.catch(describeError)).resolves.toMatch(/name it by its id, `leaf-classification`/);
  });

  it("says what is wrong with a path that holds no package", async () => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, { "empty/readme.txt": "", "broken/package.json": "{" });
    expect(await failure(findCompetition("./nowhere", { cwd }))).toContain(join(cwd, "nowhere"));
    expect(await failure(findCompetition("./empty", { cwd }))).toContain(
      "Not a competition package: package.json not found",
    );
    expect(await failure(findCompetition("./broken", { cwd }))).toMatch(
      /^Not a readable competition package.*package\.json is not JSON/,
    );
  });

  it("refuses modules with an export that is not a competition, naming every missing part", async () => {
    const cwd = temporaryDirectory();
    const modules: Record<string, [string, string]> = {
      a: ["export const other = 1;", 'no export named "competition"'],
      b: ["export const competition = 5;", "not an object"],
      c: [
        moduleText("c", "prepare: 1, grade: undefined"),
        "prepare is not a function, grade is not a function",
      ],
      d: [moduleText("d", "facts: {}"), "facts.id is not a text"],
      e: ["throw new Error('boom at import');", "boom at import"],
      f: ["this is not JavaScript", "does not load"],
      g: [moduleText("g", "miniature: {}"), "miniature.write is not a function"],
      h: [moduleText("h", "get facts() { throw new Error('boom on reading'); }"), "boom on reading"],
      i: ["throw null;", "does not load: null"],
      j: ["import './absent.js';", "does not load: Cannot find module"],
    };
    for (const [id, [text, expected]] of Object.entries(modules)) {
      writeFiles(join(cwd, id), { ...packageFiles(id), "dist/index.js": text });
      expect(await failure(findCompetition(`./${id}`, { cwd }))).toContain(expected);
    }
  });

  it("refuses a dependency with another competition ID than its package.json says", async () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, { liar: { ...packageFiles("said"), "dist/index.js": moduleText("exported") } });
    expect(await failure(findCompetition("said", { cwd }))).toContain('says it holds "said" but exports');
  });

  it("names near matches for an unknown id and points to the list", async () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, { p: packageFiles("discovery-harbour") });
    const message = await failure(findCompetition("discovery-habrour", { cwd }));
    expect(message).toContain('Did you mean "discovery-harbour"?');
    expect(message).toContain("Run `mlebench list`");
    expect(await failure(findCompetition("zzzzzzzzzzzzzzzzzzzz", { cwd }))).not.toContain("Did you mean");
    expect(await failure(findCompetition("constructor", { cwd }))).toContain("Unknown competition");
  });

  it("works on when other packages are broken, with one warning for each", async () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, {
      good: packageFiles("discovery-good"),
      "bad-json": { "package.json": "{ nonsense" },
      "bad-id": { "package.json": { mlebench: { competition: "../../etc" } } },
      other: { "package.json": { mlebench: { agent: "aide" } } },
      zwilling: packageFiles("discovery-good", "zwilling"),
      absent: {},
    });
    const warnings: string[] = [];
    const found = await findCompetition("discovery-good", { cwd, onWarning: (line) => warnings.push(line) });
    expect(found.facts.id).toBe("discovery-good");
    expect(warnings).toHaveLength(3);
    expect(warnings.join("\n")).toMatch(/bad-id.*not an id/);
    expect(warnings.join("\n")).toMatch(/bad-json/);
    expect(warnings.join("\n")).toMatch(/zwilling: good already holds/);
  });

  it.each([
    [
      "a dependency",
      (cwd: string) => writeProject(cwd, { taker: packageFiles("leaf-classification", "taker") }),
    ],
    ["the project itself", (cwd: string) => writeFiles(cwd, packageFiles("leaf-classification", "taker"))],
  ])("lets no package take an id of the benchmark over: %s", async (_kind, write) => {
    const cwd = temporaryDirectory();
    write(cwd);
    const warnings: string[] = [];
    const options = { cwd, onWarning: (line: string) => warnings.push(line) };
    const found = await findCompetition("leaf-classification", options);
    expect(found.directory).not.toContain(cwd);
    expect(found.facts.name).toBe("Leaf Classification");
    expect(warnings).toEqual([expect.stringMatching(/taker: "leaf-classification" is the benchmark's own/)]);
    expect(warnings[0]).toContain(cwd);
    const listed = listCompetitions({ cwd }).find(({ id }) => id === "leaf-classification");
    expect(listed).toEqual(summaries.find(({ id }) => id === "leaf-classification"));
  });

  it("takes a folder of a built-in id only for what it is, unless it is written as a path", async () => {
    const cwd = temporaryDirectory();
    writeFiles(join(cwd, "leaf-classification"), packageFiles("leaf-classification", "taker"));
    expect((await findCompetition("leaf-classification", { cwd })).directory).not.toContain(cwd);
    expect((await findCompetition("./leaf-classification", { cwd })).directory).toContain(cwd);
    expect(resolveIds(["./leaf-classification"], { cwd })).toEqual(["./leaf-classification"]);
  });

  it("gives one warning for each package that cannot be looked at, and lists the others", () => {
    const cwd = temporaryDirectory();
    const packages = {
      good: packageFiles("discovery-readable"),
      folder: { "package.json/inside.txt": "" },
      loop: {},
      file: {},
      large: { "package.json": `{"name": "large"${" ".repeat(5_000_000)}}` },
      "large-facts": {
        ...packageFiles("large-facts"),
        "facts/competition.json": `{${" ".repeat(5_000_000)}}`,
      },
      "no-facts": { "package.json": packageFiles("no-facts")["package.json"] },
    };
    writeProject(cwd, packages);
    symlinkSync("loop", join(cwd, "node_modules/loop"));
    writeFiles(cwd, { "node_modules/file": "" });
    const warnings: string[] = [];
    const listed = listCompetitions({ cwd, onWarning: (line) => warnings.push(line) });
    expect(listed.map(({ id }) => id)).toContain("discovery-readable");
    expect(listed).toHaveLength(summaries.length + 1);
    for (const name of ["folder", "loop", "file", "large", "large-facts", "no-facts"])
      expect(warnings.filter((line) => line.startsWith(`Skipped the package ${name}:`))).toHaveLength(1);
    expect(warnings).toHaveLength(6);
    expect(warnings.join("\n")).toContain("no-facts: facts/competition.json not found (");
  });

  it("shows of a package's facts only what has the right shape", () => {
    const cwd = temporaryDirectory();
    const odd = {
      splits: [1, "low"],
      category: {},
      sizeGB: "big",
      knownIssues: [null, { summary: 1 }],
      metric: [],
    };
    writeProject(cwd, { odd: { ...packageFiles("odd"), "facts/competition.json": { id: "odd", ...odd } } });
    expect(listCompetitions({ cwd }).find(({ id }) => id === "odd")).toMatchObject({
      ...{ splits: ["low"], category: null, sizeGB: null, knownIssues: [], metric: "unknown", name: "odd" },
    });
  });

  it.each([
    "file.txt/below",
    "./file.txt/below",
    "loop",
    "./loop",
    "x".repeat(5000),
    `./${"x".repeat(5000)}`,
    "a\0b",
  ])("says of what no file system can have that there is no such competition (%#)", async (reference) => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, { "file.txt": "" });
    symlinkSync("loop", join(cwd, "loop"));
    expect(await failure(findCompetition(reference, { cwd }))).toMatch(
      /^(Unknown competition|Not a competition package)/,
    );
    expect(() => resolveIds([reference], { cwd })).toThrow(
      /^(Unknown competition|Not a competition package)/,
    );
  });

  it("survives a project with a broken package.json", async () => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, { "package.json": "[1]" });
    const warnings: string[] = [];
    expect(listCompetitions({ cwd, onWarning: (line) => warnings.push(line) })).toEqual(
      [...summaries].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    expect(warnings).toHaveLength(1);
  });

  it("never imports a competition on being loaded or on listing", async () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, { quiet: packageFiles("discovery-quiet") });
    listCompetitions({ cwd });
    expect(imported()).not.toContain("discovery-quiet");
  });
});
