import { createLocator, type Snippet } from "./snippet.js";

interface Cell {
  cell_type?: unknown;
  source?: unknown;
  input?: unknown;
}

/** Code cells of a notebook: Python, shell lines, and files that `%%writefile` writes. Undefined if it is no notebook. */
export function notebookSnippets(text: string, file: string): Snippet[] | undefined {
  let notebook: { cells?: unknown; worksheets?: { cells?: unknown }[] };
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
    const magic = /^\s*%%(\w+)[^\S\n]*([^\n]*)\n?([\s\S]*)$/.exec(source);
    const body = { ...base, text: magic?.[3] ?? "", lines: places.slice(1) };
    if (magic?.[1] === "writefile" || magic?.[1] === "file")
      snippets.push({ ...body, language: "file", path: magic[2].replace(/^-a\s+/, "").trim() });
    else if (magic !== null && /^(bash|sh|script|system|cmd)$/.test(magic[1]))
      snippets.push({ ...body, language: "shell" });
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
      language: "python",
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
