import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { gitLfsHint, isGitLfsPointerText, printableLine, UserError } from "@mlebench/core";
import { cannotRead, decodeText } from "@mlebench/disk";

/** A text about a competition. */
export interface CompetitionDocument {
  readonly competition: string;
  /** Of the file. */
  readonly name: string;
  readonly text: string;
  /** A description without the names of competition and host; measured apart. */
  readonly isObfuscated: boolean;
}

/** Documents, and what was left out. */
export interface Documents {
  readonly documents: readonly CompetitionDocument[];
  readonly warnings: readonly string[];
}

const extensions = new Set([".md", ".txt"]);
/** Longer texts are dumps of something else. */
const mostBytes = 5_000_000;

/**
 * Reads `DIR/ID/*.md` and `*.txt`, in the order of their names. Empty, binary, and huge files are left out with a warning.
 * @param ids only these; all folders unless given
 * @throws UserError if the directory cannot be read
 */
export function readDocuments(directory: string, ids?: ReadonlySet<string>): Documents {
  let names: string[];
  try {
    names = readdirSync(directory).sort();
  } catch (cause) {
    throw cannotRead("directory of documents", cause, directory, {
      expected: "a directory such as DIR/spaceship-titanic/description.md",
    });
  }
  const warnings: string[] = [];
  const documents = names
    .filter((id) => ids === undefined || ids.has(id))
    .flatMap((id) => folderDocuments(id, join(directory, id), warnings));
  return { documents, warnings };
}

function folderDocuments(competition: string, folder: string, warnings: string[]): CompetitionDocument[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    // A file beside the folders.
    return [];
  }
  return names
    .filter((name) => extensions.has(extname(name).toLowerCase()))
    .flatMap((name) => readDocument(competition, join(folder, name), warnings) ?? []);
}

/** Reads one document; undefined, with a warning, if it is none. */
export function readDocument(
  competition: string,
  path: string,
  warnings: string[],
): CompetitionDocument | undefined {
  const skip = (reason: string) => void warnings.push(`Skipped ${printableLine(path)}: ${reason}`);
  let bytes: Buffer;
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return skip("not a regular file") as undefined;
    if (stats.size > mostBytes) return skip("larger than 5 MB") as undefined;
    bytes = readFileSync(path);
  } catch (error) {
    return skip((error as NodeJS.ErrnoException).code ?? "cannot be read") as undefined;
  }
  const text = decodeText(bytes);
  if (text === undefined || text.includes("\0")) return skip("binary") as undefined;
  if (isGitLfsPointerText(text)) return skip(`a Git-LFS pointer. ${gitLfsHint}`) as undefined;
  if (text.trim() === "") return skip("empty") as undefined;
  const name = basename(path);
  return { competition, name, text, isObfuscated: /obfuscated/i.test(name) };
}

/** @throws UserError if there is nothing to measure */
export function requireDocuments(documents: readonly CompetitionDocument[], hint: string): void {
  if (documents.length === 0)
    throw new UserError("No documents to measure", {
      expected: "original descriptions of competitions, or a directory of texts",
      hint,
    });
}
