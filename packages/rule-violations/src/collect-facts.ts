import { createHash } from "node:crypto";
import type { Parser } from "web-tree-sitter";
import { extractFacts } from "./python/extract.js";
import { emptyFacts } from "./python/facts.js";
import { parsePython } from "./python/parser.js";
import { partlyReadNote } from "./read/list-files.js";
import { createNotes, type Notes } from "./read/notes.js";
import type { PythonUnit, RunFacts, ShellUse } from "./run-facts.js";
import { type Command, parseCommands } from "./shell/commands.js";
import { constantStrings } from "./snippets/other-languages.js";
import { fileLine, type Snippet } from "./snippets/snippet.js";
import { languageOfPath } from "./snippets/transcript.js";

/** Longest program that is parsed, in characters. */
const maxProgram = 2 << 20;
/** Most programs and commands of a run that are analyzed; those of the longest logs repeat each other. */
const maxPrograms = 5000;
const maxCommands = 20_000;
const maxDepth = 5;

/** Facts of a run that grow with each snippet. */
export interface Collector {
  facts: RunFacts;
  parser: Parser;
  seen: Set<string>;
  commands: Map<string, ShellUse>;
  /** Why something was left out. */
  notes: Notes;
}

export function createCollector(parser: Parser, run: Pick<RunFacts, "network" | "isProcess">): Collector {
  const facts: RunFacts = { python: [], others: [], shell: [], files: [], typedFiles: new Map(), ...run };
  return { facts, parser, seen: new Set(), commands: new Map(), notes: createNotes() };
}

/**
 * Reads a snippet, and the programs and commands inside it.
 * @param unit the program that runs the snippet with its own variables, as `exec` does
 */
export function collect(collector: Collector, found: Snippet, depth = 0, unit?: string): void {
  if (depth > maxDepth || isKnownCall(collector, found)) return;
  const snippet = { ...found, text: detached(found.text) };
  if (snippet.language === "python") collectPython(collector, snippet, depth, unit);
  else if (snippet.language === "shell") collectShell(collector, snippet, depth);
  else if (snippet.language === "other") collectOther(collector, snippet);
  else if (collector.facts.files.length < maxPrograms) collector.facts.files.push(snippet);
}

function isKnownCall({ seen }: Collector, { callId, text }: Snippet): boolean {
  if (callId === undefined) return false;
  const key = createHash("sha256").update(`${callId}\0${text}`).digest("base64");
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

/** A copy of a text: a part of a string keeps all of it in memory, which may be a block of a large log. */
const detached = (text: string): string => Buffer.from(text, "utf16le").toString("utf16le");

function collectPython(collector: Collector, snippet: Snippet, depth: number, outer?: string): void {
  const { facts, parser, seen, notes } = collector;
  if (snippet.text.length > maxProgram) {
    notes.add(partlyReadNote(snippet.file, `a program of more than ${maxProgram} characters`));
    return;
  }
  const digest = createHash("sha256").update(`${snippet.origin}\0${snippet.text}`).digest("base64");
  if (seen.has(digest)) return;
  seen.add(digest);
  if (facts.python.length >= maxPrograms) {
    notes.add(partlyReadNote(snippet.file, `more than ${maxPrograms} programs`));
    return;
  }
  const name = outer ?? `u${facts.python.length}`;
  const unit: PythonUnit = { name, snippet, facts: extractFacts(parsePython(parser, snippet.text), name) };
  facts.python.push(unit);
  for (const { language, text, line, loop, path } of unit.facts.nested) {
    const repeats = loop === undefined ? snippet.repeats : (loop.bound ?? 1);
    const inner = {
      ...snippet,
      callId: undefined,
      language,
      text,
      path,
      firstLine: fileLine(snippet, line),
      isOneLine: true,
      lines: undefined,
      repeats,
    };
    collect(collector, inner, depth + 1, name);
  }
}

function collectOther({ facts, notes }: Collector, snippet: Snippet): void {
  if (facts.others.length >= maxPrograms || snippet.text.length > maxProgram) {
    notes.add(`${snippet.file}: not analyzed (${snippet.languageName})`);
    return;
  }
  const strings = constantStrings(snippet.text);
  facts.others.push({ name: "", snippet, facts: { ...emptyFacts(), strings } });
}

/** Says which languages were not parsed. */
export function noteOtherLanguages({ facts, notes }: Collector): void {
  const counts = new Map<string, number>();
  for (const { snippet } of facts.others) {
    const language = snippet.languageName ?? "";
    counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  for (const [language, count] of counts)
    notes.add(
      `${count} ${count === 1 ? "program" : "programs"} in ${language}: only strings were checked, such as addresses and paths`,
    );
}

function collectShell(collector: Collector, snippet: Snippet, depth: number): void {
  const { facts, commands, notes } = collector;
  for (const command of parseCommands(snippet.text.slice(0, maxProgram))) {
    const known = `${snippet.origin}\0${snippet.file}\0${command.text}\0${command.words.join(" ")}`;
    const use = commands.get(known);
    if (use !== undefined && command.input === undefined) {
      use.times++;
      continue;
    }
    if (facts.shell.length >= maxCommands) {
      notes.add(partlyReadNote(snippet.file, `more than ${maxCommands} different commands`));
      return;
    }
    const first: ShellUse = { snippet, command, line: fileLine(snippet, command.line), times: 1 };
    commands.set(known, first);
    facts.shell.push(first);
    for (const inner of programsOf(command, snippet)) collect(collector, inner, depth + 1);
  }
}

/** `python -c`, `python - << EOF`, and `cat > file << EOF`. */
function programsOf(command: Command, snippet: Snippet): Snippet[] {
  const { words, outputs, input, inputLine = command.line, repeats } = command;
  const program = words[0]?.replace(/^.*\//, "") ?? "";
  const base = { ...snippet, callId: undefined, lines: undefined, repeats: repeats ?? snippet.repeats };
  const body = (text: string): Pick<Snippet, "text" | "firstLine" | "lines" | "isOneLine"> => ({
    text,
    firstLine: fileLine(snippet, inputLine),
    isOneLine: snippet.isOneLine,
    lines: snippet.lines?.slice(inputLine - 1),
  });
  if (/^(i?python[\d.]*|uv)$/.test(program)) {
    const flag = words.indexOf("-c");
    if (flag !== -1 && words[flag + 1] !== undefined)
      return [
        {
          ...base,
          language: "python",
          text: words[flag + 1],
          firstLine: fileLine(snippet, command.line),
          isOneLine: snippet.isOneLine,
        },
      ];
    return input === undefined ? [] : [{ ...base, ...body(input), language: "python" }];
  }
  if (input === undefined || !/^(cat|tee)$/.test(program)) return [];
  const paths =
    program === "tee" ? [...outputs, ...words.slice(1).filter((word) => !word.startsWith("-"))] : outputs;
  return paths.map((path) => ({ ...base, ...body(input), language: languageOfPath(path), path }));
}
