import type { Loop } from "./facts.js";
import { foldString } from "./fold.js";
import type { Node } from "./node.js";
import { addCall, addEdges, type Extraction, lineOf, variableNode } from "./scope.js";

/** A call with what is known of its parts. */
export interface SeenCall {
  node: Node;
  name: string;
  args: readonly Node[];
  argumentDependencies: readonly (readonly string[])[];
  keywords: readonly (Node | null)[];
  receiver: Node | null;
  receiverDependencies: readonly string[];
}

/** Records a call: what it imports, runs, and writes. */
export function recordCall(extraction: Extraction, call: SeenCall): void {
  const { node, name, args } = call;
  const folded = args.map((argument) => foldString(argument, extraction.constants));
  const keywords = new Map<string, string>();
  for (const keyword of call.keywords) {
    const key = keyword?.childForFieldName("name")?.text;
    const value = keyword?.childForFieldName("value") ?? null;
    if (key !== undefined && value !== null)
      keywords.set(key, foldString(value, extraction.constants) ?? value.text.slice(0, 200));
  }
  addCall(extraction, {
    callee: name,
    args: folded,
    keywords,
    line: lineOf(node),
    loop: innermostLoop(extraction),
  });
  recordImport(extraction, name, folded[0] ?? keywords.get("name"), lineOf(node));
  recordNested(extraction, call, folded);
  recordWrite(extraction, call, folded, keywords);
}

const innermostLoop = ({ loops }: Extraction): Loop | undefined => {
  if (loops.length === 0) return undefined;
  const bounds = loops.map(({ bound }) => bound);
  const known = bounds.filter((bound) => bound !== undefined);
  // Loops in each other multiply.
  return { bound: known.length === 0 ? undefined : known.reduce((product, bound) => product * bound, 1) };
};

function recordImport({ facts }: Extraction, name: string, module: string | undefined, line: number): void {
  if (module === undefined || !/^[\w.]+$/.test(module)) return;
  if (/^(__import__|importlib\.import_module|import_module|builtins\.__import__)$/.test(name))
    facts.imports.push({ module, line });
}

const shellCalls =
  /^(os\.(system|popen)|subprocess\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|asyncio\.create_subprocess_(shell|exec)|(get_ipython\(\)|\?)\.(system|getoutput))$/;

