import { KaggleError } from "./kaggle-error.js";

/**
 * A Jupyter notebook (format 3 or 4) as one Python script: the code in order, text as comments, and what only IPython
 * understands (`%magic`, `!command`, `object?`) as comments too, so that Python can parse it.
 * @param name of the notebook, for messages
 * @throws KaggleError when it is not a notebook
 */
export function notebookToScript(text: string, name: string): string {
  const cells = cellsOf(parse(text, name));
  if (cells === undefined) throw notANotebook(name);
  const parts = cells
    .map(({ type, source }) => (type === "code" ? pythonOf(source) : commentOf(source, type)))
    .filter((part) => part.trim() !== "");
  return parts.length === 0 ? "" : `${parts.join("\n\n")}\n`;
}

interface Cell {
  readonly type: string;
  readonly source: string;
}

function notANotebook(name: string): KaggleError {
  return new KaggleError("server", `The notebook ${name} is not what Jupyter writes`, {
    expected: "JSON with a list of cells",
  });
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notANotebook(name);
  }
}

function cellsOf(notebook: unknown): Cell[] | undefined {
  const { cells, worksheets } = (notebook ?? {}) as { cells?: unknown; worksheets?: unknown };
  const lists = Array.isArray(cells)
    ? [cells]
    : Array.isArray(worksheets)
      ? worksheets.map((sheet: unknown) => (sheet as { cells?: unknown } | null)?.cells)
      : undefined;
  return lists?.flatMap((list) => (Array.isArray(list) ? list.map(cellOf) : []));
}

function cellOf(cell: unknown): Cell {
  const { cell_type, source, input } = (cell ?? {}) as Record<string, unknown>;
  const content = source ?? input;
  const text = Array.isArray(content) ? content.join("") : typeof content === "string" ? content : "";
  return { type: String(cell_type), source: text.replace(/\r\n?/g, "\n").trimEnd() };
}

function commentOf(source: string, type: string): string {
  if (source.trim() === "") return "";
  const lines = source.split("\n").map(comment);
  return (type === "heading" ? lines.map((line) => line.replace(/^# ?/, "# # ")) : lines).join("\n");
}

const comment = (line: string) => (line.trim() === "" ? "#" : `# ${line}`);

/** Cell magics with a body of Python code that runs here. */
const pythonMagics = new Set([
  "time",
  "timeit",
  "capture",
  "prun",
  "python",
  "python3",
  "pypy",
  "snakeviz",
  "memit",
]);

function pythonOf(source: string): string {
  const lines = withoutCommonIndent(source).split("\n");
  const first = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("#"));
  const magic = first < 0 ? undefined : /^%%(\w*)/.exec(lines[first])?.[1];
  if (magic === undefined) return plainPython(lines);
  const body = lines.slice(first + 1);
  const head = lines.slice(0, first + 1).map((line, index) => (index === first ? comment(line) : line));
  return [...head, pythonMagics.has(magic) ? plainPython(body) : body.map(comment).join("\n")]
    .join("\n")
    .trimEnd();
}

/** IPython runs a cell with every line indented. */
function withoutCommonIndent(source: string): string {
  const lines = source.split("\n");
  const indent = /^[ \t]*/.exec(lines.find((line) => line.trim() !== "") ?? "")?.[0] ?? "";
  if (indent === "") return source;
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join("\n");
}

function plainPython(lines: readonly string[]): string {
  const result: string[] = [];
  let state = atStatement;
  let isCommand = false;
  for (const line of lines) {
    if (isCommand) {
      result.push(comment(line));
      isCommand = line.endsWith("\\");
      continue;
    }
    const replaced = isStatement(state) ? withoutMagic(line) : undefined;
    if (replaced !== undefined) {
      result.push(replaced);
      isCommand = line.endsWith("\\");
      continue;
    }
    result.push(line);
    state = afterLine(line, state);
  }
  return result.join("\n");
}

/**
 * What stands in for a line that only IPython understands; undefined for Python. Inside a block a statement has to stay,
 * or the block would be empty.
 */
function withoutMagic(line: string): string | undefined {
  const [, indent, rest] = /^([ \t]*)(.*)$/.exec(line) as unknown as [string, string, string];
  const isHelp = /^\?|^[^#'"]*\?\s*;?\s*$/.test(rest);
  const isInstall =
    /^(pip3?|conda|mamba|apt|apt-get)\s+(install|uninstall|list|freeze|update|upgrade)\b/.test(rest);
  if (/^[%!]/.test(rest) || isHelp || isInstall)
    return indent === "" ? comment(rest) : `${indent}pass  # ${rest}`;
  const assigned = /^([A-Za-z_][\w.,\s[\]"'()*]*?)=\s*([!%][A-Za-z_./~{$"'(\\-].*)$/.exec(rest);
  if (assigned === null) return undefined;
  return `${indent}${assigned[1].trimEnd()} = None  # ${assigned[2]}`;
}

/** Where a line begins: how many brackets are open, in which quotes, behind a backslash. */
interface State {
  readonly depth: number;
  readonly quote: string;
  readonly isContinued: boolean;
}

const atStatement: State = { depth: 0, quote: "", isContinued: false };

function isStatement({ depth, quote, isContinued }: State): boolean {
  return depth === 0 && quote === "" && !isContinued;
}

function afterLine(line: string, before: State): State {
  let { depth, quote } = before;
  for (let index = 0; index < line.length; index++) {
    const character = line[index];
    if (quote !== "") {
      if (character === "\\") index++;
      else if (line.startsWith(quote, index)) {
        index += quote.length - 1;
        quote = "";
      }
      continue;
    }
    if (character === "#") return { depth, quote, isContinued: false };
    if (character === '"' || character === "'") {
      const triple = character.repeat(3);
      quote = line.startsWith(triple, index) ? triple : character;
      index += quote.length - 1;
    } else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth = Math.max(0, depth - 1);
  }
  const isContinued = line.endsWith("\\") && !line.endsWith("\\\\");
  // A string in single quotes ends with its line, unless a backslash carries it on.
  const isOpen = quote.length === 3 || isContinued;
  return { depth, quote: isOpen ? quote : "", isContinued };
}
