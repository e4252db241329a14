import { Command } from "commander";
import { expect, test } from "vitest";
import { commandLine, rememberInvocation, rememberSelection } from "../src/invocation.js";

/** The options of a command that messages name, once `run` was called with these arguments. */
function keptOptions(typed: readonly string[], selection?: Parameters<typeof rememberSelection>[0]): string {
  const program = new Command("mlebench");
  const addCommand = (name: string): Command =>
    program.command(name).option("--mini").option("--no-mini").option("--data-dir <dir>");
  const running = addCommand("run").action(() => {});
  addCommand("prepare");
  program.parse(["run", ...typed], { from: "user" });
  rememberInvocation(() => program, running);
  if (selection !== undefined) rememberSelection(selection);
  return commandLine("prepare -c ID").replace(/^.*prepare -c ID/, "");
}

test("commands that messages name keep the data that was selected by options", () => {
  expect(keptOptions([])).toBe("");
  expect(keptOptions(["--mini", "--data-dir", "my data"])).toBe(" --mini --data-dir 'my data'");
  expect(keptOptions(["--no-mini"])).toBe("");
});

test("commands that messages name keep the data that was selected by a configuration file", () => {
  expect(keptOptions([], { mini: true })).toBe(" --mini");
  expect(keptOptions(["--data-dir", "data"], { mini: true, dataDir: "data" })).toBe(
    " --mini --data-dir data",
  );
  expect(keptOptions(["--no-mini"], { mini: false, dataDir: "/data" })).toBe(" --data-dir /data");
});
