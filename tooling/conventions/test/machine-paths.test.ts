import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, trackedFiles } from "./workspace.js";

/** Paths below places that look different on every machine, and that the project names nevertheless. */
const innerPaths: Readonly<Record<string, readonly string[]>> = {
  "in containers": [
    "/home/agent",
    "/home/code",
    "/home/data",
    "/home/instructions.txt",
    "/home/instructions_obfuscated.txt",
    "/home/logs",
    "/home/nonroot",
    "/home/submission",
    "/home/validate_submission.sh",
    "/mnt/models",
    "/root/control",
    "/tmp/conda",
    "/tmp/constraints.txt",
    "/tmp/disk",
    "/tmp/gpus",
    "/tmp/miniforge.sh",
    "/tmp/odd.csv",
    "/tmp/requirements.txt",
    "/tmp/search.sh",
    "/tmp/server.py",
  ],
  "in 7-Zip's own file system": ["/work/names", "/work/out.7z"],
  "in archives that do harm": ["/tmp/evil.txt"],
  "of a person who was made up": ["/Users/ada", "/home/ada", "/home/codes"],
  // A socket's path may have 107 bytes; those of temporary directories may have more.
  "for sockets": ["/tmp/mlebench-engine-"],
};

/** What was written by others, or is data. */
const foreign = [
  /^pnpm-lock\.yaml$/,
  /^competitions\/[^/]+\/(description[^/]*\.md$|facts\/)/,
  // Runs of agents that were invented for tests.
  /^packages\/rule-violations\/test\/corpus\//,
];

const places = ["home", "Users", "root", "tmp", "work", "workspace", "mnt", "media"];
const unixPath = new RegExp(`(?<![\\w.~})*\\]$]|\\w@)/(?:${places.join("|")})/[\\w.%+-]+`, "g");
const windowsPath = /\b[A-Z]:[\\/]+Users[\\/]+[\w.-]+/g;

function machinePaths(text: string): string[] {
  return [unixPath, windowsPath].flatMap((pattern) => [...text.matchAll(pattern)].map(([path]) => path));
}

describe("paths of somebody's machine", () => {
  const found = trackedFiles()
    .filter((file) => !foreign.some((pattern) => pattern.test(file)))
    .flatMap((file) => machinePaths(readFileSync(join(root, file), "utf8")).map((path) => ({ file, path })));
  const allowed = Object.values(innerPaths).flat();

  test("are named nowhere", () => {
    expect(
      found.filter(({ path }) => !allowed.includes(path)).map(({ file, path }) => `${file}: ${path}`),
      "take an option or a variable such as MLEBENCH_PYTHON, or os.tmpdir()",
    ).toEqual([]);
  });

  test.each(allowed)("%s is still needed in the list", (path) => {
    const self = "tooling/conventions/test/machine-paths.test.ts";
    expect(found.some((one) => one.path === path && one.file !== self)).toBe(true);
  });

  test("are seen on every system, and no relative, variable or web addresses are taken for them", () => {
    const [home, python] = ["home", "tmp"].map((place) => `/${place}/zoe/bin`);
    const windows = ["C:", "Users", "zoe"].join("\\");
    expect(machinePaths(`"${home}" PATH=${python}:${home} ${windows}\\x`)).toEqual([
      ...[home, python, home].map((path) => path.slice(0, -"/bin".length)),
      windows,
    ]);
    expect(
      machinePaths('"./tmp/a" "$HOME/tmp/b" $(pwd)/work/c a/work/c "https://example.org/home/d"'),
    ).toEqual([]);
  });
});
