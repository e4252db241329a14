import { describe, expect, test } from "vitest";
import {
  type ContractSetup,
  contractSpecification,
  readLogs,
  runToEnd,
  untilPrinted,
  waitingScript,
  withRun,
} from "./backend-harness.js";

/** From creating a run to destroying it. */
export function lifeCycleTests(setup: ContractSetup): void {
  describe("a run", () => {
    test("is created, running, and ended, in this order", async () => {
      const backend = await setup.openBackend();
      const handle = await backend.create(contractSpecification(setup, waitingScript));
      try {
        expect(await handle.state()).toBe("created");
        await handle.start();
        expect(["running", ...(backend.schedules ? ["queued"] : [])]).toContain(await handle.state());
        await handle.begun?.();
        expect(await handle.state()).toBe("running");
        await handle.terminate(0);
        await handle.wait();
        expect(await handle.state()).toBe("ended");
      } finally {
        await handle.destroy();
      }
    });

    test("says when it was begun, if the backend schedules it, and goes on without its runner", async () => {
      await withRun(setup, waitingScript, async ({ backend, specification, handle }) => {
        expect(handle.begun !== undefined).toBe(backend.schedules === true);
        if (backend.schedules !== true) return;
        const found = await (await setup.openBackend()).find(specification);
        expect((await found?.begun?.())?.seconds).toBeGreaterThanOrEqual(0);
        const stop = new AbortController();
        stop.abort(new Error("not any more"));
        await expect(found?.begun?.({ signal: stop.signal })).rejects.toThrow("not any more");
        await found?.terminate(0);
        expect((await found?.wait())?.seconds).toBeGreaterThanOrEqual(0);
      });
    });

    test("keeps its time limit, if the backend schedules it", async () => {
      if ((await setup.openBackend()).schedules !== true) return;
      const limited = { ...setup, settings: { ...setup.settings, timeout: 1, grace: 0 } };
      const { exit } = await runToEnd(limited, waitingScript);
      expect(exit.reason).toBe("timed out");
    });

    test.each([0, 7])("ends with the agent's exit code %i", async (code) => {
      const { exit } = await runToEnd(setup, `exit ${code}`);
      expect(exit).toMatchObject({ exitCode: code, reason: "exited" });
    });

    test("gives the agent its data, its description, and its variables", async () => {
      const { output } = await runToEnd(
        setup,
        'ls "$DATA_DIR" | grep -c description.md; cat "$DATA_DIR/description.md"; echo; echo "seed $SEED"; [ -d "$SUBMISSION_DIR" ] && echo directory',
      );
      expect(output.split("\n")).toEqual(["1", "What to do.", "seed 0", "directory", ""]);
    });

    test("gives the agent a grading server that counts validations", async () => {
      const script =
        'cp "$DATA_DIR"/sample*ubmission*.csv "$SUBMISSION_DIR/submission.csv"; bash "$VALIDATE_SUBMISSION" "$SUBMISSION_DIR/submission.csv"';
      await withRun(setup, script, async ({ handle }) => {
        await handle.wait();
        expect(await readLogs(handle)).toContain("Submission is valid");
        expect(await handle.validations()).toMatchObject([{ verdict: "valid", reason: null }]);
      });
    });

    test("lets an agent finish within the grace period", async () => {
      const script = `trap 'echo in order; exit 5' TERM; ${waitingScript}`;
      await withRun(setup, script, async ({ handle }) => {
        await untilPrinted(handle, "ready");
        await handle.terminate(600);
        expect(await handle.wait()).toMatchObject({ exitCode: 5 });
        // A shell may report what it was waiting for.
        expect(await readLogs(handle)).toMatch(/^ready\n.*in order\n$/s);
      });
    });

    test("kills an agent that ignores SIGTERM, with all that it started", async () => {
      const script = `trap '' TERM; (trap '' TERM; exec sleep 3600) & ${waitingScript}`;
      await withRun(setup, script, async ({ handle }) => {
        await untilPrinted(handle, "ready");
        await handle.terminate(0.1);
        expect(await handle.wait()).toMatchObject({ reason: "killed" });
      });
    });

    test("can be waited for again after waiting was aborted", async () => {
      await withRun(setup, waitingScript, async ({ handle }) => {
        const stop = new AbortController();
        const waiting = handle.wait({ signal: stop.signal });
        stop.abort(new Error("not any more"));
        await expect(waiting).rejects.toThrow("not any more");
        await handle.terminate(0);
        expect(await handle.wait()).toMatchObject({ reason: "killed" });
      });
    });

    test("can be destroyed while the agent works, and again", async () => {
      await withRun(setup, waitingScript, async ({ backend, specification, handle }) => {
        await handle.destroy();
        await handle.destroy();
        expect(await backend.find(specification)).toBeUndefined();
      });
    });

    test("is described by what JSON can hold, and its usage can be read", async () => {
      await withRun(setup, waitingScript, async ({ handle }) => {
        expect(JSON.parse(JSON.stringify(handle.description))).toEqual(handle.description);
        const usage = await handle.usage();
        if (usage?.memoryBytes !== undefined) expect(usage.memoryBytes).toBeGreaterThanOrEqual(0);
      });
    });
  });
}
