import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { startMockModels } from "@mlebench/mock-models";
import { expect, test } from "vitest";
import { runReact } from "../src/react/run-react.js";
import { runCode } from "../src/tools/run-code.js";
import { bash, fakeTask, linesOfType, resultsOf, secretKey, submit } from "./harness.js";

/** Bytes below a directory; files may go while they are counted. */
function sizeOf(directory: string): number {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.reduce((sum, entry) => {
    const found = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false });
    return sum + (found?.isFile() ? found.size : 0);
  }, 0);
}

test("200 MB of output fills neither the memory nor the disk, and its end is read", async () => {
  const server = await startMockModels({
    apiKey: secretKey,
    replies: [bash("head -c 200000000 /dev/zero | tr '\\0' x; echo; echo the end"), submit, submit],
  });
  const task = fakeTask({ url: server.url });
  const temporary = join(task.root, "tmp");
  mkdirSync(temporary);
  let most = { memory: 0, disk: 0 };
  const watch = setInterval(() => {
    most = {
      memory: Math.max(most.memory, process.memoryUsage().arrayBuffers),
      disk: Math.max(most.disk, sizeOf(temporary)),
    };
  }, 20);
  const before = process.memoryUsage().arrayBuffers;
  const exec: typeof task.environment.exec = (command, options) =>
    task.environment.exec(command, {
      ...options,
      environment: { ...options?.environment, TMPDIR: temporary },
    });
  try {
    await runReact({ ...task, environment: { ...task.environment, exec } });
    expect(resultsOf(task)[0]).toMatch(
      /^x{8192}\n\[… 1999\d{5} bytes left out …\]\nx+\nthe end\n\[exit code 0\]/,
    );
    expect(linesOfType(task, "tool")[0]).toMatchObject({ bytes: 200_000_009, truncated: true });
    expect(most.disk).toBeGreaterThan(0);
    expect(most.disk).toBeLessThan(40e6);
    expect(most.memory - before).toBeLessThan(50e6);
    await expect.poll(() => readdirSync(temporary)).toEqual([]);
  } finally {
    clearInterval(watch);
    await server.close();
    rmSync(task.root, { recursive: true, force: true });
  }
});

test("output that never ends is stopped, and its end is read", async () => {
  const task = fakeTask({ url: "http://127.0.0.1:1/v1" });
  const result = await runCode(task.environment, "yes | head -c 1000000; echo half; yes n", {
    language: "bash",
    timeout: 2,
    signal: task.signal,
  });
  expect(result).toMatchObject({ isStopped: true, exitCode: null, isCut: true });
  expect(result.output).toMatch(/^y\ny\n[\s\S]*bytes left out[\s\S]*\nn\nn\n$/);
  rmSync(task.root, { recursive: true, force: true });
});
