/** Where a snippet comes from: a file of code, a command or program that an agent ran, or one that its log shows. */
export type Origin = "code" | "executed" | "shown";

/** A program, a list of shell commands, or a file that was written as it is. */
export interface Snippet {
  language: "python" | "shell" | "file" | "other";
  /** Name of the language, for `other`. */
  languageName?: string;
  text: string;
  file: string;
  /** Line of the file for each line of the text, from 1: the first line, or a line for all. */
  firstLine: number;
  /** Whether all lines of the text are on one line of the file, as in JSON. */
  isOneLine: boolean;
  origin: Origin;
  /** The call of a tool that it was, by the ID that a model gave it: logs with complete conversations have each call often. */
  callId?: string;
  /** Path that the text was written to, for `file` and for scripts in a log. */
  path?: string;
  /** How often the loops around it run. */
  repeats?: number;
  /** Line of the file for each line of the text, if they do not follow each other. */
  lines?: readonly number[];
}

/** Line of the file for a line of a snippet, both from 1. */
export function fileLine({ firstLine, isOneLine, lines }: Snippet, line: number): number {
  if (lines !== undefined) return lines[Math.min(line, lines.length) - 1] ?? firstLine;
  return isOneLine ? firstLine : firstLine + line - 1;
}

/**
 * Finds the lines of a JSON file on which its strings are. Strings must be requested in the order of the file.
 * @returns a function of a text that is, or begins, a string or a line of one
 */
export function createLocator(json: string): (text: string) => number {
  let [at, line, counted] = [0, 1, 0];
  return (text) => {
    const spelled = JSON.stringify(text.slice(0, 80)).slice(1, -1);
    const found = spelled === "" ? -1 : json.indexOf(spelled, at);
    if (found !== -1) at = found;
    for (
      let next = json.indexOf("\n", counted);
      next !== -1 && next < at;
      next = json.indexOf("\n", counted)
    ) {
      line++;
      counted = next + 1;
    }
    return line;
  };
}

/** Whether a path is that of a submission, and not of a sample or a test of one. */
export function isSubmissionPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /^(?!.*(sample|example|dummy|template|test_|oof|valid))[\w. \u{fffc}-]*sub(m|mission|s)?[\w. \u{fffc}-]*\.(csv|json|zip|tsv|csv\.gz)$/iu.test(
    name,
  );
}
