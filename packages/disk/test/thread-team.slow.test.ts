import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type ThreadTeamOptions, withThreadTeam } from "../src/thread-team.js";

const fixture = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);

/** What a process that ends by itself prints. */
function outputOf(name: string, env: Readonly<Record<string, string>> = {}): unknown {
  const options = { env: { ...process.env, ...env }, encoding: "utf8" } as const;
  return JSON.parse(execFileSync(process.execPath, [fileURLToPath(fixture(name))], options));
}

interface Setup {
  taken: Int32Array;
  breakdown?: "throw" | "exit";
}

/** A team of squares; the calling thread waits with the first unit that it gets until a helper has one. */
function square(units: number, threads: number, breakdown?: Setup["breakdown"]): number[] {
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const squares: number[] = [];
  const options: ThreadTeamOptions<Setup, number> = {
    worker: fixture("team-worker.mjs"),
    setup: { taken, breakdown },
    threads,
    work: (unit) => {
      if (threads > 1) Atomics.wait(taken, 0, 0);
      return unit * unit;
    },
    onResult: (result, unit) => {
      expect(squares[unit]).toBeUndefined();
      squares[unit] = result;
    },
  };
  withThreadTeam(options, (team) => {
    // Some are offered while others are worked on.
    for (let unit = 0; unit < units; unit++) team.offer(1);
    team.finish(Math.floor(units / 2));
    expect(squares.slice(0, Math.floor(units / 2))).not.toContain(undefined);
    team.finish(units);
  });
  expect(Atomics.load(taken, 0) > 0).toBe(threads > 1);
  return squares;
}

describe("a team of threads", () => {
  test.each([[1], [2], [16]])("does every unit once with %d threads", (threads) => {
    expect(square(100, threads)).toEqual(Array.from({ length: 100 }, (_, unit) => unit * unit));
  });

  test("reports what went wrong in a helper, with the system's code", () => {
    expect(() => square(10, 2, "throw")).toThrow(
      expect.objectContaining({ message: "out of ideas", code: "ENOSPC" }),
    );
  });

  test.runIf(process.platform === "linux")("reports a helper that ended over its work", () => {
    expect(() => square(10, 2, "exit")).toThrow(/worker thread ended before its work was done/);
  });

  test("works without helpers that cannot start", () => {
    const results: number[] = [];
    withThreadTeam(
      {
        worker: fixture("missing.mjs"),
        setup: {},
        threads: 2,
        work: (unit) => unit,
        onResult: (result) => results.push(result),
      },
      (team) => {
        team.offer(3);
        team.finish(3);
      },
    );
    expect(results).toEqual([0, 1, 2]);
  });

  test("ends with a calling thread that is terminated", () => {
    expect(outputOf("terminated-process.mjs")).toEqual(["it took too long"]);
  });

  test.each([["1"], ["2"], ["16"]])("keeps no process alive, with MLEBENCH_THREADS=%s", (threads) => {
    expect(outputOf("team-process.mjs", { MLEBENCH_THREADS: threads })).toEqual([0, 1, 4, 9]);
  });
});
