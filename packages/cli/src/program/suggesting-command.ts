import { didYouMean } from "@mlebench/core";
import { Command } from "commander";

/** A command that suggests near matches for unknown options and commands, as the rest of the program does. */
export class SuggestingCommand extends Command {
  override createCommand(name?: string): SuggestingCommand {
    return new SuggestingCommand(name);
  }

  /** Called by commander for an option that the command does not have. */
  unknownOption(flag: string): void {
    const known = [...this.options.flatMap(({ long }) => long ?? []), "--help"];
    this.unknown("option", flag, flag.startsWith("--") ? known : [], "commander.unknownOption");
  }

  /** Called by commander for a word that names no command. */
  unknownCommand(): void {
    const known = this.commands.map((command) => command.name());
    this.unknown("command", this.args[0], known, "commander.unknownCommand");
  }

  private unknown(what: string, given: string, known: readonly string[], code: string): never {
    const hint = didYouMean(given, known);
    this.error(`error: unknown ${what} '${given}'${hint === "" ? "" : `\n${hint}`}`, { code });
  }
}
