import type { LanguageModel } from "ai";
import { type Connection, keyOf } from "./connection.js";
import type { Fetch } from "./fetch.js";
import { ModelError } from "./model-error.js";
import { importOptional } from "./optional-package.js";

/** What the SDK calls a model; a string would go to a gateway. */
export type SdkModel = Exclude<LanguageModel, string>;

/** Models of OpenAI that only its responses API has. */
const responsesOnly = /^(o1-pro|o3-pro|o\d+-deep-research|computer-use|codex)|^gpt-[\d.]+(-pro|.*codex)/;

/** The SDK's model of a connection. Imports the package of the provider. */
export async function languageModel(connection: Connection): Promise<SdkModel> {
  const { name, url, fetch, environment } = connection;
  const key = keyOf(connection);
  // A server of one's own may need none, but most packages want a text.
  const apiKey = key ?? "none";
  switch (name.definition.protocol) {
    case "openai": {
      const { createOpenAI } = await importOptional("@ai-sdk/openai", () => import("@ai-sdk/openai"));
      const openai = createOpenAI({ apiKey, fetch, ...(url !== undefined && { baseURL: url }) });
      const isResponses = !connection.isElsewhere && responsesOnly.test(name.model);
      return isResponses ? openai.responses(name.model) : openai.chat(name.model);
    }
    case "anthropic": {
      const { createAnthropic } = await importOptional(
        "@ai-sdk/anthropic",
        () => import("@ai-sdk/anthropic"),
      );
      return createAnthropic({ apiKey, fetch, baseURL: withVersion(url) })(name.model);
    }
    case "google": {
      const { createGoogleGenerativeAI } = await importOptional(
        "@ai-sdk/google",
        () => import("@ai-sdk/google"),
      );
      return createGoogleGenerativeAI({ apiKey, fetch, ...(url !== undefined && { baseURL: url }) })(
        name.model,
      );
    }
    case "azure": {
      const { createAzure } = await importOptional("@ai-sdk/azure", () => import("@ai-sdk/azure"));
      const apiVersion = environment.AZUREAI_OPENAI_API_VERSION || environment.OPENAI_API_VERSION;
      const useDeploymentBasedUrls = apiVersion !== undefined && apiVersion !== "" && apiVersion !== "v1";
      return createAzure({
        apiKey,
        fetch,
        baseURL: azureUrl(url ?? ""),
        useDeploymentBasedUrls,
        ...(apiVersion && { apiVersion }),
      }).chat(name.model);
    }
    case "bedrock":
      return bedrockModel(connection, key);
    case "compatible": {
      const { createOpenAICompatible } = await importOptional(
        "@ai-sdk/openai-compatible",
        () => import("@ai-sdk/openai-compatible"),
      );
      const headers = key === undefined ? undefined : name.definition.extraHeaders?.(key);
      return createOpenAICompatible({
        name: compatibleName,
        baseURL: url ?? "",
        fetch,
        supportsStructuredOutputs: true,
        transformRequestBody: withTextContent,
        ...(key !== undefined && { apiKey: key }),
        ...(headers && { headers }),
      })(name.model);
    }
  }
}

/** Some servers, such as that of llama-cpp-python, refuse the null that the SDK sends beside calls of tools. */
function withTextContent(body: Record<string, unknown>): Record<string, unknown> {
  const messages = body.messages as readonly Record<string, unknown>[];
  return {
    ...body,
    messages: messages.map((message) => (message.content === null ? { ...message, content: "" } : message)),
  };
}

/** Under this name the SDK finds the options of such a provider. */
export const compatibleName = "compatible";

/** Anthropic's own client has the address without `/v1`, the SDK with it. */
function withVersion(url: string | undefined): string {
  if (url === undefined) return "https://api.anthropic.com/v1";
  return /\/v\d+$/.test(url) ? url : `${url}/v1`;
}

/** Azure shows the address of a resource without the path that calls have. */
function azureUrl(url: string): string {
  return new URL(url).pathname === "/" ? `${url.replace(/\/+$/, "")}/openai` : url;
}

async function bedrockModel(connection: Connection, key: string | undefined): Promise<SdkModel> {
  const { name, url, environment } = connection;
  const { createAmazonBedrock } = await importOptional(
    "@ai-sdk/amazon-bedrock",
    () => import("@ai-sdk/amazon-bedrock"),
  );
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  if (!region)
    throw new ModelError("credentials", `No region for the model \`${name.name}\``, {
      expected: "`AWS_REGION` in the environment",
    });
  const shared = { region, fetch: connection.fetch as Fetch, ...(url !== undefined && { baseURL: url }) };
  const bearer = environment.AWS_BEARER_TOKEN_BEDROCK;
  if (bearer) return createAmazonBedrock({ ...shared, apiKey: bearer })(name.model);
  const accessKeyId = environment.AWS_ACCESS_KEY_ID;
  if (!accessKeyId || key === undefined)
    throw new ModelError("credentials", `No AWS credentials for the model \`${name.name}\``, {
      expected:
        "`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AWS_BEARER_TOKEN_BEDROCK`, in the environment",
      hint: "Profiles are not read: `eval $(aws configure export-credentials --format env)` sets the variables.",
    });
  return createAmazonBedrock({
    ...shared,
    // Else the package takes a bearer token from this process's environment.
    apiKey: "",
    accessKeyId,
    secretAccessKey: key,
    ...(environment.AWS_SESSION_TOKEN && { sessionToken: environment.AWS_SESSION_TOKEN }),
  })(name.model);
}
