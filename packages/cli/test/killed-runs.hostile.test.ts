import { once } from "node:events";
import { lstatSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, mlebench, start, type World } from "./harness.js";

let world: World;
const id = "color-guess";
const ticks = 40;

beforeAll(async () => {
  world = createWorld();
  const config = "ticker:\n  start: ticker/start.sh\n  dockerfile: ticker/Dockerfile\n";
  world.write("agents/ticker/config.yaml", config);
  world.write("agents/ticker/Dockerfile", "FROM mlebench-env\nCOPY start.sh /home/agent/start.sh\n");
  world.write(
    "agents/ticker/start.sh",
    `cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"
for i in $(seq ${ticks}); do echo "tick $i"; sleep 0.1; done\n`,
  );
  expect((await mlebench(world, "prepare", "-c", id, "--mini")).exitCode).toBe(0);
});
afterAll(() => world.remove());

/** The same moments on every machine, so that a failure can be seen again. */
function momentsOf(seed: number): number[] {
  let state = seed;
  return Array.from({ length: 4 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 60;
  });
}

/** Kills a program with SIGKILL after so many changes of files below a directory; false when it ended before. */
async function killAfter(changes: number, directory: string, args: readonly string[], temporary: string) {
  const child = start(world, args, { TMPDIR: temporary });
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  let left = changes;
  let before = entriesOf(directory);
  // A recursive watch of Node.js 20 fails when a directory disappears.
  const timer = setInterval(() => {
    const now = entriesOf(directory);
    for (const [name, state] of now) if (before.get(name) !== state) left--;
    for (const name of before.keys()) if (!now.has(name)) left--;
    before = now;
    if (left < 0) child.kill("SIGKILL");
  }, 5);
  const [, signal] = await ended;
  clearInterval(timer);
  return signal === "SIGKILL";
}

/** What changes when somebody writes: size and time of everything below a directory, as far as it is there. */
function entriesOf(directory: string): Map<string, string> {
  const entries = new Map<string, string>();
  const visit = (path: string): void => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return;
    entries.set(path, `${found.size} ${found.mtimeMs}`);
    if (!found.isDirectory()) return;
    try {
      for (const name of readdirSync(path)) visit(join(path, name));
    } catch {
      // It is gone.
    }
  };
  visit(directory);
  return entries;
}

describe("a run killed with SIGKILL at any moment", () => {
  test.each([3, 17, 2026])(
    "and resumed again and again loses and doubles nothing (seed %i)",
    async (seed) => {
      const runs = join(world.directory, `runs-${seed}`);
      const temporary = join(world.directory, `tmp-${seed}`);
      for (const directory of [runs, temporary]) mkdirSync(directory);
      const first = ["run", "--backend", "process", "--mini", "-c", id, "--agent-dir", "agents/ticker"];
      const resumed = (): string[] => {
        const groups = readdirSync(runs).filter((name) =>
          readdirSync(join(runs, name)).includes("state.json"),
        );
        return groups.length === 0 ? first : ["run", "--resume", join(runs, groups[0])];
      };
      for (const moment of momentsOf(seed)) {
        const args = [...resumed(), "--run-dir", runs];
        if (!(await killAfter(moment, runs, args, temporary))) break;
      }
      const last = await mlebench(world, ...resumed(), "--run-dir", runs);
      expect(last).toMatchObject({ exitCode: 0 });
      const [group] = readdirSync(runs).filter((name) =>
        readdirSync(join(runs, name)).includes("state.json"),
      );
      const [run] = readdirSync(join(runs, group)).filter((name) => name.startsWith(`${id}_`));
      const log = readFileSync(join(runs, group, run, "run.log"), "utf8");
      const heard = [...log.matchAll(/\[Container\] tick (\d+)$/gm)].map((match) => Number(match[1]));
      expect(heard).toEqual(Array.from({ length: ticks }, (_, index) => index + 1));
      const submission = readFileSync(join(runs, group, run, "submission/submission.csv"), "utf8");
      expect(submission).toMatch(/^id,/);
      // Nothing that leads to the answers outlives the runner.
      const links = readdirSync(temporary, { recursive: true, encoding: "utf8" }).filter((name) =>
        lstatSync(join(temporary, name)).isSymbolicLink(),
      );
      expect(links).toEqual([]);
    },
  );
});
