import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readCommandTree } from "../src/completion/command-tree.js";
import { completionScript } from "../src/completion/scripts.js";
import { createProgram } from "../src/program.js";

const tree = readCommandTree(
  createProgram(() => {}),
  {
    competitions: ["leaf-classification", "spaceship-titanic"],
    splits: ["low", "medium"],
    agents: ["dummy"],
    backends: ["docker", "process"],
  },
);

const isInstalled = (shell: string): boolean =>
  spawnSync(shell, ["-c", "exit 0"], { stdio: "ignore" }).status === 0;

/** What Bash suggests for the last of some typed words. */
function completeInBash(...typed: string[]): string[] {
  const ask = [
    'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _mlebench',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Bash, not TypeScript
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ];
  const script = [completionScript("bash", tree), ...ask].join("\n");
  const { status, stdout, stderr } = spawnSync("bash", ["-s", "mlebench", ...typed], {
    input: script,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return stdout.split("\n").filter((line) => line !== "");
}

describe.skipIf(!isInstalled("bash"))("completion in Bash", () => {
  test.each([
    [["gr"], ["grade", "grade-over-time", "grade-sample"]],
    [["env", "b"], ["build"]],
    [["grade-sample", "sub.csv", "space"], ["spaceship-titanic"]],
    [["prepare", "--split", "l"], ["low"]],
    [["prepare", "-c", "leaf"], ["leaf-classification"]],
    [["run", "--agent-id", ""], ["dummy"]],
    [
      ["run", "--backend", ""],
      ["docker", "process"],
    ],
    [["prepare", "--keep"], ["--keep-raw"]],
    [["completion", "z"], ["zsh"]],
    [["prepare", "--from", ""], []],
  ])("%j suggests %j", (typed, expected) => {
    expect(completeInBash(...typed)).toEqual(expected);
  });
});

describe.skipIf(!isInstalled("fish"))("completion in fish", () => {
  test.each([
    ["mlebench gr", ["grade", "grade-over-time", "grade-sample"]],
    ["mlebench env build --no-c", ["--no-cache"]],
    ["mlebench prepare --split l", ["low"]],
    ["mlebench grade-sample sub.csv space", ["spaceship-titanic"]],
  ])("%s suggests %j", (line, expected) => {
    const script = `${completionScript("fish", tree)}\ncomplete -C '${line}'\n`;
    const { stdout } = spawnSync("fish", ["--no-config", "-c", script], { encoding: "utf8" });
    expect(stdout.split("\n").flatMap((found) => found.split("\t")[0] || [])).toEqual(expected);
  });
});

test.skipIf(!isInstalled("zsh"))("the script for zsh parses", () => {
  const { status, stderr } = spawnSync("zsh", ["-n"], {
    input: completionScript("zsh", tree),
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
});

test("every command is in the tree with its options", () => {
  const commands = tree.commands.map(({ path }) => path.join(" "));
  expect(commands).toEqual(
    expect.arrayContaining(["mlebench prepare", "mlebench env", "mlebench completion"]),
  );
  const prepare = tree.commands.find(({ path }) => path[1] === "prepare");
  expect(prepare?.options.map(({ flags }) => flags.at(-1))).toEqual(
    expect.arrayContaining(["--mini", "--data-dir", "--help"]),
  );
});
