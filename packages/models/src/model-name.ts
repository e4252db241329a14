import { didYouMean, UsageError } from "@mlebench/core";
import { namedService, type Provider, providers } from "./providers.js";

/** A model's name in its parts. */
export interface ModelName {
  /** As given. */
  readonly name: string;
  /** With the service: `openai-api/acme`. */
  readonly provider: string;
  /** As the provider calls it; may have slashes. */
  readonly model: string;
  readonly definition: Provider;
}

const expected = "`PROVIDER/MODEL`, such as `openai/gpt-4o-mini` or `vllm/meta-llama/Llama-3.1-8B`";

/**
 * Reads a model's name in Inspect's spelling: `provider/model`, `openai/azure/deployment`, `openai-api/service/model`.
 * @throws UsageError when the provider is unknown or a part is missing
 */
export function parseModelName(name: string): ModelName {
  const [first, ...rest] = name.trim().split("/");
  if (rest.length === 0 || rest.some((part) => part === "") || first === "")
    throw new UsageError(`Invalid model name \`${name}\``, { expected });
  if (first === "openai-api") {
    const [service, ...model] = rest;
    if (model.length === 0)
      throw new UsageError(`Invalid model name \`${name}\``, { expected: "`openai-api/SERVICE/MODEL`" });
    return {
      name,
      provider: `${first}/${service}`,
      model: model.join("/"),
      definition: namedService(service),
    };
  }
  if (first === "openai" && rest[0] === "azure" && rest.length > 1)
    return { name, provider: "azure", model: rest.slice(1).join("/"), definition: providers.azure };
  const definition = Object.hasOwn(providers, first) ? providers[first] : undefined;
  if (definition === undefined) {
    const hint = didYouMean(first, Object.keys(providers));
    throw new UsageError(`Unknown provider \`${first}\` in the model name \`${name}\``, {
      expected: `one of ${Object.keys(providers).join(", ")}, or openai-api/SERVICE`,
      ...(hint !== "" && { hint }),
    });
  }
  return { name, provider: first, model: rest.join("/"), definition };
}
