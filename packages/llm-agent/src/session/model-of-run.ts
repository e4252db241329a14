import { type Environment, UsageError, UserError } from "@mlebench/core";
import { openModel } from "@mlebench/models";
import type { HostedAgentPlan, RunSettings } from "@mlebench/runner";

/**
 * The name of the model that a run uses.
 * @throws UsageError if none is given
 */
export function modelNameOf({ model }: RunSettings, environment: Environment): string {
  const name = model ?? (environment.MLEBENCH_MODEL || environment.INSPECT_EVAL_MODEL);
  if (name) return name;
  throw new UsageError("Missing model", {
    expected: "--model PROVIDER/MODEL, such as openai/gpt-4o, or `MLEBENCH_MODEL` in the environment",
  });
}

/**
 * Finds what would keep every run from working, before any starts: no model, no key, a cost limit without a price.
 * @throws UserError
 */
export async function checkModel({ settings, secrets, onWarning }: HostedAgentPlan): Promise<void> {
  const { baseUrl, costLimit, kwargs = {} } = settings;
  for (const name of Object.keys(kwargs))
    onWarning(`The argument \`${name}\` has no effect: this agent takes none.`);
  const name = modelNameOf(settings, secrets);
  const model = openModel(name, { environment: secrets, ...(baseUrl !== undefined && { baseUrl }) });
  model.requireKey();
  for (const warning of model.warnings) onWarning(warning);
  if (costLimit === undefined) return;
  const { cost } = await model.estimate([{ messages: [{ role: "user", content: "price" }] }]);
  if (cost === null)
    throw new UserError(`The price of \`${name}\` is unknown, so the cost limit cannot be kept`, {
      hint: "Use --token-limit or --max-turns.",
    });
}
