import { join } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";
import type { RunHandle } from "../backend/backend.js";
import type { RunContext } from "./run-context.js";

/** Reads the agent's validations, and saves and emits those that are new. */
export async function readValidations(context: RunContext, handle: RunHandle): Promise<void> {
  const { record, runDirectory, identity } = context;
  const all = await handle.validations().catch(() => undefined);
  if (all === undefined) return;
  const before = record.validations?.total ?? 0;
  if (record.validations !== null && all.length <= before) return;
  const count = (verdict: string): number =>
    all.filter((validation) => validation.verdict === verdict).length;
  record.validations = {
    total: all.length,
    valid: count("valid"),
    invalid: count("invalid"),
    refused: count("refused"),
    grader_error: count("grader-error"),
  };
  if (all.length > 0) {
    const text = all.map((validation) => `${JSON.stringify(validation)}\n`).join("");
    writeFileAtomically(join(runDirectory, "validations.jsonl"), text);
  }
  context.save();
  for (const validation of all.slice(before)) context.emit({ type: "validation", run: identity, validation });
}
