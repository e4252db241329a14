import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError, didYouMean, editDistance, nearMatches, readSplit } from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { importers } from "../src/importers.js";
import { listCompetitions, resolveIds, summaries } from "../src/index.js";
import { packageFiles, temporaryDirectory, writeFiles, writeProject } from "./fake-packages.js";

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return describeError(error);
  }
  return "no error";
}

describe("the generated index", () => {
  it("has an importer for every summary and no other", () => {
    expect(Object.keys(importers).sort()).toEqual(summaries.map(({ id }) => id).sort());
  });

  it("depends on every package that it imports", () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
    for (const summary of summaries) expect(manifest.dependencies).toHaveProperty([summary.package]);
  });
});

describe("listCompetitions", () => {
  it("merges the project's packages in order of id, from their facts alone", () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, { z: packageFiles("zz-last", "z"), a: packageFiles("00-first", "a") });
    const listed = listCompetitions({ cwd });
    expect(listed[0]).toEqual({
      id: "00-first",
      package: "a",
      name: "The 00-first",
      metric: "accuracy",
      lowerIsBetter: false,
      splits: [],
      category: null,
      sizeGB: 0.5,
      knownIssues: [{ summary: "leaks", source: "#1" }],
    });
    expect(listed.at(-1)?.id).toBe("zz-last");
    expect(listed).toHaveLength(summaries.length + 2);
  });

  it("leaves out packages without usable facts, with one warning each", () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, {
      none: { "package.json": { mlebench: { competition: "none" } } },
      wrong: { ...packageFiles("wrong"), "facts/competition.json": { id: "right" } },
    });
    const warnings: string[] = [];
    const listed = listCompetitions({ cwd, onWarning: (line) => warnings.push(line) });
    expect(listed).toHaveLength(summaries.length);
    expect(warnings).toHaveLength(2);
  });

  it("includes the project itself when that is a competition package", () => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, packageFiles("self-made"));
    expect(listCompetitions({ cwd: join(cwd, "facts") }).map(({ id }) => id)).toContain("self-made");
  });
});

describe("resolveIds", () => {
  it("expands splits, files and package paths in order and drops repeats", () => {
    const cwd = temporaryDirectory();
    writeProject(cwd, { p: packageFiles("resolve-me") });
    writeFiles(cwd, { "ids.txt": "\uFEFF# mine\r\nresolve-me # again\r\n\r\n  spaceship-titanic  \r\n" });
    writeFiles(join(cwd, "local"), packageFiles("local"));
    const low = readSplit("low");
    const resolved = resolveIds(["resolve-me", low[1], "low", "ids.txt", "./local", join(cwd, "ids.txt")], {
      cwd,
    });
    expect(resolved).toEqual([
      "resolve-me",
      low[1],
      ...low.filter((id) => id !== low[1]),
      ...(low.includes("spaceship-titanic") ? [] : ["spaceship-titanic"]),
      "./local",
    ]);
    expect(new Set(resolved).size).toBe(resolved.length);
  });

  it("prefers an id to a file of that name", () => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, { "spaceship-titanic": "leaf-classification\n" });
    expect(resolveIds(["spaceship-titanic"], { cwd })).toEqual(["spaceship-titanic"]);
    expect(resolveIds(["./spaceship-titanic"], { cwd })).toEqual(["leaf-classification"]);
  });

  it("takes low.txt for the split unless there is such a file", () => {
    const cwd = temporaryDirectory();
    expect(resolveIds(["low.txt", "mle_bench"], { cwd })).toEqual([...readSplit("low"), "spaceship-titanic"]);
    writeFiles(cwd, { "low.txt": "leaf-classification\n" });
    expect(resolveIds(["low.txt"], { cwd })).toEqual(["leaf-classification"]);
    expect(failure(() => resolveIds(["lists/low.txt"], { cwd }))).toContain('Did you mean "low"');
  });

  it("returns nothing for nothing", () => {
    expect(resolveIds([], { cwd: temporaryDirectory() })).toEqual([]);
  });

  it("says which line of a file is wrong and what may have been meant", () => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, { "ids.txt": "# a\nspaceship-titanic\nspaceship-titanik\n" });
    const message = failure(() => resolveIds(["ids.txt"], { cwd }));
    expect(message).toContain("Line 3");
    expect(message).toContain(join(cwd, "ids.txt"));
    expect(message).toContain('Did you mean "spaceship-titanic"?');
  });

  it("says that an item is no competition, split or file, with near matches of ids and splits", () => {
    const cwd = temporaryDirectory();
    expect(failure(() => resolveIds(["lwo"], { cwd }))).toContain('Did you mean "low"');
    expect(failure(() => resolveIds(["titanic"], { cwd }))).toContain('"spaceship-titanic"');
    expect(failure(() => resolveIds(["./no-such-file.txt"], { cwd }))).toContain("./no-such-file.txt");
  });
});

describe("near matches", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "acb", 1],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
  ])("puts %j and %j %i edits apart", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  it("orders by nearness, ignores letter case and keeps to the limit", () => {
    expect(nearMatches("AI4CODE", ["AI4Code", "ai4code2", "leaf"])).toEqual(["AI4Code", "ai4code2"]);
    expect(nearMatches("ab", ["abx", "aby", "abz", "abw"], 2)).toHaveLength(2);
    expect(nearMatches("leaf", ["leaf-classification", "lead"])).toEqual(["lead", "leaf-classification"]);
  });

  it("offers three at most, none of which differs in more than a third of its letters", () => {
    expect(nearMatches("data", ["date", "dato", "dats", "dat", "data2"])).toHaveLength(3);
    expect(nearMatches("abcdef", ["abcdxy", "abcxyz"])).toEqual(["abcdxy"]);
    expect(nearMatches("yellow-cab", ["low", "dev"])).toEqual([]);
    expect(nearMatches("low", ["yellow-cab", "how-low"])).toEqual(["how-low"]);
    expect(nearMatches("a".repeat(1_000_000), ["a", "spaceship-titanic"])).toEqual([]);
    expect(didYouMean("ab", ["abx", "aby", "abz", "abw"])).toBe('Did you mean "abw", "abx" or "aby"?');
  });
});
