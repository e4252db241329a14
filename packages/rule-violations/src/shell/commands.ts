/** One command of a shell script. */
export interface Command {
  /** The program and its arguments, without quotes; a part that is not constant stays as it is written. */
  words: string[];
  /** Programs in front of it, such as `sudo` and `timeout`. */
  prefixes: string[];
  /** Files that its output goes to. */
  outputs: string[];
  /** Text of a here-document or here-string. */
  input?: string;
  /** First line of {@link input}. */
  inputLine?: number;
  /** The command as it is written. */
  text: string;
  /** From 1, in the script. */
  line: number;
  /** How often the loops around it run; undefined outside loops, infinity for loops without a known end. */
  repeats?: number;
}

interface Token {
  text: string;
  kind: "word" | "operator" | "redirect";
  quoted: boolean;
}

const maxDepth = 4;

/** Commands of a shell script, including those in command substitutions and in `bash -c`. */
export function parseCommands(script: string, firstLine = 1, depth = 0): Command[] {
  const commands: Command[] = [];
  const variables = new Map<string, string>();
  const loops: number[] = [];
  const lines = script.split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index++) {
    const line = firstLine + index;
    let text = lines[index];
    while (index + 1 < lines.length && (endsOpen(text) || text.endsWith("\\"))) {
      text =
        text.endsWith("\\") && !endsOpen(text)
          ? `${text.slice(0, -1)} ${lines[++index]}`
          : `${text}\n${lines[++index]}`;
      if (text.length > 1 << 20) break;
    }
    const heredocs = heredocsOf(text);
    const inputs: { text: string; line: number }[] = [];
    for (const { end, indented } of heredocs) {
      const body: string[] = [];
      const inputLine = firstLine + index + 1;
      while (index + 1 < lines.length) {
        const next = lines[++index];
        if ((indented ? next.replace(/^\t+/, "") : next).trimEnd() === end) break;
        body.push(next);
      }
      inputs.push({ text: body.join("\n"), line: inputLine });
    }
    for (const part of splitCommands(tokenize(text))) {
      const command = createCommand(part, { text, line, inputs, variables, loops });
      if (command !== undefined) commands.push(command);
    }
    if (depth < maxDepth)
      commands.push(...substitutions(text).flatMap((inner) => parseCommands(inner, line, depth + 1)));
  }
  return depth < maxDepth
    ? commands.flatMap((command) => [command, ...innerCommands(command, depth)])
    : commands;
}

/** Whether a quote is open at the end of a text. */
function endsOpen(text: string): boolean {
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === "\\" && quote !== "'") i++;
    else if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === "#" && (i === 0 || /\s/.test(text[i - 1]))) {
      const end = text.indexOf("\n", i);
      if (end === -1) return false;
      i = end;
    }
  }
  return quote !== "";
}

