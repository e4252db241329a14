import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TokenizedFile } from "@dodona/dolos-core";
import { loadPythonParser } from "../src/python-parser.js";
import { parseSyntaxNodes } from "../src/syntax-nodes.js";
import { tokenizedFile } from "../src/tokenized-file.js";

/** A new directory below the run's temporary directory. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "mlebench-plagiarism-"));
}

/** Writes a file and the directories above it, and returns its path. */
export function write(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Text of one of the recorded Python files. */
export function fixture(name: string): string {
  return readFileSync(fileURLToPath(new URL(`fixtures/python/${name}`, import.meta.url)), "utf8");
}

export async function tokenize(text: string, path = "a.py", id?: number): Promise<TokenizedFile> {
  return tokenizedFile(path, text, parseSyntaxNodes(await loadPythonParser(), text), id);
}
