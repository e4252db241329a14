// The Python reference, where there is one.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A checkout of openai/mle-bench in $MLEBENCH_REFERENCE and a Python that can run it in $MLEBENCH_PYTHON.
 * @returns {{ reference?: { checkout: string, python: string }, note: string }} with a sentence on what was found
 */
export function findReference(env = process.env) {
  const checkout = env.MLEBENCH_REFERENCE;
  const python = env.MLEBENCH_PYTHON ?? "python3";
  const without = "Ratios are to the floor that bare Node.js, reading, and hashing set here.";
  if (checkout === undefined)
    return { note: `No Python reference: MLEBENCH_REFERENCE is not set. ${without}` };
  if (!existsSync(join(checkout, "mlebench")))
    return { note: `No Python reference: ${checkout} has no folder \`mlebench\`. ${without}` };
  const { status, stderr, error } = spawnSync(python, ["-c", "import pandas, sklearn, mlebench"], {
    cwd: tmpdir(),
    env: { ...env, PYTHONPATH: checkout, PYTHONDONTWRITEBYTECODE: "1" },
    encoding: "utf8",
  });
  if (status === 0)
    return { reference: { checkout, python }, note: `Against the reference in ${checkout}, with ${python}.` };
  const cause = error?.message ?? stderr.trim().split("\n").at(-1);
  return { note: `No Python reference: ${python} cannot run ${checkout}: ${cause}. ${without}` };
}
