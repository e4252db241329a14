import type { Finding } from "../findings.js";
import { isLlmLibrary } from "../python/libraries.js";
import { commandFinding, findingAt, type RunFacts } from "../run-facts.js";

/** Hosts of services that run LLMs. */
const hosts =
  /(^|[/.@"'\s=])(api\.openai\.com|[\w-]+\.openai\.azure\.com|api\.anthropic\.com|generativelanguage\.googleapis\.com|aiplatform\.googleapis\.com|openrouter\.ai\/api|api\.mistral\.ai|api\.cohere\.(ai|com)|api\.groq\.com|api\.together\.(xyz|ai)|api\.fireworks\.ai|api\.deepseek\.com|api\.perplexity\.ai|api\.x\.ai|api\.replicate\.com|api-inference\.huggingface\.co|router\.huggingface\.co|bedrock-runtime\.[\w-]+\.amazonaws\.com|dashscope\.aliyuncs\.com|open\.bigmodel\.cn|api\.moonshot\.cn|api\.ai21\.com|api\.cerebras\.ai|models\.inference\.ai\.azure\.com|(localhost|127\.0\.0\.1):11434)/i;

/** Names of variables that hold keys of such services. */
const keyNames =
  /^(OPENAI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE_GENAI|GOOGLE_AI|MISTRAL|COHERE|CO|GROQ|TOGETHER|FIREWORKS|DEEPSEEK|OPENROUTER|REPLICATE|AZURE_OPENAI|PERPLEXITY|XAI|DASHSCOPE|ZHIPUAI|MOONSHOT|CEREBRAS)_(API_)?(KEY|TOKEN)$/;

/** Whether a text names a host of an LLM service. */
export const isLlmAddress = (text: string): boolean => hosts.test(text);

/** Uses of LLM services: client libraries, hosts, and names of keys. */
export function findLlmUse({ python, shell }: RunFacts): Finding[] {
  return [
    ...python.flatMap(({ snippet, facts }) => {
      const at = (line: number, rule: string, severity: Finding["severity"], message: string): Finding =>
        findingAt({ snippet, line }, { category: "llm-api", rule, severity, message });
      return [
        ...facts.imports
          .filter(({ module, name }) => isLlmLibrary(module) || isLlmLibrary(`${module}.${name ?? ""}`))
          .map(({ module, line }) =>
            at(line, "llm-library", "high", `Imports \`${module}\`, a client of an LLM service`),
          ),
        ...facts.strings
          .filter(({ value }) => hosts.test(value))
          .map(({ value, line }) =>
            at(line, "llm-host", "high", `Uses the address ${shorten(value)} of an LLM service`),
          ),
        ...facts.strings
          .filter(({ value }) => keyNames.test(value))
          .map(({ value, line }) =>
            at(line, "llm-key", "medium", `Uses \`${value}\`, a key of an LLM service`),
          ),
        ...facts.calls
          .filter(
            ({ callee, args }) =>
              /(^|\.)client$/.test(callee) &&
              args.some((one) => /^bedrock(-agent)?-runtime$/.test(one ?? "")),
          )
          .map(({ line }) => at(line, "llm-library", "high", "Creates a client of Amazon Bedrock")),
      ];
    }),
    ...shell.flatMap((use) => {
      const { words, text } = use.command;
      const program = words[0]?.replace(/^.*\//, "") ?? "";
      const found = (rule: string, severity: Finding["severity"], message: string): Finding =>
        commandFinding(use, { category: "llm-api", rule, severity, message });
      if (/^(echo|printf|grep|rg|cat|head|tail|less|#)$/.test(program)) return [];
      if (/^(ollama|llm|openai|claude|codex|gemini|aichat)$/.test(program))
        return [found("llm-program", "high", `Runs \`${program}\``)];
      const address = words.find((word) => hosts.test(word));
      if (address !== undefined)
        return [found("llm-host", "high", `Uses the address ${shorten(address)} of an LLM service`)];
      if (
        /^(pip3?|uv|conda|python3?)$/.test(program) &&
        words.includes("install") &&
        words.some((word) => isLlmLibrary(word.split(/[=<>[]/)[0].replaceAll("-", "_")))
      )
        return [found("llm-install", "low", "Installs a client of an LLM service")];
      return keyInCommand(text) ? [found("llm-key", "medium", "Uses a key of an LLM service")] : [];
    }),
  ];
}

const keyInCommand = (text: string): boolean =>
  [...text.matchAll(/\$\{?(\w+)/g)].some(([, name]) => keyNames.test(name)) &&
  /\b(curl|wget|http)\b/.test(text);

const shorten = (text: string): string => {
  const host = hosts.exec(text);
  return host === null ? text.slice(0, 60) : host[2];
};
