import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from "vitest/node";

type Word = "held" | "FAILED" | "skipped";

/** Prints one line for each test: `held` if it passed, `FAILED` with the reason if not, `skipped` if it did not run. */
export default class HostileReporter implements Reporter {
  private readonly counts: Record<Word, number> = { held: 0, FAILED: 0, skipped: 0 };

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    const word = state === "passed" ? "held" : state === "failed" ? "FAILED" : "skipped";
    this.print(word, `${pathOf(test.module)}: ${test.fullName}`, errors);
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.printErrors(`${pathOf(suite.module)}: ${suite.fullName}`, suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.printErrors(pathOf(module), module.errors());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.printErrors("outside of any test", unhandled);
    const { held, FAILED, skipped } = this.counts;
    console.log(`\n${held} held, ${FAILED} FAILED, ${skipped} skipped, in ${modules.length} files`);
  }

  private printErrors(what: string, errors: readonly SerializedError[]): void {
    if (errors.length > 0) this.print("FAILED", what, errors);
  }

  private print(word: Word, what: string, errors: readonly SerializedError[] = []): void {
    this.counts[word] += 1;
    console.log(`${word.padEnd(7)} ${what}`);
    for (const { name, message, stack } of errors) {
      const text = stripVTControlCharacters(stack ?? `${name}: ${message}`);
      console.log(text.replaceAll(/^/gm, "        "));
    }
  }
}

function pathOf(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}
