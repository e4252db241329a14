import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["@mlebench/source"];

const everything = "{packages,competitions,tooling}/*/test/**";
const docker = [`${everything}/*.docker.test.ts`];
const slurm = [`${everything}/*.slurm.test.ts`];
const containers = [`${everything}/*.containers.test.ts`];
const hostile = [`${everything}/*.hostile.test.ts`];
const slow = [`${everything}/*.slow.test.ts`];
const competitions = ["competitions/*/test/**/*.test.ts"];
/** A table, images, and probabilities: enough to show a fault in the shared words. */
const fastCompetitions = [
  "competitions/{spaceship-titanic,aerial-cactus-identification,spooky-author-identification}/test/**/*.test.ts",
];

// Vitest would leave one core idle; on two that is half the machine.
const cores = availableParallelism();

/** Whether the user says where temporary files go. */
const choosesDirectory = process.env.TMPDIR !== undefined;

const memory = { all: "tooling/vitest-memory.ts", some: "tooling/vitest-small-files.ts" };

interface LaneOptions {
  exclude?: string[];
  /** Tests run built programs. */
  build?: boolean;
  /** Tests write many small files: all of them do and write no large ones, or some, which ask for a place. */
  smallFiles?: "all" | "some";
}

/**
 * A lane of the test suite. Lanes of one call of Vitest run one after another, so that heavy tests do not starve light
 * ones; `npm test` makes several calls.
 */
function lane(
  name: string,
  groupOrder: number,
  maxWorkers: number,
  include: string[],
  { exclude = [], build = false, smallFiles }: LaneOptions = {},
) {
  const globalSetup = [
    "tooling/vitest-temporary.ts",
    ...(choosesDirectory || smallFiles === undefined ? [] : [memory[smallFiles]]),
    "tooling/vitest-python.ts",
    ...(build ? ["tooling/vitest-build.ts"] : []),
  ];
  return {
    extends: true as const,
    test: { name, include, exclude, maxWorkers, globalSetup, sequence: { groupOrder } },
  };
}

export default defineConfig({
  resolve: { conditions: [...conditions, "node", "import", "default"] },
  ssr: {
    resolve: { conditions: [...conditions, "node", "import", "default"], externalConditions: conditions },
  },
  test: {
    projects: [
      lane("fast", 0, cores, ["{packages,tooling}/*/test/**/*.test.ts", ...fastCompetitions], {
        exclude: [...docker, ...containers, ...hostile, ...slow, ...slurm],
        smallFiles: "all",
      }),
      lane("competitions", 1, cores, competitions, {
        exclude: [...fastCompetitions, ...slow],
        smallFiles: "all",
      }),
      lane("slow", 2, Math.min(cores, 4), slow, { build: true, smallFiles: "some" }),
      lane("hostile", 3, Math.min(cores, 4), hostile, { build: true }),
      // A run keeps its container, its grading server and the engine busy.
      lane("docker", 4, 1, docker, { build: true }),
      // A cluster's daemons and its jobs keep the machine busy.
      lane("slurm", 5, 1, slurm, { build: true }),
      lane("containers", 6, 1, containers, { build: true }),
    ],
    isolate: false,
    setupFiles: ["tooling/vitest-cpu.ts", "tooling/vitest-unset-memory.ts"],
    pool: "forks",
    // Every core has a worker that is at work: threads that collect its garbage beside it cost more than they help.
    execArgv: ["--single-threaded-gc", "--max-semi-space-size=64"],
    // Limits only end tests that hang: on a busy machine everything takes many times longer.
    testTimeout: 1_800_000,
    hookTimeout: 2_700_000,
    expect: { poll: { timeout: 600_000 } },
  },
});
