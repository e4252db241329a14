import { allCommands, type CommandNode, type OptionNode, type Suggestions } from "./command-tree.js";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** @returns a completion script for the shell; it starts no program when a user presses Tab */
export function completionScript(shell: Shell, tree: CommandNode): string {
  return { bash, zsh, fish }[shell](tree);
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const pathOf = ({ path }: CommandNode): string => path.join(" ");
const nameOf = (node: CommandNode): string => node.path.at(-1) ?? "";
const valued = (node: CommandNode): (OptionNode & { value: Suggestions })[] =>
  node.options.filter((option): option is OptionNode & { value: Suggestions } => option.value !== undefined);

/** The lines of a `case` on the typed command and the option before the cursor; `words` and `files` print suggestions. */
function valueCases(tree: CommandNode, words: (list: readonly string[]) => string, files: string): string[] {
  return allCommands(tree).flatMap((node) =>
    valued(node).map(({ flags, value }) => {
      const patterns = flags.map((flag) => quote(`${pathOf(node)} ${flag}`)).join("|");
      return `    ${patterns}) ${value === "files" ? files : words(value.words)}; return ;;`;
    }),
  );
}

/** Follows the typed words down the tree; leaves the command's path in `command_path`. */
function walk(tree: CommandNode, first: number, end: string, word: string): string[] {
  const known = allCommands(tree)
    .slice(1)
    .map((node) => quote(pathOf(node)));
  return [
    `  local command_path=${quote(pathOf(tree))} i`,
    `  for ((i = ${first}; i < ${end}; i++)); do`,
    `    case "$command_path ${word}" in`,
    `      ${known.join("|")}) command_path="$command_path ${word}" ;;`,
    "    esac",
    "  done",
  ];
}

function bash(tree: CommandNode): string {
  const words = (list: readonly string[]): string =>
    `COMPREPLY=($(compgen -W ${quote(list.join(" "))} -- "$cur"))`;
  const files = "COMPREPLY=()";
  const commands = allCommands(tree).map((node) => {
    const argument = node.argument === undefined || node.argument === "files" ? [] : node.argument.words;
    const flags = node.options.flatMap((option) => option.flags);
    const other = [...node.commands.map(nameOf), ...argument];
    return `    ${quote(pathOf(node))}) if [[ $cur == -* ]]; then ${words(flags)}; else ${words(other)}; fi ;;`;
  });
  return [
    "# bash completion of mlebench. Load it with: source <(mlebench completion bash)",
    "_mlebench() {",
    '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}"',
    ...walk(tree, 1, "COMP_CWORD", "${COMP_WORDS[i]}"),
    '  case "$command_path $prev" in',
    ...valueCases(tree, words, files),
    "  esac",
    '  case "$command_path" in',
    ...commands,
    "  esac",
    "}",
    "complete -o bashdefault -o default -F _mlebench mlebench",
    "",
  ].join("\n");
}

function zsh(tree: CommandNode): string {
  const words = (list: readonly string[]): string => `compadd -- ${list.map(quote).join(" ")}`;
  const described = (name: string, text: string): string => quote(`${name.replaceAll(":", "\\:")}:${text}`);
  const commands = allCommands(tree).map((node) => {
    const flags = node.options.flatMap(({ flags, description }) =>
      flags.map((flag) => described(flag, description)),
    );
    const below = node.commands.map((child) => described(nameOf(child), child.summary));
    const other = [
      ...(below.length > 0 ? [`entries=(${below.join(" ")}); _describe command entries`] : []),
      ...(node.argument === "files" ? ["_files"] : []),
      ...(node.argument !== undefined && node.argument !== "files"
        ? [words(node.argument.words), "_files"]
        : []),
    ];
    const options = `entries=(${flags.join(" ")}); _describe option entries`;
    return `    ${quote(pathOf(node))}) if [[ $PREFIX == -* ]]; then ${options}; else ${other.join("; ") || options}; fi ;;`;
  });
  return [
    "#compdef mlebench",
    "# zsh completion of mlebench. Load it with: source <(mlebench completion zsh)",
    "_mlebench() {",
    "  local -a entries",
    ...walk(tree, 2, "CURRENT", "${words[i]}"),
    '  case "$command_path $words[CURRENT-1]" in',
    ...valueCases(tree, words, "_files"),
    "  esac",
    '  case "$command_path" in',
    ...commands,
    "  esac",
    "}",
    "compdef _mlebench mlebench",
    "",
  ].join("\n");
}

function fish(tree: CommandNode): string {
  const lines = allCommands(tree).flatMap((node) => {
    const condition = `-n ${quote(`test (__mlebench_path) = "${pathOf(node)}"`)}`;
    const value = (suggestions: Suggestions): string =>
      suggestions === "files" ? "-r -F" : `-x -a ${quote(suggestions.words.join(" "))}`;
    const argument =
      node.argument === undefined || node.argument === "files"
        ? []
        : [`complete -c mlebench ${condition} -a ${quote(node.argument.words.join(" "))}`];
    return [
      ...node.commands.map(
        (child) =>
          `complete -c mlebench ${condition} -f -a ${quote(nameOf(child))} -d ${quote(child.summary)}`,
      ),
      ...node.options.map(({ flags, description, value: suggestions }) => {
        const spelled = flags.map((flag) =>
          flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
        );
        const rest = suggestions === undefined ? "" : ` ${value(suggestions)}`;
        return `complete -c mlebench ${condition} ${spelled.join(" ")}${rest} -d ${quote(description)}`;
      }),
      ...argument,
    ];
  });
  const known = allCommands(tree)
    .slice(1)
    .map((node) => quote(pathOf(node)));
  return [
    "# fish completion of mlebench. Load it with: mlebench completion fish | source",
    "function __mlebench_path",
    `  set -l path ${quote(pathOf(tree))}`,
    "  for word in (commandline -opc)[2..]",
    `    if contains -- "$path $word" ${known.join(" ")}`,
    '      set path "$path $word"',
    "    end",
    "  end",
    "  echo $path",
    "end",
    ...lines,
    "",
  ].join("\n");
}
