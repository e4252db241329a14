import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { type ContractSetup, untilPrinted, waitingScript, withRun } from "./backend-harness.js";

const forever = { timeout: 600_000, interval: 100 };

/** A command that the backend executes after the runs of a group, where it can. */
export function afterRunsTests(setup: ContractSetup): void {
  describe("a command after the runs", () => {
    test("is executed once when they have ended, and never if it was canceled", async ({ skip }) => {
      const backend = await setup.openBackend();
      if (backend.afterRuns === undefined) skip("the backend executes no commands after runs");
      await withRun(setup, waitingScript, async ({ specification, handle }) => {
        await untilPrinted(handle, "ready");
        const { afterRuns } = await setup.openBackend();
        if (afterRuns === undefined) throw new Error("no afterRuns");
        const group = { runGroup: specification.runGroup, directory: dirname(specification.runDirectory) };
        // A directory with what a shell and Slurm would take for their own.
        const cwd = mkdtempSync(join(group.directory, "a %j $b-"));
        const program = join(cwd, "program.mjs");
        writeFileSync(
          program,
          `import { appendFileSync } from "node:fs"; console.log("printed"); appendFileSync("done", process.argv[2] + "\\n");`,
        );
        const command = (word: string) => ({ script: [program, word], cwd, log: join(cwd, "log") });
        const done = join(cwd, "done");

        expect(afterRuns.isScheduled(group)).toBe(false);
        await afterRuns.cancel(group);
        await afterRuns.schedule(group, command("canceled"));
        expect(afterRuns.isScheduled(group)).toBe(true);
        await afterRuns.cancel(group);
        expect(afterRuns.isScheduled(group)).toBe(false);

        const description = await afterRuns.schedule(group, command("it's $done"));
        expect(await afterRuns.schedule(group, command("again"))).toBe(description);
        expect(existsSync(done)).toBe(false);
        await handle.terminate(0);
        await handle.wait();
        await vi.waitFor(() => expect(readFileSync(done, "utf8")).toBe("it's $done\n"), forever);
        expect(readFileSync(join(cwd, "log"), "utf8")).toBe("printed\n");
        // The command itself says when its work is done.
        expect(afterRuns.isScheduled(group)).toBe(true);
        await afterRuns.cancel(group);
        expect(afterRuns.isScheduled(group)).toBe(false);
      });
    });
  });
}
