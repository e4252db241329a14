/** Hosts of services that run LLMs. */
const hosts =
  /(^|[/.@"'\s=])(api\.openai\.com|[\w-]+\.openai\.azure\.com|api\.anthropic\.com|generativelanguage\.googleapis\.com|aiplatform\.googleapis\.com|openrouter\.ai\/api|api\.mistral\.ai|api\.cohere\.(ai|com)|api\.groq\.com|api\.together\.(xyz|ai)|api\.fireworks\.ai|api\.deepseek\.com|api\.perplexity\.ai|api\.x\.ai|api\.replicate\.com|api-inference\.huggingface\.co|router\.huggingface\.co|bedrock-runtime\.[\w-]+\.amazonaws\.com|dashscope\.aliyuncs\.com|open\.bigmodel\.cn|api\.moonshot\.cn|api\.ai21\.com|api\.cerebras\.ai|models\.inference\.ai\.azure\.com|(localhost|127\.0\.0\.1):11434)/i;

/** Names of variables that hold keys or addresses of such services. */
const keyNames =
  /^(OPENAI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE_GENAI|GOOGLE_AI|MISTRAL|COHERE|CO|GROQ|TOGETHER|FIREWORKS|DEEPSEEK|OPENROUTER|REPLICATE|AZURE_OPENAI|PERPLEXITY|XAI|DASHSCOPE|ZHIPUAI|MOONSHOT|CEREBRAS)_((API_)?(KEY|TOKEN)|BASE_URL|API_BASE|ENDPOINT)$/;

/** Paths below such a host that no other service has. */
const paths = /(^|[^\w-])(chat\/completions\b|v1\/(completions|embeddings)$)|:generateContent\b/;

/** Keys as such services issue them, also in a search for them. */
const keys = /^(sk-(proj|ant|or)-|gsk_)|^sk-[A-Za-z0-9]{32,}$/;

/** The host of an LLM service in a text; undefined if it names none. */
export const llmHostOf = (text: string): string | undefined => hosts.exec(text)?.[2];

/** Whether a text names a host of an LLM service. */
export const isLlmAddress = (text: string): boolean => hosts.test(text);

/** Whether a text names the API of an LLM service by its path, on whatever host. */
export const isLlmPath = (text: string): boolean => paths.test(text);

/** Whether a text is the key of an LLM service, or begins as one. */
export const isLlmKey = (text: string): boolean => keys.test(text);

/** Whether a text is the name of a variable that holds the key or the address of an LLM service. */
export const isLlmKeyName = (text: string): boolean => keyNames.test(text);