function recordNested(
  extraction: Extraction,
  { node, name, args }: SeenCall,
  folded: readonly (string | undefined)[],
): void {
  const line = lineOf(node);
  const loop = innermostLoop(extraction);
  if (/^(exec|eval|compile|builtins\.(exec|eval))$/.test(name) && folded[0] !== undefined) {
    extraction.facts.nested.push({ language: "python", text: folded[0], line, loop });
    return;
  }
  if (/(^|\.)run_cell_magic$/.test(name)) {
    const [magic = "", argument = "", text] = folded;
    if (text === undefined) return;
    if (/^(bash|sh|script)$/.test(magic))
      extraction.facts.nested.push({ language: "shell", text, line, loop });
    else if (/^(writefile|file)$/.test(magic))
      extraction.facts.nested.push({ language: "file", text, line, loop, path: argument });
    else extraction.facts.nested.push({ language: "python", text, line, loop });
    return;
  }
  if (!shellCalls.test(name)) return;
  const [first] = args;
  const words =
    first?.type === "list" || first?.type === "tuple"
      ? first.namedChildren.map(
          (child) =>
            foldString(child, extraction.constants) ??
            (/(^|\.)executable$/.test(child.text ?? "") ? "python" : "*"),
        )
      : undefined;
  const text = words === undefined ? folded[0] : words.map(quoted).join(" ");
  if (text !== undefined) extraction.facts.nested.push({ language: "shell", text, line, loop });
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** Calls that write their receiver, or an argument, to a path. */
function recordWrite(
  extraction: Extraction,
  call: SeenCall,
  folded: readonly (string | undefined)[],
  keywords: ReadonlyMap<string, string>,
): void {
  const { name, node, argumentDependencies: given, receiverDependencies, receiver } = call;
  const method = name.slice(name.lastIndexOf(".") + 1);
  const line = lineOf(node);
  const write = (
    path: string | undefined,
    pathDependencies: readonly string[],
    dependencies: readonly string[],
  ): void => {
    const conditions = extraction.conditions.flat();
    extraction.facts.writes.push({
      path,
      pathDependencies,
      dependencies: [...dependencies, ...conditions],
      line,
    });
  };
  if (/^(to_csv|write_csv|to_json|to_parquet|to_pickle|to_feather)$/.test(method) && receiver !== null) {
    const keyword = keywords.get("path_or_buf") ?? keywords.get("file") ?? keywords.get("path");
    write(folded[0] ?? keyword, given[0] ?? [], receiverDependencies);
    // A frame may be written to an open file.
    for (const one of given[0] ?? []) if (one.includes(":")) addEdges(extraction, one, receiverDependencies);
  } else if (/^numpy\.(savetxt|save|savez\w*)$/.test(name))
    write(folded[0], given[0] ?? [], given.slice(1).flat());
  else if (/^(joblib\.dump|torch\.save)$/.test(name)) write(folded[1], given[1] ?? [], given[0] ?? []);
  else if (/^write_(text|bytes)$/.test(method) && receiver !== null)
    write(foldString(receiver, extraction.constants), receiverDependencies, given[0] ?? []);
  else if (/^(shutil\.(copy\w*|move)|os\.(rename|replace|link|symlink))$/.test(name))
    write(folded[1], given[1] ?? [], [...(given[0] ?? []), "!copy"]);
  else if (isOpenForWriting(call, folded, keywords))
    openFile(extraction, call, folded[0] ?? keywords.get("file"));
  else if (/^(csv\.(writer|DictWriter)|(json|pickle|cloudpickle|dill)\.dump)$/.test(name)) {
    // What goes into the writer, or is dumped, goes into the file.
    const [file, content] =
      method === "dump" ? [given[1], given[0]] : [given[0], [writerNode(extraction, node)]];
    for (const one of file ?? []) if (isVariable(one)) addEdges(extraction, one, content ?? []);
  } else if (name === "print" && keywords.has("file")) {
    addEdges(extraction, variableNode(extraction, keywords.get("file") ?? ""), given.flat());
  }
}

const isVariable = (node: string): boolean => /^u\d+:/.test(node);

/** The variable that a writer is assigned to. */
function writerNode(extraction: Extraction, call: Node): string {
  const target = call.parent?.type === "assignment" ? call.parent.childForFieldName("left") : null;
  return target?.type === "identifier"
    ? variableNode(extraction, target.text)
    : `${extraction.unit}:writer@${lineOf(call)}`;
}

function isOpenForWriting(
  { name, receiver }: SeenCall,
  folded: readonly (string | undefined)[],
  keywords: ReadonlyMap<string, string>,
): boolean {
  if (/^(open|io\.open|builtins\.open|gzip\.open|codecs\.open)$/.test(name))
    return /^[wax]/.test(keywords.get("mode") ?? folded[1] ?? "r");
  return receiver !== null && /\.open$/.test(name) && /^[wax]/.test(keywords.get("mode") ?? folded[0] ?? "r");
}

/** The contents of a file are what its handle depends on. */
function openFile(
  extraction: Extraction,
  { node, name, receiver, receiverDependencies, argumentDependencies: given }: SeenCall,
  path: string | undefined,
): void {
  const isMethod = receiver !== null && !/^(io|builtins|gzip|codecs)\.open$/.test(name);
  const handle = handleNode(extraction, node);
  extraction.facts.writes.push({
    path: isMethod ? foldString(receiver, extraction.constants) : path,
    pathDependencies: isMethod ? receiverDependencies : (given[0] ?? []),
    dependencies:
      handle === undefined ? extraction.conditions.flat() : [handle, ...extraction.conditions.flat()],
    line: lineOf(node),
  });
}

/** The variable of `with open(…) as f` and `f = open(…)`; for `open(…).write(x)` what is written. */
function handleNode(extraction: Extraction, call: Node): string | undefined {
  const parent = call.parent;
  if (parent?.type === "as_pattern") {
    const alias =
      parent.childForFieldName("alias") ??
      parent.namedChildren.find((child) => child.type === "as_pattern_target");
    return alias === null || alias === undefined ? undefined : variableNode(extraction, alias.text);
  }
  if (parent?.type === "assignment") {
    const target = parent.childForFieldName("left");
    if (target?.type === "identifier") return variableNode(extraction, target.text);
  }
  if (parent?.type === "attribute") return `${extraction.unit}:open@${call.startIndex}`;
  return undefined;
}
