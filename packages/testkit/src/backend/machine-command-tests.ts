import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandEvent, MachineCommand } from "@mlebench/runner";
import { describe, expect, test } from "vitest";
import type { ContractSetup } from "./backend-harness.js";

const program = `import { cwd } from "node:process";
console.log(JSON.stringify({ word: process.argv[2], secret: process.env.LENT, cwd: cwd() }));
console.error("to the log");
process.exit(Number(process.argv[3]));
`;

/** Commands that are no runs, where the backend has machines for them. */
export function machineCommandTests(setup: ContractSetup): void {
  describe("commands that are no runs", () => {
    test("work in their directory with their variables, and end with their exit codes", async ({ skip }) => {
      const { commands } = await setup.openBackend();
      if (commands === undefined) skip("the backend executes no other commands");
      const limits = { cpus: 1, memory: 500 * 2 ** 20, timeout: 600 };
      await commands?.check(limits);
      const parent = mkdtempSync(join(setup.runsDirectory, "commands-"));
      const script = join(parent, "program.mjs");
      writeFileSync(script, program);
      const list = [0, 3].map(
        (exitCode): MachineCommand => ({
          script: [script, "it's $HOME", String(exitCode)],
          environment: { LENT: "a secret" },
          cwd: parent,
          output: join(parent, `${exitCode}.json`),
          log: join(parent, `${exitCode}.log`),
        }),
      );
      const directory = join(parent, "kept");
      mkdirSync(directory);
      const events: CommandEvent[] = [];
      await commands?.execute(list, {
        ...{ label: "contract", directory, atOnce: 2, limits, signal: new AbortController().signal },
        onEvent: (event) => events.push(event),
      });
      for (const [index, { output, log }] of list.entries()) {
        const own = events.filter((event) => event.index === index);
        expect(own.map(({ type }) => type)).toEqual(["queued", "running", "ended"]);
        expect(own.at(-1)).toMatchObject({ exitCode: [0, 3][index] });
        expect(JSON.parse(readFileSync(output, "utf8"))).toEqual({
          ...{ word: "it's $HOME", secret: "a secret", cwd: parent },
        });
        expect(readFileSync(log, "utf8")).toBe("to the log\n");
      }
    });
  });
}
