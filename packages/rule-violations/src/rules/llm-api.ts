import type { Finding } from "../findings.js";
import { isLlmAddress, isLlmKey, isLlmKeyName, isLlmPath, llmHostOf } from "../llm-services.js";
import { isLlmLibrary } from "../python/libraries.js";
import { commandFinding, findingAt, type RunFacts } from "../run-facts.js";

/** Uses of LLM services: client libraries, hosts, and names of keys. */
export function findLlmUse({ python, others, shell }: RunFacts): Finding[] {
  return [
    ...[...python, ...others].flatMap(({ snippet, facts }) => {
      const at = (line: number, rule: string, severity: Finding["severity"], message: string): Finding =>
        findingAt({ snippet, line }, { category: "llm-api", rule, severity, message });
      return [
        ...facts.imports
          .filter(({ module, name }) => isLlmLibrary(module) || isLlmLibrary(`${module}.${name ?? ""}`))
          .map(({ module, line }) =>
            at(line, "llm-library", "high", `Imports \`${module}\`, a client of an LLM service`),
          ),
        ...facts.strings
          .filter(({ value }) => isLlmAddress(value))
          .map(({ value, line }) =>
            at(line, "llm-host", "high", `Uses the address ${shorten(value)} of an LLM service`),
          ),
        ...facts.strings
          .filter(({ value }) => isLlmPath(value) && !isLlmAddress(value))
          .map(({ line }) => at(line, "llm-path", "high", "Uses the path of an LLM service")),
        ...facts.strings
          .filter(({ value }) => isLlmKeyName(value))
          .map(({ value, line }) => at(line, "llm-key", "medium", `Uses \`${value}\`, of an LLM service`)),
        ...facts.strings
          .filter(({ value }) => isLlmKey(value))
          .map(({ line }) => at(line, "llm-key", "medium", "Contains a key of an LLM service")),
        ...facts.strings
          .filter(({ value }) => /^bedrock(-agent)?-runtime$/.test(value))
          .map(({ line }) => at(line, "llm-library", "high", "Creates a client of Amazon Bedrock")),
        ...facts.calls
          .filter(({ callee }) => /\.(from_)?(azure_)?(openai|anthropic)$/.test(callee))
          .map(({ callee, line }) =>
            at(line, "llm-library", "high", `Calls \`${callee}\`, a client of an LLM service`),
          ),
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
      const address = words.find((word) => isLlmAddress(word) || isLlmPath(word));
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
  [...text.matchAll(/\$\{?(\w+)/g)].some(([, name]) => isLlmKeyName(name)) &&
  /\b(curl|wget|http)\b/.test(text);

const shorten = (text: string): string => llmHostOf(text) ?? text.slice(0, 60);
