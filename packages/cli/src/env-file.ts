import { existsSync, readFileSync } from "node:fs";
import { type Environment, isCredentialName, UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";
import { note, warn } from "./terminal.js";

/** The file that is read unless another is named. */
const usualFile = ".env";

/** Variables that are neither credentials nor addresses of models, by name. */
const furtherNames = new Set([
  "MLEBENCH_MODEL",
  "INSPECT_EVAL_MODEL",
  "KAGGLE_USERNAME",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AZURE_OPENAI_ENDPOINT",
]);

/**
 * Whether a file may set a variable: the default model, credentials, and addresses of models. Others, such as PATH or
 * NODE_OPTIONS, change how programs work, and a file that merely lies in a directory must not do that.
 */
function maySet(name: string): boolean {
  return furtherNames.has(name) || /_(BASE_URL|API_VERSION)$/.test(name) || isCredentialName(name);
}

/**
 * Sets the variables of an environment file that are not set yet, and says which, never to what.
 * @param file its path; undefined for `.env`, which need not be there
 * @returns takes them away again
 * @throws UserError if the file cannot be read, with the line of what is no variable
 */
export function applyEnvFile(
  file: string | undefined,
  environment: Record<string, string | undefined> = process.env,
): () => void {
  if (file === undefined && !existsSync(usualFile)) return () => undefined;
  const path = file ?? usualFile;
  const found = readEnvFile(path);
  const names = Object.keys(found).filter((name) => environment[name] === undefined);
  const set = names.filter(maySet);
  for (const name of set) environment[name] = found[name];
  if (set.length > 0) note(`Read from ${path}: ${set.join(", ")}`);
  const others = names.filter((name) => !maySet(name));
  if (file !== undefined && others.length > 0) {
    warn(
      `Ignored in ${path}: ${others.join(", ")}. Such a file sets the default model, credentials, and addresses of models.`,
    );
  }
  return () => {
    for (const name of set) if (environment[name] === found[name]) delete environment[name];
  };
}

/**
 * The variables of an environment file: `NAME=value` or `export NAME="value"` per line. A value in quotes may have several
 * lines; in double quotes, `\n` is a line break. Node's own parser would pass over lines that are broken.
 * @throws UserError if the file cannot be read, with the line of what is no variable
 */
export function readEnvFile(file: string): Environment {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw cannotRead("environment file", cause, file);
  }
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const found: Record<string, string> = {};
  for (let at = 0; at < lines.length; at++) {
    if (/^\s*(#|$)/.test(lines[at])) continue;
    const [, name, rest] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(lines[at]) ?? [];
    // The line may be a secret without its name: it is not shown.
    if (name === undefined) throw broken("Not a variable", file, at, "NAME=value");
    const quote = /^["'`]/.exec(rest)?.[0];
    if (quote === undefined) {
      found[name] = rest.replace(/(^|\s)#.*$/, "").trim();
      continue;
    }
    let end = at;
    let value = rest.slice(1);
    while (!value.includes(quote) && end + 1 < lines.length) value += `\n${lines[++end]}`;
    const close = value.indexOf(quote);
    if (close === -1) throw broken(`The value of \`${name}\` has no closing ${quote}`, file, at);
    if (!/^\s*(#.*)?$/.test(value.slice(close + 1)))
      throw broken(`Unexpected text after the value of \`${name}\``, file, end, "a line break or a comment");
    const content = value.slice(0, close);
    found[name] = quote === '"' ? content.replaceAll("\\n", "\n") : content;
    at = end;
  }
  return found;
}

function broken(message: string, file: string, index: number, expected?: string): UserError {
  return new UserError(message, {
    file,
    line: index + 1,
    ...(expected !== undefined && { expected }),
    hint: "`--no-dotenv` reads none.",
  });
}
