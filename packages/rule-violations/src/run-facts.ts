import type { Finding, Severity } from "./findings.js";
import type { PythonFacts } from "./python/facts.js";
import type { Command } from "./shell/commands.js";
import { fileLine, type Snippet } from "./snippets/snippet.js";

/** A program of a run. */
export interface PythonUnit {
  /** Prefix of its nodes. */
  name: string;
  snippet: Snippet;
  facts: PythonFacts;
}

/** A shell command of a run. */
export interface ShellUse {
  snippet: Snippet;
  command: Command;
  /** Line of the file. */
  line: number;
  /** How often the command stands in the run; this is its first place. */
  times: number;
}

/** What the network of a run was: open, closed, or not recorded. */
export type NetworkPolicy = "open" | "closed" | "unknown";

/** Everything that the rules look at. */
export interface RunFacts {
  python: PythonUnit[];
  /** Programs in languages that are not parsed: only their strings are known. */
  others: PythonUnit[];
  /** Different commands, in the order of their first places. */
  shell: ShellUse[];
  /** Files that were written as they are, in here-documents, notebook cells, and calls of tools. */
  files: Snippet[];
  /** JSON files of the code directory by name, with the number of constants in each. */
  typedFiles: Map<string, { file: string; constants: number }>;
  network: NetworkPolicy;
  /** Whether the agent ran on the host, where home directories have any name. */
  isProcess: boolean;
}

export interface Place {
  snippet: Snippet;
  /** Line of the snippet. */
  line: number;
}

/** A finding at a line of a snippet. What a log only shows counts one step less. */
export function findingAt(
  { snippet, line }: Place,
  { category, rule, severity, message }: Pick<Finding, "category" | "rule" | "severity" | "message">,
): Finding {
  return {
    category,
    rule,
    severity: snippet.origin === "shown" && severity === "high" ? "medium" : severity,
    file: snippet.file,
    line: fileLine(snippet, line),
    excerpt: lineText(snippet, line),
    message,
  };
}

const lineText = ({ text }: Snippet, line: number): string => text.split("\n")[line - 1] ?? text;

/** A finding of a command. */
export function commandFinding(
  { snippet, command, line }: ShellUse,
  {
    category,
    rule,
    severity,
    message,
  }: { category: Finding["category"]; rule: string; severity: Severity; message: string },
): Finding {
  const found = findingAt({ snippet, line: 1 }, { category, rule, severity, message });
  return { ...found, line, excerpt: command.text };
}
