import type { Snippet } from "./snippet.js";

/** Keys of transcripts that hold what an agent ran, by language. */
const shellKeys = /^(cmd|command|commands|bash_command|shell|script)$/;
const pythonKeys = /^(code|python|source_code|python_code)$/;
const pathKeys = /^(path|file_path|filePath|filename|file|file_name)$/;
const contentKeys = /^(content|contents|file_text|text|new_content|new_str)$/;
/** Keys of what programs printed, and of texts for the agent: nothing in them was run. */
const outputKeys =
  /^(output|aggregated_output|stdout|stderr|result|observation|tool_result|tool_use_result|term_out|_term_out)$/;

const maxDepth = 12;

/** Commands and programs in a value of a JSON transcript, and files that tool calls write. */
export function transcriptSnippets(
  value: unknown,
  file: string,
  line: (text: string) => number,
  depth = 0,
): Snippet[] {
  if (depth > maxDepth || value === null) return [];
  if (typeof value === "string") return embedded(value, file, line, depth);
  if (typeof value !== "object") return [];
  const inner = (one: unknown): Snippet[] => transcriptSnippets(one, file, line, depth + 1);
  if (Array.isArray(value)) return value.flatMap(inner);
  const record = value as Record<string, unknown>;
  if (isRepeated(record)) return [];
  const validation = validationCall(record, file, line);
  if (validation !== undefined) return [validation];
  const written = writtenFile(record, file, line);
  if (written !== undefined) return [written];
  const callId = callIdOf(record);
  const found = snippetsOfRecord(record, file, line, inner);
  return callId === undefined ? found : found.map((snippet) => ({ ...snippet, callId }));
}

/** The ID of a call of a tool, as OpenAI and Anthropic write it. */
function callIdOf({
  id,
  call_id: other,
  type,
  function: called,
}: Record<string, unknown>): string | undefined {
  const isCall = /^(tool_use|function_call|tool_call)$/.test(String(type)) || typeof called === "object";
  const found = other ?? id;
  return isCall && typeof found === "string" && found !== "" ? found : undefined;
}

function snippetsOfRecord(
  record: Record<string, unknown>,
  file: string,
  line: (text: string) => number,
  inner: (value: unknown) => Snippet[],
): Snippet[] {
  const isResult = /result|output|observation/.test(String(record.type ?? record.role ?? ""));
  return Object.entries(record).flatMap(([key, one]) => {
    if (outputKeys.test(key) || (isResult && key === "content")) return [];
    if (typeof one === "string" && one.trim() !== "") {
      const base = { file, firstLine: line(one), isOneLine: true, origin: "executed" as const, text: one };
      if (shellKeys.test(key)) return [{ ...base, language: "shell" as const }];
      if (pythonKeys.test(key))
        return [{ ...base, language: looksLikeShell(one, record) ? "shell" : "python" }];
    }
    if (Array.isArray(one) && shellKeys.test(key) && one.every((word) => typeof word === "string")) {
      const [first = ""] = one as string[];
      const text = one
        .map((word) => (/^[\w./=:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
        .join(" ");
      return [{ file, firstLine: line(first), isOneLine: true, origin: "executed", text, language: "shell" }];
    }
    // Ideas of an agent and system prompts are texts; arguments of calls are often JSON in a string.
    if (typeof one === "string" && !/^(arguments|input|args)$/.test(key)) return [];
    return inner(one);
  });
}

/**
 * Whether an event of `@mlebench/transcripts` repeats a call: each is asked for in a message, begins, and ends, and
 * shortened messages come once more. What counts is that it begins.
 */
function isRepeated({ type, call, message, replaced }: Record<string, unknown>): boolean {
  if (type === "tool") return typeof call === "object" && call !== null;
  if (type === "context") return Array.isArray(replaced);
  return type === "message" && typeof message === "object" && message !== null && "toolCalls" in message;
}

/** A call of the tool that validates, which is no command. */
function validationCall(
  { type, call }: Record<string, unknown>,
  file: string,
  line: (text: string) => number,
): Snippet | undefined {
  if (type !== "tool-begin" || (call as { name?: unknown } | null)?.name !== "validate") return undefined;
  const text = "validate_submission.sh";
  return { language: "shell", text, file, firstLine: line("validate"), isOneLine: true, origin: "executed" };
}

/** JSON inside a string, as the arguments of tool calls. */
function embedded(text: string, file: string, line: (text: string) => number, depth: number): Snippet[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    const place = line(text);
    return transcriptSnippets(JSON.parse(text), file, () => place, depth + 1);
  } catch {
    return [];
  }
}

/** A call of a tool that writes a file, with a path and a content beside each other. */
function writtenFile(
  record: Record<string, unknown>,
  file: string,
  line: (text: string) => number,
): Snippet | undefined {
  const find = (keys: RegExp): string | undefined => {
    const entry = Object.entries(record).find(([key, value]) => keys.test(key) && typeof value === "string");
    return entry?.[1] as string | undefined;
  };
  const [path, text] = [find(pathKeys), find(contentKeys)];
  if (path === undefined || text === undefined || !/\.\w{1,6}$/.test(path)) return undefined;
  const language = languageOfPath(path);
  return { language, text, path, file, firstLine: line(text), isOneLine: true, origin: "executed" };
}

/** The language of a file that an agent writes. */
export function languageOfPath(path: string): Snippet["language"] {
  return /\.py$/i.test(path) ? "python" : /\.(sh|bash)$/i.test(path) ? "shell" : "file";
}

function looksLikeShell(text: string, record: Record<string, unknown>): boolean {
  const tool = [record.language, record.lang, record.tool, record.name, record.function].find(
    (one) => typeof one === "string",
  );
  if (typeof tool === "string" && /bash|shell|\bsh\b|terminal/i.test(tool)) return true;
  return (
    typeof tool !== "string" &&
    /^(#!\/bin\/(ba)?sh|(pip|cd|ls|cat|python3?|mkdir|wget|curl|git) )/.test(text) &&
    !/^\s*(import|from) /m.test(text)
  );
}
