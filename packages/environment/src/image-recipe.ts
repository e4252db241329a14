import { UserError } from "@mlebench/core";
import type { BuildContext } from "./build-context.js";

/** An image's Dockerfile for a machine without Docker. */
export interface ImageRecipe {
  /** The image that it starts from. */
  from: string;
  /**
   * A Bash script that does, as root of a file system that holds the base image, what the Dockerfile says. It finds the
   * files of the build context in the directory `/mlebench-context`, and removes that at its end.
   */
  script: string;
  /** Variables of the finished image, as shell assignments of `export`, one a line. */
  environment: string;
  /** The entry point with its arguments; empty if there is none. */
  entryPoint: string[];
}

interface Instruction {
  name: string;
  text: string;
  line: number;
}

const contextDirectory = "/mlebench-context";

/**
 * Translates a Dockerfile of one stage, with the instructions that environment and agents use.
 * @throws UserError for another instruction, naming its line
 */
export function imageRecipe({ files, dockerfile, buildArgs }: BuildContext): ImageRecipe {
  const file = files.find(({ path }) => path === dockerfile);
  if (file === undefined)
    throw new UserError("Dockerfile not found in the build context", { file: dockerfile });
  const instructions = parseDockerfile(Buffer.from(file.bytes).toString("utf8"));
  const steps: string[] = [];
  const variables: string[] = [];
  let from: string | undefined;
  let entryPoint: string[] = [];
  for (const instruction of instructions) {
    const { name, text, line } = instruction;
    const refuse = (what: string): UserError =>
      new UserError(`Cannot translate a Dockerfile with ${what}`, {
        file: dockerfile,
        line,
        hint: "Build this image with Docker or Podman, and carry it over as an archive.",
      });
    switch (name) {
      case "FROM":
        if (from !== undefined) throw refuse("several stages");
        from = expand(text.split(/\s+/)[0], argumentsBefore(instructions, line, buildArgs));
        break;
      case "ARG": {
        const [key, value] = assignment(text);
        const given = buildArgs[key];
        if (given !== undefined) steps.push(`export ${key}=${quote(given)}`);
        // One without a value keeps what was set before the first stage.
        else if (value !== undefined) steps.push(`export ${key}=${shellWord(value)}`);
        break;
      }
      case "ENV":
        for (const [key, value] of assignments(text)) {
          steps.push(`export ${key}=${shellWord(value)}`);
          if (!variables.includes(key)) variables.push(key);
        }
        break;
      case "WORKDIR":
        steps.push(`mkdir -p ${shellWord(text)}`, `cd ${shellWord(text)}`);
        break;
      case "COPY":
        if (/^--|^\[/.test(text)) throw refuse(`\`COPY ${text}\``);
        steps.push(`copy ${text.split(/\s+/).map(shellWord).join(" ")}`);
        break;
      case "RUN":
        if (/^--|^\[|<</.test(text)) throw refuse(`\`RUN ${text.split("\n")[0]}\``);
        steps.push(`/bin/sh -c ${quote(text)}`);
        break;
      case "ENTRYPOINT":
        entryPoint = words(text);
        break;
      case "CMD":
      case "LABEL":
      case "EXPOSE":
        break;
      default:
        throw refuse(`the instruction ${name}`);
    }
  }
  if (from === undefined) throw new UserError("The Dockerfile has no FROM", { file: dockerfile });
  return {
    from,
    script: scriptOf(steps, variables),
    environment: `. ${environmentFile}`,
    entryPoint,
  };
}

/** Written by the script, as values may depend on what is in the base image, such as its PATH. */
const environmentFile = "/etc/mlebench-environment.sh";

function scriptOf(steps: readonly string[], variables: readonly string[]): string {
  return [
    "#!/bin/bash",
    "# Written by mlebench: does what the Dockerfile of the image says.",
    "set -e",
    `[ ! -e ${environmentFile} ] || . ${environmentFile}`,
    "copy() {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Bash
    '  local target="${@: -1}" source',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Bash
    '  for source in "${@:1:$#-1}"; do',
    `    source=${contextDirectory}/$source`,
    '    if [ -d "$source" ]; then mkdir -p "$target"; cp -a "$source/." "$target/"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Bash
    '    elif [ "$#" -gt 2 ] || [ "$target" != "${target%/}" ]; then mkdir -p "$target"; cp -a "$source" "$target/"',
    '    else mkdir -p "$(dirname "$target")"; cp -a "$source" "$target"; fi',
    "  done",
    "}",
    "cd /",
    ...steps,
    "cd /",
    "{",
    `  [ ! -e ${environmentFile} ] || cat ${environmentFile}`,
    ...variables.map((name) => `  printf 'export %s=%q\\n' ${name} "$${name}"`),
    `} >${environmentFile}.new`,
    `mv ${environmentFile}.new ${environmentFile}`,
    `rm -rf ${contextDirectory}`,
    "",
  ].join("\n");
}

/**
 * The definition file of which `apptainer build` makes the image, in a directory that holds the build context as
 * `context/` and the recipe's script as `build.sh`.
 * @param from where the base image is: `docker://…`, or a SIF file of this machine
 */
export function apptainerDefinition(recipe: ImageRecipe, from: string): string {
  const isRemote = /^docker:\/\//.test(from);
  return [
    `Bootstrap: ${isRemote ? "docker" : "localimage"}`,
    `From: ${from.replace(/^docker:\/\//, "")}`,
    "",
    "%files",
    `    context ${contextDirectory}`,
    "    build.sh /mlebench-build.sh",
    "",
    "%post",
    "    /bin/bash /mlebench-build.sh",
    "    rm /mlebench-build.sh",
    "",
    "%environment",
    `    ${recipe.environment}`,
    "",
    ...(recipe.entryPoint.length === 0
      ? []
      : ["%runscript", `    exec ${recipe.entryPoint.map(quote).join(" ")} "$@"`, ""]),
  ].join("\n");
}

/** Instructions with what follows their name; a backslash at the end of a line continues it. */
function parseDockerfile(text: string): Instruction[] {
  const instructions: Instruction[] = [];
  let current: Instruction | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(line) || (current === undefined && line.trim() === "")) continue;
    const continues = /\\\s*$/.test(line);
    const content = line.replace(/\\\s*$/, "");
    if (current === undefined) {
      const [, name = "", rest = ""] = /^\s*(\S+)\s*(.*)$/.exec(content) ?? [];
      current = { name: name.toUpperCase(), text: rest, line: index + 1 };
    } else {
      current.text += continues || content.trim() !== "" ? ` ${content}` : "";
    }
    if (continues) continue;
    instructions.push({ ...current, text: current.text.trim() });
    current = undefined;
  }
  return instructions;
}

