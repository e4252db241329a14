import type { Argument, Command, Option } from "commander";

/** What the shell suggests for a value: words, or files. */
export type Suggestions = { words: readonly string[] } | "files";

export interface OptionNode {
  /** Short and long spelling, such as `["-c", "--competition-id"]`. */
  flags: readonly string[];
  description: string;
  /** Suggestions for the option's value; absent for a switch. */
  value?: Suggestions;
}

/** A command as shells need to know it. */
export interface CommandNode {
  /** The words that name it, such as `["mlebench", "env", "build"]`. */
  path: readonly string[];
  summary: string;
  options: readonly OptionNode[];
  /** Suggestions for arguments that are not options; absent if the command takes none. */
  argument?: Suggestions;
  commands: readonly CommandNode[];
}

/** Words that options and arguments of these names accept. */
export interface KnownWords {
  competitions: readonly string[];
  splits: readonly string[];
  agents: readonly string[];
  backends: readonly string[];
}

const wordsByOption: Readonly<Record<string, keyof KnownWords>> = {
  "--competition-id": "competitions",
  "--split": "splits",
  "--list": "splits",
  "--agent-id": "agents",
  "--backend": "backends",
};

/** Reads commands, options, and arguments from the program that parses the command line. */
export function readCommandTree(
  command: Command,
  known: KnownWords,
  parents: readonly string[] = [],
): CommandNode {
  const path = [...parents, command.name()];
  const help: OptionNode = { flags: ["-h", "--help"], description: "Show help" };
  const visible = command.options.filter(({ hidden }) => !hidden);
  const argument = suggestionsForArguments(command.registeredArguments, known);
  return {
    path,
    summary: command.summary() || command.description(),
    options: [...visible.map((option) => readOption(option, known)), help],
    ...(argument && { argument }),
    commands: command.commands.map((child) => readCommandTree(child, known, path)),
  };
}

function readOption(option: Option, known: KnownWords): OptionNode {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined && flag !== null);
  const words = wordsByOption[option.long ?? ""];
  const takesValue = option.required || option.optional;
  return {
    flags,
    description: option.description,
    ...(takesValue && { value: suggestions(option.argChoices, words && known[words]) }),
  };
}

/** Shells suggest for the last argument, which may be repeated: a competition, where one is expected, else a file. */
function suggestionsForArguments(declared: readonly Argument[], known: KnownWords): Suggestions | undefined {
  if (declared.length === 0) return undefined;
  const words = declared.flatMap((argument) => [
    ...(argument.argChoices ?? []),
    ...(argument.name().startsWith("competition") ? known.competitions : []),
  ]);
  return suggestions(words.length > 0 ? words : undefined, undefined);
}

function suggestions(
  choices: readonly string[] | undefined,
  words: readonly string[] | undefined,
): Suggestions {
  const list = choices ?? words;
  return list === undefined ? "files" : { words: list };
}

/** A command and all commands below it. */
export function allCommands(node: CommandNode): CommandNode[] {
  return [node, ...node.commands.flatMap(allCommands)];
}
