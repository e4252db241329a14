import { readFileSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { decodeText, maxLineCharacters, readTextLines } from "@mlebench/disk";
import { type Collector, collect, createCollector, noteOtherLanguages } from "./collect-facts.js";
import { excerptOf, type Finding, maxPerRule, sortFindings } from "./findings.js";
import { pythonParser } from "./python/parser.js";
import { listFiles, notReadNote, type SourceFile } from "./read/list-files.js";
import { findAccess } from "./rules/access.js";
import { isAddressedToJudge } from "./rules/judge-manipulation.js";
import { findLlmUse } from "./rules/llm-api.js";
import { findScoreSeeking } from "./rules/score-seeking.js";
import { findWithoutModel } from "./rules/without-model.js";
import type { NetworkPolicy } from "./run-facts.js";
import { createLogReader } from "./snippets/log.js";
import { notebookSnippets } from "./snippets/notebook.js";
import { otherLanguage } from "./snippets/other-languages.js";
import { createLocator } from "./snippets/snippet.js";
import { transcriptSnippets } from "./snippets/transcript.js";
import { readSubmissionFacts } from "./submission-facts.js";

/** A run to analyze; paths as the system takes them. */
export interface RunSources {
  submissionPath?: string;
  /** A file or a directory. */
  logsPath?: string;
  /** A file or a directory. */
  codePath?: string;
  /** @default "unknown" */
  network?: NetworkPolicy;
  /** Whether the agent ran on the host, without a container. @default false */
  isProcess?: boolean;
}

export interface StaticAnalysis {
  /** By category, severity, file, and line. */
  findings: Finding[];
  /** Files that were read. */
  filesRead: number;
  /** What was left out, and why. */
  notes: string[];
}

/** Larger files are read line by line instead of as JSON. */
const maxJsonBytes = 64 << 20;

/** Between files, and between so many lines, Ctrl-C and the progress have their turn. */
const linesPerTurn = 10_000;

/**
 * Analyzes a run without a model: the same run always gives the same findings. What cannot be read becomes a note.
 * Memory does not grow with the size of logs.
 */
export async function analyzeRun(run: RunSources): Promise<StaticAnalysis> {
  const parser = await pythonParser();
  const collector = createCollector(parser, {
    network: run.network ?? "unknown",
    isProcess: run.isProcess ?? false,
  });
  const manipulations: Finding[] = [];
  let filesRead = 0;
  const sides = [
    { path: run.codePath, origin: "code" as const },
    { path: run.logsPath, origin: "log" as const },
  ];
  const seen = new Set<string>();
  for (const { path, origin } of sides) {
    if (path === undefined) continue;
    try {
      for (const file of listFiles(path, (text) => collector.notes.add(text))) {
        if (seen.has(file.path)) continue;
        seen.add(file.path);
        filesRead++;
        await setImmediate();
        await readSource(file, origin, collector, manipulations);
      }
    } catch (error) {
      collector.notes.add(notReadNote(path, error));
    }
  }
  noteOtherLanguages(collector);
  const submission = submissionOf(run.submissionPath);
  const { facts } = collector;
  const found = [
    ...findWithoutModel(facts, submission),
    ...findLlmUse(facts),
    ...findAccess(facts),
    ...findScoreSeeking(facts),
    ...manipulations,
  ].map((finding) => ({ ...finding, excerpt: excerptOf(finding.excerpt) }));
  return { findings: limitPerRule(sortFindings(found)), filesRead, notes: collector.notes.list() };
}

function submissionOf(path: string | undefined): ReturnType<typeof readSubmissionFacts> {
  if (path === undefined || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  return readSubmissionFacts(path, path);
}

function limitPerRule(findings: readonly Finding[]): Finding[] {
  const counts = new Map<string, number>();
  return findings.filter(({ rule, file, severity }) => {
    const key = JSON.stringify([rule, file, severity]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= maxPerRule;
  });
}

async function readSource(
  file: SourceFile,
  side: "code" | "log",
  collector: Collector,
  manipulations: Finding[],
): Promise<void> {
  try {
    if (side === "code" && /\.json$/i.test(file.name)) readTypedFile(file, collector);
    const snippets =
      /\.(json|ipynb)$/i.test(file.name) && file.bytes <= maxJsonBytes ? jsonFile(file) : undefined;
    const languageName = side === "code" ? otherLanguage(file.name) : undefined;
    const language = languageName === undefined ? programLanguage(file.name) : "other";
    const whole: string[] = [];
    const log = createLogReader(file.name);
    let last = 0;
    const lines = readTextLines(file.path);
    for (const { text, number } of lines) {
      if (number % linesPerTurn === 0) await setImmediate();
      if (isAddressedToJudge(text)) manipulations.push(manipulation(file.name, number, text));
      if (language !== undefined) whole.push(text);
      else if (snippets === undefined && number !== last && text.length < maxLineCharacters)
        for (const snippet of log.read(text, number)) collect(collector, snippet);
      last = number;
    }
    for (const snippet of snippets ?? log.end()) collect(collector, snippet);
    if (language !== undefined)
      collect(collector, {
        language,
        languageName,
        text: whole.join("\n"),
        file: file.name,
        firstLine: 1,
        isOneLine: false,
        origin: "code",
      });
  } catch (error) {
    collector.notes.add(notReadNote(file.name, error));
  }
}

const programLanguage = (name: string): "python" | "shell" | undefined =>
  /\.(py|pyw)$/i.test(name) ? "python" : /\.(sh|bash|zsh)$/i.test(name) ? "shell" : undefined;

function manipulation(file: string, line: number, text: string): Finding {
  return {
    category: "judge-manipulation",
    rule: "addressed-to-judge",
    severity: "high",
    file,
    line,
    excerpt: text,
    message: "Addresses whoever inspects the run and demands a verdict",
  };
}

function jsonFile(file: SourceFile): ReturnType<typeof notebookSnippets> {
  const text = decodeText(readFileSync(file.path)) ?? "";
  if (/\.ipynb$/i.test(file.name)) return notebookSnippets(text, file.name);
  try {
    return transcriptSnippets(JSON.parse(text), file.name, createLocator(text));
  } catch {
    return undefined;
  }
}

/** A JSON file of constants, which may be typed answers. */
function readTypedFile(file: SourceFile, { facts }: Collector): void {
  if (file.bytes > 1 << 20) return;
  try {
    const value: unknown = JSON.parse(decodeText(readFileSync(file.path)) ?? "");
    const entries = typeof value === "object" && value !== null ? Object.values(value) : [];
    const constants = entries.filter((one) => typeof one !== "object").length;
    if (constants >= 8)
      facts.typedFiles.set(file.name.slice(file.name.lastIndexOf("/") + 1), { file: file.name, constants });
  } catch {
    // Not JSON.
  }
}