/** Values of ARG before a line, for `FROM ${BASE_IMAGE}`. */
function argumentsBefore(
  instructions: readonly Instruction[],
  line: number,
  buildArgs: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    instructions
      .filter((instruction) => instruction.name === "ARG" && instruction.line < line)
      .map(({ text }) => assignment(text))
      .map(([key, value]) => [key, buildArgs[key] ?? unquoted(value ?? "")]),
  );
}

function expand(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{?(\w+)\}?/g, (_all, name: string) => values[name] ?? "");
}

function assignment(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text.trim(), undefined] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** `A=1 B="2 3"`, or the old `A 1`. */
function assignments(text: string): [string, string][] {
  const found = [...text.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)];
  if (found.length > 0) return found.map(([, key, value]) => [key, value]);
  const [key, ...value] = text.split(/\s+/);
  return [[key, value.join(" ")]];
}

/** As in a Dockerfile, variables of a value are replaced, unless it stands in single quotes. */
function shellWord(value: string): string {
  if (/^'[^']*'$/.test(value)) return value;
  const text = /^"/.test(value) ? value.replace(/^"(.*)"$/s, "$1") : value.replaceAll(/(?<!\\)"/g, '\\"');
  return `"${text.replaceAll("`", "\\`").replaceAll("$(", "\\$(")}"`;
}

const unquoted = (value: string): string => value.replace(/^"(.*)"$/s, "$1").replace(/^'(.*)'$/s, "$1");

function words(text: string): string[] {
  if (text.startsWith("[")) return JSON.parse(text) as string[];
  return ["/bin/sh", "-c", text];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
