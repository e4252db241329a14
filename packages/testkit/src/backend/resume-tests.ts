import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type ContractSetup,
  contractSpecification,
  readLogs,
  untilPrinted,
  waitingScript,
  withRun,
} from "./backend-harness.js";

/** Another process that continues, and cleaning up. */
export function resumeTests(setup: ContractSetup): void {
  describe("another process", () => {
    test("finds a running agent, its output, and its end", async () => {
      const script = 'echo ready; until [ -e "$CODE_DIR/go" ]; do sleep 0.05; done; echo gone; exit 4';
      await withRun(setup, script, async ({ specification, handle }) => {
        await untilPrinted(handle, "ready");
        const found = await (await setup.openBackend()).find(specification);
        expect(await found?.state()).toBe("running");
        await found?.writeFile("code/go", "");
        expect(await found?.wait()).toMatchObject({ exitCode: 4, reason: "exited" });
        const ended = await (await setup.openBackend()).find(specification);
        expect(await ended?.state()).toBe("ended");
        expect(await ended?.wait()).toMatchObject({ exitCode: 4, reason: "exited" });
        if (ended !== undefined) expect(await readLogs(ended, 6)).toBe("gone\n");
      });
    });

    test("finds nothing of a run that was never created", async () => {
      const backend = await setup.openBackend();
      expect(await backend.find(contractSpecification(setup, "true"))).toBeUndefined();
    });

    test("removes what is left, only of its run group, and nothing that is in use", async () => {
      await withRun(setup, waitingScript, async ({ specification }) => {
        const { runGroup, runDirectory } = specification;
        const other = await setup.openBackend();
        const clean = (dryRun: boolean, inUse = false): Promise<string[]> =>
          other.clean({
            runGroup,
            dryRun,
            isInUse: (directory) => inUse && directory === dirname(runDirectory),
          });
        expect(await other.clean({ runGroup: `${runGroup}-other` })).toEqual([]);
        const would = await clean(true);
        expect(would.length).toBeGreaterThan(0);
        expect(await clean(true, true)).toEqual([]);
        const found = await other.find(specification);
        expect(await found?.state()).toBe("running");
        expect([...(await clean(false))].sort()).toEqual([...would].sort());
        expect(await clean(true)).toEqual([]);
        expect(await (await setup.openBackend()).find(specification)).toBeUndefined();
      });
    });

    test.skipIf(setup.lose === undefined)("reports an agent that disappeared as lost", async () => {
      await withRun(setup, waitingScript, async ({ specification, handle }) => {
        await untilPrinted(handle, "ready");
        const waiting = handle.wait();
        await setup.lose?.(handle, specification);
        expect(await waiting).toMatchObject({ exitCode: null, reason: "lost" });
      });
    });
  });
}
