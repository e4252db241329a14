import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RunStatus, runStates, runTransitions } from "../src/run/run-states.js";

const packageDirectory = join(import.meta.dirname, "..");
const document = readFileSync(join(packageDirectory, "STATES.md"), "utf8");

/** Mermaid's names have no spaces. */
const nodeOf = (status: string): string => status.replaceAll(" ", "_");

function drawing(): string {
  const lines = Object.entries(runTransitions).flatMap(([name, { from, to }]) =>
    from.flatMap((before) => to.map((after) => `  ${nodeOf(before)} --> ${nodeOf(after)}: ${name}`)),
  );
  return ["stateDiagram-v2", "  [*] --> pending", ...lines, ""].join("\n");
}

function table(): string {
  return Object.entries(runStates)
    .map(([status, { phase, description }]) => `| \`${status}\` | ${phase} | ${description} |\n`)
    .join("");
}

describe("the states of a run", () => {
  test("are drawn in STATES.md as the table has them", () => {
    expect(/```mermaid\n([\s\S]*?)```/.exec(document)?.[1]).toBe(drawing());
    expect(/\| --- \| --- \| --- \|\n((?:\|.*\n)*)/.exec(document)?.[1]).toBe(table());
  });

  test("can all be reached, and all that are not final can be left", () => {
    const all = Object.keys(runStates) as RunStatus[];
    const changes: readonly { from: readonly RunStatus[]; to: readonly RunStatus[] }[] =
      Object.values(runTransitions);
    const reached = new Set<RunStatus>(["pending", ...changes.flatMap(({ to }) => to)]);
    expect(all.filter((status) => !reached.has(status))).toEqual([]);
    const { retryRun: _, ...others } = runTransitions;
    const left = new Set<RunStatus>(Object.values(others).flatMap(({ from }) => [...from]));
    expect(all.filter((status) => !left.has(status))).toEqual(
      all.filter((status) => runStates[status].phase === "final"),
    );
  });

  test("are set by run-transitions.ts only, one function per change", () => {
    const source = join(packageDirectory, "src");
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const setting = files.filter((name) =>
      /\bstatus = [^=]/.test(
        readFileSync(join(source, name), "utf8").replace(/const [^;]*status[^;]*;/g, ""),
      ),
    );
    expect(setting).toEqual([join("run", "run-transitions.ts")]);
    const text = readFileSync(join(source, "run/run-transitions.ts"), "utf8");
    for (const name of Object.keys(runTransitions)) {
      expect(text).toMatch(new RegExp(`^export function ${name}\\(`, "m"));
      expect(text.match(new RegExp(`change\\(record, "${name}"`, "g"))).toHaveLength(1);
    }
  });
});
