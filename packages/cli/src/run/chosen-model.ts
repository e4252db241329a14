import type { Environment } from "@mlebench/core";
import type { RunConfig } from "./run-options.js";

/**
 * The model of an agent in code: as given, else MLEBENCH_MODEL, else Inspect's INSPECT_EVAL_MODEL, which goes with
 * INSPECT_EVAL_MODEL_BASE_URL.
 */
export function chosenModel(
  { model, baseUrl }: Pick<RunConfig, "model" | "baseUrl">,
  environment: Environment = process.env,
): Pick<RunConfig, "model" | "baseUrl"> {
  const chosen = model ?? (environment.MLEBENCH_MODEL || undefined);
  if (chosen !== undefined) return { model: chosen, ...(baseUrl !== undefined && { baseUrl }) };
  const { INSPECT_EVAL_MODEL: inspects, INSPECT_EVAL_MODEL_BASE_URL: address } = environment;
  const url = baseUrl ?? (inspects ? address || undefined : undefined);
  return { ...(inspects && { model: inspects }), ...(url !== undefined && { baseUrl: url }) };
}
