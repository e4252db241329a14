import type { RunValidation } from "./backend.js";

/** The validations in a grading server's log; a line that is being written is left out. */
export function parseValidations(log: string): RunValidation[] {
  return log.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as RunValidation];
    } catch {
      return [];
    }
  });
}
