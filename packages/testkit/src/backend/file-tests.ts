import { describe, expect, test } from "vitest";
import { type ContractSetup, sharedRun, untilPrinted, waitingScript, withRun } from "./backend-harness.js";

/** Files of a running agent. */
export function fileTests(setup: ContractSetup): void {
  describe("a file", () => {
    const running = sharedRun(
      setup,
      [
        'cd "$CODE_DIR"; mkfifo pipe; head -c 5000 /dev/zero > large; ln -s /dev/zero endless',
        "echo kept > target; ln -s target link; ln -s .. up; cd - > /dev/null",
      ].join("; "),
    );

    test("is read as it was written, every byte", async () => {
      const handle = running();
      const bytes = Buffer.from(
        Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) % 256),
      );
      await handle.writeFile("code/deep/er/bytes.bin", bytes);
      // Vitest's own comparison of so many bytes takes longer than all else here.
      expect(bytes.equals(await handle.readFile("code/deep/er/bytes.bin"))).toBe(true);
      await handle.writeFile("code/-n", "äöü\n");
      expect(Buffer.from(await handle.readFile("code/-n")).toString("utf8")).toBe("äöü\n");
      await handle.writeFile("code/-n", "");
      expect(await handle.readFile("code/-n")).toHaveLength(0);
      expect((await handle.exec(["bash", "-c", "ls -A code/deep/er; test -r code/-n"])).stdout).toBe(
        "bytes.bin\n",
      );
    });

    test("of the agent is read, and one for it is found by it", async () => {
      const script = `echo from the agent > "$CODE_DIR/a"; echo ready; until [ -e "$CODE_DIR/b" ]; do sleep 0.05; done; cat "$CODE_DIR/b"; ${waitingScript}`;
      await withRun(setup, script, async ({ handle }) => {
        await untilPrinted(handle, "ready");
        expect(Buffer.from(await handle.readFile("code/a")).toString("utf8")).toBe("from the agent\n");
        await handle.writeFile("code/b", "for the agent\n");
        await untilPrinted(handle, "for the agent");
      });
    });

    test("that is missing, a directory, or a pipe is refused with the reason", async () => {
      const handle = running();
      await expect(handle.readFile("code/missing")).rejects.toThrow("not found");
      await expect(handle.readFile("code")).rejects.toThrow("not a regular file");
      await expect(handle.readFile("code/pipe")).rejects.toThrow("not a regular file");
      await expect(handle.writeFile("code", "x")).rejects.toThrow("not a regular file");
      await expect(handle.readFile("")).rejects.toThrow("Invalid path");
      await expect(handle.readFile("a\0b")).rejects.toThrow("Invalid path");
    });

    test("that is too large, or has no end, is refused", async () => {
      const handle = running();
      expect(await handle.readFile("code/large", { maxBytes: 5000 })).toHaveLength(5000);
      await expect(handle.readFile("code/large", { maxBytes: 4999 })).rejects.toThrow("too large");
      await expect(handle.readFile("code/endless")).rejects.toThrow("not a regular file");
    });

    test("that takes the place of a link leaves what the link leads to", async () => {
      const handle = running();
      await handle.writeFile("code/link", "new\n");
      await handle.writeFile("code/up", "new\n");
      const { stdout } = await handle.exec([
        "bash",
        "-c",
        "cat code/target code/link code/up; test -L code/link || test -L code/up || echo no links",
      ]);
      expect(stdout).toBe("kept\nnew\nnew\nno links\n");
    });
  });
}
