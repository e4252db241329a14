import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type ContractSetup, sharedRun, withRun } from "./backend-harness.js";

/** Prints how many processes have a text in their command line; the text is split, so that it does not find itself. */
const countProcesses = (marker: string): string[] => [
  "bash",
  "-c",
  'count=0; for file in /proc/[0-9]*/cmdline; do if tr "\\0" " " 2>/dev/null <"$file" | grep -q "$1[-]$2"; then count=$((count + 1)); fi; done; echo "$count"',
  "count",
  ...marker.split("-", 2),
];

/** Nothing else on the machine has it in its command line. */
const uniqueMarker = (): string => `marker-${randomUUID().slice(0, 8)}`;

/** Commands beside a running agent. */
export function commandTests(setup: ContractSetup): void {
  describe("a command", () => {
    const running = sharedRun(setup, 'id -u > "$LOGS_DIR/user"; pwd');

    test("gives exit code, standard output, and standard error", async () => {
      const handle = running();
      expect(await handle.exec(["bash", "-c", "echo out; echo error >&2; exit 3"])).toEqual({
        exitCode: 3,
        stdout: "out\n",
        stderr: "error\n",
        timedOut: false,
        truncated: false,
      });
      const unusual = ["a b", "", "$HOME", "-n", "ä'\"\\"];
      expect((await handle.exec(["printf", "%s|", ...unusual])).stdout).toBe(`${unusual.join("|")}|`);
      expect(await handle.exec(["no-such-program"])).toMatchObject({ exitCode: 127, timedOut: false });
      await expect(handle.exec([])).rejects.toThrow("No command");
    });

    test("reads standard input to its end, and may leave it unread", async () => {
      const handle = running();
      const stdin = Buffer.alloc(3_000_000, "0123456789\n");
      expect((await handle.exec(["wc", "-c"], { stdin })).stdout.trim()).toBe("3000000");
      expect((await handle.exec(["cat"], { stdin: "äöü" })).stdout).toBe("äöü");
      expect(await handle.exec(["true"], { stdin })).toMatchObject({ exitCode: 0 });
      expect(await handle.exec(["cat"])).toMatchObject({ exitCode: 0, stdout: "" });
    });

    test("has the agent's directory, variables, and user, unless specified otherwise", async () => {
      const handle = running();
      const show =
        'pwd -P; echo "$SEED $(printenv MORE || echo none)"; [ "$(id -u)" = "$(cat "$LOGS_DIR/user")" ] && echo same';
      const { stdout } = await handle.exec(["bash", "-c", `cd "$DATA_DIR/.." && ${show}`]);
      const [home, ...rest] = stdout.split("\n");
      expect(rest).toEqual(["0 none", "same", ""]);
      const inside = await handle.exec(["bash", "-c", show], {
        cwd: "submission",
        environment: { MORE: "more" },
      });
      expect(inside.stdout.split("\n")).toEqual([`${home}/submission`, "0 more", "same", ""]);
      expect(await handle.exec(["true"], { cwd: "nowhere" })).toMatchObject({ exitCode: 126 });
    });

    test("is killed at its timeout, inside, with all that it started", async () => {
      const handle = running();
      const marker = uniqueMarker();
      const started = `echo started; (exec -a ${marker} sleep 3600) & setsid bash -c 'exec -a ${marker} sleep 3600' & wait`;
      const result = await handle.exec(["bash", "-c", started], { timeout: 1.5 });
      expect(result).toMatchObject({ exitCode: null, timedOut: true, stdout: "started\n" });
      expect((await handle.exec(countProcesses(marker))).stdout).toBe("0\n");
      expect(await handle.state()).toBe("running");
    });

    test("is killed when it is aborted", async () => {
      const handle = running();
      const stop = new AbortController();
      const marker = uniqueMarker();
      const command = ["bash", "-c", `touch begun; exec -a ${marker} sleep 3600`];
      const executing = handle.exec(command, { cwd: "code", signal: stop.signal });
      while ((await handle.exec(["test", "-e", "code/begun"])).exitCode !== 0);
      stop.abort(new Error("enough"));
      await expect(executing).rejects.toThrow("enough");
      expect((await handle.exec(countProcesses(marker))).stdout).toBe("0\n");
      await expect(handle.exec(["true"], { signal: stop.signal })).rejects.toThrow("enough");
    });

    test("that prints without end is bounded", async () => {
      const handle = running();
      const result = await handle.exec(["head", "-c", "5000000", "/dev/zero"], { maxOutputBytes: 1000 });
      expect(result).toMatchObject({ exitCode: 0, truncated: true });
      expect(result.stdout).toHaveLength(1000);
    });

    test("ends although something in the background holds its output open", async () => {
      const handle = running();
      const result = await handle.exec(["bash", "-c", "sleep 3600 & echo done"]);
      expect(result).toMatchObject({ exitCode: 0, stdout: "done\n" });
    });

    test("is refused when no agent is running", async () => {
      await withRun(setup, "exit 0", async ({ handle }) => {
        await handle.wait();
        await expect(handle.exec(["true"])).rejects.toThrow("not running");
        await expect(handle.readFile("x")).rejects.toThrow("not running");
        await expect(handle.writeFile("x", "")).rejects.toThrow("not running");
      });
    });
  });
}
