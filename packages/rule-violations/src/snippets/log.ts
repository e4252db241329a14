import type { Snippet } from "./snippet.js";
import { transcriptSnippets } from "./transcript.js";

/** A line after a prompt: `$ ls`, `user@host:~# ls`, `(env) $ ls`, `>>> x`, `In [3]: x`. */
const shellPrompt =
  /^\s*(?:\([\w.-]+\)\s*)?(?:\[?[\w.-]+@[\w.-]+[^$#%\n]{0,80}(?:[$#]|(?<=\s)%)|(?:bash-[\d.]+)?\$|[❯➜])\s+(\S.*)$/;
/** A command as `set -x` shows it. A line of a difference has a `+` too, so that only usual programs count. */
const traced =
  /^\s*\+{1,3} ((?:(?:sudo|timeout \d+\w?|env) )?(?:cat|curl|wget|git|cp|mv|ln|find|grep|head|tail|awk|sed|unzip|tar|kaggle|docker|python3?|bash|sh|pip3?|ls|echo|ssh|scp|\S*validate_submission\.sh)\s.*)$/;
const pythonPrompt = /^(?:>>>|In \[\d+\]:)\s?(.*)$/;
const pythonContinuation = /^\.\.\.\s?(.*)$/;
const namedCommand =
  /^\W{0,4}(?:[\d:,.\s[\]TZ-]{0,40})?(?:INFO|DEBUG)?\W{0,4}(?:CMD|COMMAND|Command|Running command|Executing command|Executing|Bash command|Action Input|command)\s*[:>]\s*`?(\S.*?)`?$/;
/** The command stands on the next line. */
const announcedCommand = /^\W{0,4}(?:COMMAND|Command|Action Input):\s*$/;
const fence = /^\s{0,8}(`{3,}|~{3,})\s*([\w+-]*)[^`]*$/;
const openTag =
  /^\s*<(execute_bash|execute_ipython|execute_python|bash|python|tool_call|parameter=(?:command|cmd|code))>(.*)$/;

/** What the runner writes in front of a line of the agent. */
const runnerPrefix = /^\[\d{4}-\d\d-\d\d [\d:,.]+\] \[[\w.-]+\] (?:\[Container\] )?/;

type BlockLanguage = "python" | "shell" | "json";

const languages: Readonly<Record<string, BlockLanguage>> = {
  python: "python",
  py: "python",
  python3: "python",
  ipython: "python",
  bash: "shell",
  sh: "shell",
  shell: "shell",
  console: "shell",
  zsh: "shell",
  json: "json",
  jsonl: "json",
};

/** Longest block that is read, in lines and characters; a longer one is cut. */
const maxBlockLines = 50_000;
const maxBlockCharacters = 2 << 20;

interface Open {
  language: BlockLanguage | undefined;
  lines: string[];
  size: number;
  firstLine: number;
  origin: "executed" | "shown";
  isEnd: (line: string) => boolean;
  /** Whether the last line belongs to the block. */
  keepsEnd?: boolean;
}

export interface LogReader {
  /** Takes the next line, and returns snippets that end with it. */
  read(line: string, number: number): Snippet[];
  /** Returns the snippet that was open at the end. */
  end(): Snippet[];
}

/** Finds commands and programs in a log, line by line. */
export function createLogReader(file: string): LogReader {
  let open: Open | undefined;
  const close = (): Snippet[] => {
    if (open === undefined) return [];
    const { lines, firstLine, origin } = open;
    const text = lines.join("\n");
    const language = open.language ?? guessLanguage(text);
    open = undefined;
    if (language === undefined || text.trim() === "") return [];
    if (language === "json") return jsonSnippets(text, firstLine, file) ?? [];
    if (language === "shell" && lines.some((line) => shellPrompt.test(line))) {
      const inner = createLogReader(file);
      return [...lines.flatMap((line, index) => inner.read(line, firstLine + index)), ...inner.end()];
    }
    return [{ language, text, file, firstLine, isOneLine: false, origin }];
  };
  const begin = (block: Omit<Open, "size">): Snippet[] => {
    const before = close();
    open = { ...block, size: 0 };
    return before;
  };
  return {
    read(text, number) {
      const line = text.startsWith("[") ? text.replace(runnerPrefix, "") : text;
      if (open !== undefined) {
        const isEnd = open.isEnd(line);
        if (!isEnd || open.keepsEnd) {
          open.lines.push(
            open.language === "python" && open.keepsEnd === undefined
              ? (pythonContinuation.exec(line)?.[1] ?? line)
              : line,
          );
          open.size += line.length;
          if (!isEnd && open.lines.length < maxBlockLines && open.size < maxBlockCharacters) return [];
        }
        const done = close();
        // The line that ends a session at a prompt may begin something itself.
        return isEnd && isBeginning(line) ? [...done, ...start(line, number, file, begin)] : done;
      }
      return start(line, number, file, begin);
    },
    end: close,
  };
}

const isBeginning = (line: string): boolean =>
  shellPrompt.test(line) || pythonPrompt.test(line) || /^\s*\{/.test(line);

/** What a line contains that begins a snippet; most lines of a log are over with this. */
const mayBegin = /[$#`~<>❯➜]|@[^%]{0,120}%|In \[|^\s*[{[+]|CMD|ommand|COMMAND|Executing|Action Input/;

const commandOf = (line: string): string | undefined =>
  shellPrompt.exec(line)?.[1] ?? traced.exec(line)?.[1] ?? namedCommand.exec(line)?.[1];

function start(
  line: string,
  number: number,
  file: string,
  begin: (block: Omit<Open, "size">) => Snippet[],
): Snippet[] {
  if (!mayBegin.test(line)) return [];
  const json = jsonSnippets(line, number, file);
  if (json !== undefined) return json;
  const fenced = fence.exec(line);
  if (fenced !== null) {
    const [, marks, name] = fenced;
    const language = languages[name.toLowerCase()];
    const isEnd = (next: string): boolean =>
      next.trim().startsWith(marks) && next.trim().replaceAll(marks[0], "") === "";
    return begin({
      language: name === "" ? undefined : (language ?? undefined),
      lines: [],
      firstLine: number + 1,
      origin: "shown",
      isEnd,
    });
  }
  const tag = openTag.exec(line);
  if (tag !== null) {
    const language = /python/.test(tag[1]) || (/code/.test(tag[1]) && tag[1] !== "bash") ? "python" : "shell";
    const rest = tag[2];
    const closing = /^(.*)<\/\w/.exec(rest);
    if (closing !== null)
      return [{ language, text: closing[1], file, firstLine: number, isOneLine: false, origin: "executed" }];
    return begin({
      language,
      lines: rest === "" ? [] : [rest],
      firstLine: rest === "" ? number + 1 : number,
      origin: "executed",
      isEnd: (next) => /<\/\w/.test(next),
    });
  }
  const python = pythonPrompt.exec(line);
  if (python !== null)
    return begin({
      language: "python",
      lines: [python[1]],
      firstLine: number,
      origin: "executed",
      isEnd: (next) => !pythonContinuation.test(next),
    });
  if (announcedCommand.test(line))
    return begin({
      language: "shell",
      lines: [],
      firstLine: number + 1,
      origin: "executed",
      isEnd: (next) => next.trim() === "",
    });
  const shell = commandOf(line);
  if (shell === undefined) return [];
  return jsonSnippets(shell, number, file) ?? startShell(shell, number, file, begin);
}

/** A command, with the lines of its here-document or open quote. */
function startShell(
  command: string,
  number: number,
  file: string,
  begin: (block: Omit<Open, "size">) => Snippet[],
): Snippet[] {
  const heredoc = /(?<![<\w])<<-?\s*(["']?)([A-Za-z_][\w.]*)\1/.exec(command);
  const block = {
    language: "shell" as const,
    lines: [command],
    firstLine: number,
    origin: "executed" as const,
    keepsEnd: true,
  };
  if (heredoc !== null) return begin({ ...block, isEnd: (next) => next.trim() === heredoc[2] });
  if (command.endsWith("\\")) return begin({ ...block, isEnd: (next) => !next.endsWith("\\") });
  const quote = openQuote(command);
  if (quote !== undefined && /\b(python3?|bash|sh)\s+-l?c\b/.test(command))
    return begin({ ...block, isEnd: (next) => next.includes(quote) });
  return [
    { language: "shell", text: command, file, firstLine: number, isOneLine: false, origin: "executed" },
  ];
}

function openQuote(text: string): string | undefined {
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (quote !== undefined) quote = text[i] === quote ? undefined : quote;
    else if (text[i] === '"' || text[i] === "'") quote = text[i];
  }
  return quote;
}

/** Snippets of a line of JSON; undefined if the line is none. */
function jsonSnippets(line: string, number: number, file: string): Snippet[] | undefined {
  if (!/^\s*[{[]\s*["{[]/.test(line) || !/[}\]]\s*,?\s*$/.test(line)) return undefined;
  try {
    return transcriptSnippets(JSON.parse(line.trim().replace(/,$/, "")), file, () => number);
  } catch {
    return undefined;
  }
}

function guessLanguage(text: string): "python" | undefined {
  return /^(import \w|from [\w.]+ import )/m.test(text) ? "python" : undefined;
}
