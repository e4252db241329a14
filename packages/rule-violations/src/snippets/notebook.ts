import { createLocator, type Snippet } from "./snippet.js";
import { languageOfPath } from "./transcript.js";

interface Cell {
  cell_type?: unknown;
  source?: unknown;
  input?: unknown;
}

interface Metadata {
  kernelspec?: { language?: unknown; name?: unknown };
  language_info?: { name?: unknown };
}

const otherKernels =
  /^(ir|r|julia|javascript|typescript|deno|scala|java|kotlin|c\+\+|rust|go|matlab|octave|sas|stata|ruby|perl|lua|c#|sql)\b/i;

/** The language of a notebook: Python if it names none that is known. */
function languageOf({
  kernelspec,
  language_info: info,
}: Metadata = {}): Pick<Snippet, "language" | "languageName"> {
  const name = [info?.name, kernelspec?.language, kernelspec?.name].find((one) => typeof one === "string") as
    | string
    | undefined;
  if (name !== undefined && /^(bash|zsh|sh)\b/i.test(name)) return { language: "shell" };
  return name !== undefined && otherKernels.test(name)
    ? { language: "other", languageName: name === "ir" ? "R" : name }
    : { language: "python" };
}

/** Magics with a cell of another language. */
const shellMagics = /^(bash|sh|zsh|system|cmd|!)$/;
const otherMagics = /^(R|julia|javascript|js|sql|perl|ruby|cython)$/;
const proseMagics = /^(html|svg|latex|markdown)$/;

/** What a cell is that begins with a magic and is no Python of the notebook's own; undefined for others. */
function magicCell(
  magic: string,
  argument: string,
): Pick<Snippet, "language" | "languageName" | "path"> | undefined {
  if (magic === "writefile" || magic === "file") {
    const path = argument
      .replace(/^-a\s+/, "")
      .replaceAll(/^["']|["']$/g, "")
      .trim();
    return { language: languageOfPath(path), path };
  }
  if (shellMagics.test(magic) || (magic === "script" && /^(\S*\/)?(ba|z|da)?sh\b/.test(argument)))
    return { language: "shell" };
  if (otherMagics.test(magic)) return { language: "other", languageName: magic };
  return undefined;
}

/** Code cells of a notebook: Python, shell lines, and files that `%%writefile` writes. Undefined if it is no notebook. */
export function notebookSnippets(text: string, file: string): Snippet[] | undefined {
  let notebook: { cells?: unknown; worksheets?: { cells?: unknown }[]; metadata?: Metadata };
  try {
    notebook = JSON.parse(text);
  } catch {
    return undefined;
  }
  const cells = notebook?.cells ?? notebook?.worksheets?.[0]?.cells;
  if (!Array.isArray(cells)) return undefined;
  const locate = createLocator(text);
  const program: string[] = [];
  const snippets: Snippet[] = [];
  const lines: number[] = [];
  for (const cell of cells as Cell[]) {
    if (cell?.cell_type !== "code") continue;
    const source = sourceText(cell.source ?? cell.input);
    const places = source.split("\n").map(locate);
    const base = { file, firstLine: places[0], isOneLine: false, origin: "code" as const };
    const [, magic, argument = "", rest = ""] =
      /^\s*%%(\w+|!)[^\S\n]*([^\n]*)\n?([\s\S]*)$/.exec(source) ?? [];
    if (magic !== undefined && proseMagics.test(magic)) continue;
    const cellKind = magic === undefined ? undefined : magicCell(magic, argument.trim());
    if (cellKind !== undefined)
      snippets.push({
        ...base,
        ...cellKind,
        text: rest,
        firstLine: places[1] ?? places[0],
        lines: places.slice(1),
      });
    else {
      for (const [index, line] of source.split("\n").entries()) {
        const command = shellLine(line);
        if (command !== undefined)
          snippets.push({ ...base, language: "shell", text: command, firstLine: places[index] });
      }
      program.push(plainPython(source));
      lines.push(...places);
    }
  }
  // Cells share their variables, so that they are one program.
  return [
    ...snippets,
    {
      ...languageOf(notebook.metadata ?? undefined),
      text: program.join("\n"),
      file,
      firstLine: 1,
      isOneLine: false,
      origin: "code",
      lines,
    },
  ];
}

function sourceText(source: unknown): string {
  if (Array.isArray(source)) return source.map((line) => (typeof line === "string" ? line : "")).join("");
  return typeof source === "string" ? source : "";
}

/** The command of a line such as `!ls` or `%pip install x`. */
function shellLine(line: string): string | undefined {
  return (
    /^\s*(?:\w+\s*=\s*)?!(.+)$/.exec(line)?.[1] ??
    /^\s*%(?:sx\s+|system\s+)?((?:pip|conda)\s.*)$/.exec(line)?.[1]
  );
}

/** Python without magics and shell lines, with as many lines. */
function plainPython(source: string): string {
  return source
    .replace(/^\s*%%\w+[^\n]*/, (line) => `# ${line.trim()}`)
    .split("\n")
    .map((line) => (/^\s*(?:\w+\s*=\s*)?[!%?]/.test(line) ? `${/^\s*/.exec(line)?.[0]}pass` : line))
    .join("\n");
}
