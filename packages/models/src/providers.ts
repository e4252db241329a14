/** How a provider is spoken to. */
export type Protocol = "openai" | "anthropic" | "google" | "azure" | "bedrock" | "compatible";

/** What distinguishes one provider from another. */
export interface Provider {
  readonly protocol: Protocol;
  /** Environment variables with the key, the first that is set wins. */
  readonly keyVariables: readonly string[];
  /** Environment variables with the address. */
  readonly urlVariables: readonly string[];
  /** Undefined: the SDK's own, or the environment must have it. */
  readonly url?: string;
  /** A server of one's own needs none. */
  readonly needsKey: boolean;
  /** Name of the provider in the price list; none for servers of one's own. */
  readonly priceList?: string;
  readonly extraHeaders?: (key: string) => Record<string, string>;
}

/** A service that is like OpenAI's: `GROQ_API_KEY`, `GROQ_BASE_URL`. */
function compatible(prefix: string, url: string, priceList?: string): Provider {
  return {
    protocol: "compatible",
    keyVariables: [`${prefix}_API_KEY`],
    urlVariables: [`${prefix}_BASE_URL`],
    url,
    needsKey: true,
    ...(priceList !== undefined && { priceList }),
  };
}

/** A server of one's own, which may have a key. */
function local(prefix: string, url: string): Provider {
  return { ...compatible(prefix, url), needsKey: false };
}

/** Names and environment variables are those of Inspect. */
export const providers: Readonly<Record<string, Provider>> = {
  openai: {
    protocol: "openai",
    keyVariables: ["OPENAI_API_KEY"],
    urlVariables: ["OPENAI_BASE_URL"],
    url: "https://api.openai.com/v1",
    needsKey: true,
    priceList: "openai",
  },
  anthropic: {
    protocol: "anthropic",
    keyVariables: ["ANTHROPIC_API_KEY"],
    urlVariables: ["ANTHROPIC_BASE_URL"],
    url: "https://api.anthropic.com/v1",
    needsKey: true,
    priceList: "anthropic",
  },
  google: {
    protocol: "google",
    keyVariables: ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
    urlVariables: ["GOOGLE_BASE_URL"],
    url: "https://generativelanguage.googleapis.com/v1beta",
    needsKey: true,
    priceList: "google",
  },
  /** Azure OpenAI: `azure/DEPLOYMENT`, or Inspect's `openai/azure/DEPLOYMENT`. */
  azure: {
    protocol: "azure",
    keyVariables: ["AZUREAI_OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"],
    urlVariables: ["AZUREAI_OPENAI_BASE_URL", "AZURE_OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT"],
    needsKey: true,
    priceList: "azure",
  },
  /** Other models on Azure AI. */
  azureai: {
    protocol: "compatible",
    keyVariables: ["AZUREAI_API_KEY", "AZURE_API_KEY"],
    urlVariables: ["AZUREAI_BASE_URL"],
    needsKey: true,
    priceList: "azure",
    extraHeaders: (key) => ({ "api-key": key }),
  },
  bedrock: {
    protocol: "bedrock",
    keyVariables: ["AWS_BEARER_TOKEN_BEDROCK", "AWS_SECRET_ACCESS_KEY"],
    urlVariables: ["BEDROCK_BASE_URL"],
    needsKey: true,
    priceList: "aws",
  },
  openrouter: compatible("OPENROUTER", "https://openrouter.ai/api/v1", "openrouter"),
  deepseek: compatible("DEEPSEEK", "https://api.deepseek.com/v1", "deepseek"),
  fireworks: compatible("FIREWORKS", "https://api.fireworks.ai/inference/v1", "fireworks"),
  grok: compatible("GROK", "https://api.x.ai/v1", "x-ai"),
  groq: compatible("GROQ", "https://api.groq.com/openai/v1", "groq"),
  mistral: compatible("MISTRAL", "https://api.mistral.ai/v1", "mistral"),
  perplexity: compatible("PERPLEXITY", "https://api.perplexity.ai", "perplexity"),
  together: compatible("TOGETHER", "https://api.together.xyz/v1", "together"),
  "llama-cpp-python": local("LLAMA_CPP_PYTHON", "http://localhost:8000/v1"),
  ollama: local("OLLAMA", "http://localhost:11434/v1"),
  sglang: local("SGLANG", "http://localhost:30000/v1"),
  vllm: local("VLLM", "http://localhost:8000/v1"),
};

/** `openai-api/SERVICE/MODEL`: any service that is like OpenAI's, by its name. */
export function namedService(service: string): Provider {
  const prefix = service.toUpperCase().replaceAll("-", "_");
  return {
    protocol: "compatible",
    keyVariables: [`${prefix}_API_KEY`],
    urlVariables: [`${prefix}_BASE_URL`],
    needsKey: false,
  };
}
