import { describe } from "vitest";
import { afterRunsTests } from "./after-runs-tests.js";
import { type BackendContractOptions, contractSetup } from "./backend-harness.js";
import { commandTests } from "./command-tests.js";
import { fileTests } from "./file-tests.js";
import { lifeCycleTests } from "./life-cycle-tests.js";
import { machineCommandTests } from "./machine-command-tests.js";
import { outputTests } from "./output-tests.js";
import { resumeTests } from "./resume-tests.js";

/**
 * Declares the tests that every backend passes, in a Vitest file: what `@mlebench/runner` and whoever works with a
 * running agent rely on.
 */
export function backendContract(name: string, options: BackendContractOptions): void {
  describe(`${name}: backend contract`, () => {
    const setup = contractSetup(options);
    lifeCycleTests(setup);
    outputTests(setup);
    commandTests(setup);
    fileTests(setup);
    resumeTests(setup);
    afterRunsTests(setup);
    machineCommandTests(setup);
  });
}
