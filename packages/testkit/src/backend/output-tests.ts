import { existsSync, mkdtempSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectDirectory } from "@mlebench/runner";
import { describe, expect, test } from "vitest";
import { type ContractSetup, readLogs, withRun } from "./backend-harness.js";

/** What an agent prints, and what it leaves. */
export function outputTests(setup: ContractSetup): void {
  describe("output", () => {
    test("is given byte for byte from any offset, standard error included", async () => {
      const script = 'for i in $(seq 1 2000); do echo "äöü€ $i"; done; echo end >&2';
      await withRun(setup, script, async ({ handle }) => {
        await handle.wait();
        const whole = await readLogs(handle);
        const lines = Array.from({ length: 2000 }, (_, index) => `äöü€ ${index + 1}`);
        expect(whole.split("\n").filter((line) => line !== "end")).toEqual([...lines, ""]);
        const bytes = Buffer.from(whole);
        for (const from of [1, 4097, bytes.length - 1, bytes.length]) {
          expect(await readLogs(handle, from)).toBe(bytes.subarray(from).toString("utf8"));
        }
      });
    });

    test("is collected by directory and by file, links as links", async () => {
      const script = [
        'echo 1,2 > "$SUBMISSION_DIR/submission.csv"',
        'mkdir -p "$CODE_DIR/deep"; echo code > "$CODE_DIR/deep/a.py"; ln -s deep/a.py "$CODE_DIR/link.py"',
        'rm -rf "$LOGS_DIR"',
      ].join("\n");
      await withRun(setup, script, async ({ handle }) => {
        await handle.wait();
        const parent = mkdtempSync(join(tmpdir(), "mlebench-contract-"));
        for (const name of ["submission", "code"] as const) {
          const stream = await handle.collect(name);
          expect(stream).toBeDefined();
          if (stream !== undefined)
            await collectDirectory(stream, join(parent, name), undefined, handle.home);
        }
        expect(readFileSync(join(parent, "submission/submission.csv"), "utf8")).toBe("1,2\n");
        expect(readFileSync(join(parent, "code/deep/a.py"), "utf8")).toBe("code\n");
        expect(readlinkSync(join(parent, "code/link.py"))).toBe("deep/a.py");
        const single = await handle.collect("submission", { path: "submission.csv" });
        expect(single).toBeDefined();
        for await (const _chunk of single ?? []) {
          // Read to its end, so that a connection is given back.
        }
        expect(await handle.collect("submission", { path: "missing.csv" })).toBeUndefined();
        expect(await handle.collect("logs")).toBeUndefined();
        expect(existsSync(join(parent, "logs"))).toBe(false);
      });
    });
  });
}
