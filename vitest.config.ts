import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["@mlebench/source"];

export default defineConfig({
  resolve: { conditions: [...conditions, "node", "import", "default"] },
  ssr: {
    resolve: { conditions: [...conditions, "node", "import", "default"], externalConditions: conditions },
  },
  test: {
    include: ["{packages,competitions,tooling}/*/test/**/*.test.ts"],
    isolate: false,
    globalSetup: ["tooling/vitest-temporary.ts"],
    pool: "forks",
    // Vitest would leave one core idle; on two that is half the machine.
    poolOptions: { forks: { maxForks: availableParallelism() } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
