import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bin } from "./harness.js";

// Clusters limit the address space of processes, and WebAssembly reserves more than ten gigabytes of it.
const limited = 'ulimit -v 8000000; exec "$@"';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-address-space-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function prepare(id: string, data: string, { limit = false, nodeOptions = "" } = {}) {
  const command = [process.execPath, bin, "prepare", "-c", id, "--mini", "--data-dir", join(directory, data)];
  const environment = { ...process.env, NODE_OPTIONS: nodeOptions };
  return spawnSync("sh", ["-c", limit ? limited : 'exec "$@"', "sh", ...command], {
    encoding: "utf8",
    env: environment,
  });
}

const prepared = (data: string, id: string, file: string): Buffer =>
  readFileSync(join(directory, data, id, "prepared/public", file));

describe.runIf(process.platform === "linux")("without space for WebAssembly", () => {
  test.each([
    ["tables", "spaceship-titanic", "train.csv"],
    ["JSON lines", "tensorflow2-question-answering", "simplified-nq-train.jsonl"],
  ])("%s are prepared without it, with the same bytes", (_, id, file) => {
    expect(prepare(id, "any").status).toBe(0);
    const { status, stderr } = prepare(id, "limited", { limit: true });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(prepared("limited", id, file)).toEqual(prepared("any", id, file));
  });

  test("what a library does with it is refused with a way out, which leads out", () => {
    const id = "icecube-neutrinos-in-deep-ice";
    const { status, stderr } = prepare(id, "refused", { limit: true });
    expect(status).toBe(1);
    expect(stderr).toContain("The limit of address space is too low for WebAssembly");
    const nodeOptions = /NODE_OPTIONS=(\S+?)`/.exec(stderr)?.[1];
    const again = prepare(id, "refused", { limit: true, nodeOptions });
    expect({ status: again.status, stderr: again.stderr }).toMatchObject({ status: 0 });
  });
});