function heredocsOf(text: string): { end: string; indented: boolean }[] {
  return [...text.matchAll(/(?<![<\w])<<(-?)\s*(["']?)([A-Za-z_][\w.]*)\2/g)].map(([, dash, , end]) => ({
    end,
    indented: dash === "-",
  }));
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern =
    /(\s*\n\s*)|[^\S\n]+|(#[^\n]*)|(\d?>>?&?\d?|&>>?|<<<|<<-?|<)|(&&|\|\||;;|[;|&(){}](?=\s|$|[;|&()]))|((?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\$\((?:[^()]|\([^()]*\))*\)|[^\s;|&<>'"\\])+|.)/g;
  for (const { 1: newline, 2: comment, 3: redirect, 4: operator, 5: word } of text.matchAll(pattern)) {
    if (newline !== undefined || operator !== undefined)
      tokens.push({ text: operator ?? ";", kind: "operator", quoted: false });
    else if (redirect !== undefined) tokens.push({ text: redirect, kind: "redirect", quoted: false });
    else if (comment === undefined && word !== undefined)
      tokens.push({ text: unquote(word), kind: "word", quoted: /^['"]/.test(word) });
  }
  return tokens;
}

function unquote(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
    (_all, single, double, escaped) =>
      single ?? (double === undefined ? escaped : double.replaceAll(/\\(["\\$`])/g, "$1")),
  );
}

function splitCommands(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "operator") parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

interface Surroundings {
  text: string;
  line: number;
  inputs: { text: string; line: number }[];
  variables: Map<string, string>;
  loops: number[];
}

const wrappers = new Set([
  "sudo",
  "doas",
  "time",
  "nohup",
  "nice",
  "ionice",
  "timeout",
  "env",
  "exec",
  "command",
  "xargs",
  "stdbuf",
  "setsid",
]);
const keywords = new Set(["then", "do", "else", "elif", "if", "!", "{", "(", "while", "until"]);

function createCommand(
  tokens: readonly Token[],
  { text, line, inputs, variables, loops }: Surroundings,
): Command | undefined {
  const words: string[] = [];
  const command: Command = { words, prefixes: [], outputs: [], text, line };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token.kind === "word") {
      words.push(expand(token.text, variables));
      continue;
    }
    const target = tokens[i + 1]?.kind === "word" ? tokens[++i].text : undefined;
    if (target === undefined) continue;
    if (/^(1?>>?|&>>?)$/.test(token.text)) command.outputs.push(expand(target, variables));
    else if (token.text === "<<<") Object.assign(command, { input: target, inputLine: line });
    else if (/^<<-?$/.test(token.text)) {
      const input = inputs.shift();
      if (input !== undefined) Object.assign(command, { input: input.text, inputLine: input.line });
    }
  }
  if (words[0] === "done") loops.pop();
  if (words[0] === "for" || words[0] === "while" || words[0] === "until") {
    loops.push(repeatsOf(words));
    if (words[0] === "for") return undefined;
  }
  while (words.length > 0 && keywords.has(words[0])) words.shift();
  while (words.length > 0 && /^\w+=/.test(words[0])) {
    const [, name, value] = /^(\w+)=([\s\S]*)$/.exec(words[0]) ?? [];
    if (name !== undefined && value.length < 4096) variables.set(name, value);
    words.shift();
  }
  stripWrappers(command);
  if (words.length === 0 && command.outputs.length === 0)
    return command.prefixes.length > 0 ? command : undefined;
  if (loops.length > 0) command.repeats = loops.reduce((product, one) => product * one, 1);
  return command;
}

function stripWrappers({ words, prefixes }: Command): void {
  while (words.length > 0 && wrappers.has(words[0])) {
    prefixes.push(words.shift() ?? "");
    while (
      words.length > 0 &&
      (/^-/.test(words[0]) || /^\w+=/.test(words[0]) || /^\d+[smhd]?$/.test(words[0]))
    )
      words.shift();
  }
}

const expand = (word: string, variables: ReadonlyMap<string, string>): string =>
  word.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (all, braced, plain) => variables.get(braced ?? plain) ?? all);

function repeatsOf(words: readonly string[]): number {
  if (words[0] !== "for") return Number.POSITIVE_INFINITY;
  const text = words.join(" ");
  const range =
    /\{\d+\.\.(\d+)\}/.exec(text) ?? /seq\s+(?:\d+\s+)*(\d+)/.exec(text) ?? /<=?\s*(\d+)/.exec(text);
  return range === null ? Math.max(1, words.length - 3) : Number(range[1]);
}

/** Texts of `$(…)` and of backquotes. */
function substitutions(text: string): string[] {
  return [...text.matchAll(/\$\(((?:[^()]|\([^()]*\))*)\)|`([^`]*)`/g)].map(
    ([, modern, old]) => modern ?? old ?? "",
  );
}

function innerCommands(command: Command, depth: number): Command[] {
  const [program, ...args] = command.words;
  if (!/^(\S*\/)?(ba|z|da)?sh$/.test(program ?? "")) return [];
  const flag = args.findIndex((word) => /^-\w*c$/.test(word));
  const script = flag === -1 ? command.input : args[flag + 1];
  if (script === undefined) return [];
  const first = flag === -1 ? (command.inputLine ?? command.line) : command.line;
  return parseCommands(script, first, depth + 1).map((inner) => ({
    ...inner,
    repeats: inner.repeats ?? command.repeats,
  }));
}
