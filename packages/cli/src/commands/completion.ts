import { listAgents } from "@mlebench/agents";
import { setNames } from "@mlebench/core";
import type { Command } from "commander";
import { bundledBackends } from "../bundled-backends.generated.js";
import { list, onWarning } from "../competitions.js";
import { type CommandNode, readCommandTree } from "../completion/command-tree.js";
import { completionScript, type Shell } from "../completion/scripts.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { print } from "../terminal.js";

export interface CompletionOptions extends JsonOption {
  shell: Shell;
  program: Command;
}

/** Prints a script that completes commands, options, also those of backends, competition IDs, splits, agents, and backends in a shell. */
export async function completion({ shell, program, json }: CompletionOptions): Promise<number> {
  const { addBundledBackends } = await import("../program/backend-options.js");
  await addBundledBackends(program);
  const tree: CommandNode = readCommandTree(program, {
    competitions: list().map(({ id }) => id),
    splits: setNames(),
    agents: listAgents({ onProblem: onWarning }).map(({ id }) => id),
    backends: bundledBackends.map(({ id }) => id),
  });
  if (json) printJson(tree);
  else print(completionScript(shell, tree).trimEnd());
  return exitCodes.ok;
}
