import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { namespaceOf, processWithin } from "../src/namespaces.js";

describe.skipIf(process.platform !== "linux")("a process of a pid namespace", () => {
  const own = namespaceOf("self", "pid") as string;

  test("is found by its ID there", () => {
    expect(processWithin(own, process.pid)).toBe(process.pid);
  });

  test("is none once it has ended", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    expect(processWithin(own, pid)).toBeUndefined();
  });

  test("is none where the namespace is another", () => {
    expect(processWithin("pid:[1]", process.pid)).toBeUndefined();
  });
});
