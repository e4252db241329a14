import { existsSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isMlebenchError, UserError } from "../errors.js";
import { entryFile, type PluginKind, readManifest } from "./package-manifest.js";

/** How the packages of a kind are loaded. */
export interface PluginLoader<Plugin> {
  kind: PluginKind;
  /** @returns the plugin that a module exports, or one sentence on what is wrong with it */
  check: (module: unknown, id: string | undefined) => Plugin | string;
}

/** Whether a reference is written as a path, whether or not something is there. */
export function looksLikePath(reference: string): boolean {
  return reference.startsWith(".") || isAbsolute(reference);
}

/**
 * Imports the package in `directory`, as plain Node would: the built file, not the sources.
 * @param id the id that the plugin must have; any when undefined
 * @throws UserError when there is no package, it is not built, does not load or exports no such plugin
 */
export async function loadPluginPackage<Plugin>(
  loader: PluginLoader<Plugin>,
  directory: string,
  id?: string,
): Promise<Plugin> {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UserError(`Not a ${loader.kind} package`, {
      file: directory,
      expected: `the directory of a ${loader.kind} package`,
    });
  }
  let entry: string;
  try {
    entry = join(directory, entryFile(directory, readManifest(directory)));
  } catch (cause) {
    throw new UserError(
      isMissing(cause)
        ? `Not a ${loader.kind} package: package.json not found`
        : `Not a readable ${loader.kind} package`,
      {
        file: directory,
        expected: `a package.json with "exports"${isMissing(cause) ? "" : ` (${messageOf(cause)})`}`,
        cause,
      },
    );
  }
  if (!existsSync(entry)) {
    throw new UserError(`The ${loader.kind} package is not built`, {
      file: entry,
      hint: `Build it first: run \`npm run build\` (or \`pnpm build\`) in ${directory}.`,
    });
  }
  return importPlugin(loader, () => import(/* @vite-ignore */ pathToFileURL(entry).href), directory, id);
}

/**
 * Runs an import and checks what it brought.
 * @param source where it comes from, for messages
 * @throws UserError when it fails or exports no such plugin
 */
export async function importPlugin<Plugin>(
  loader: PluginLoader<Plugin>,
  load: () => Promise<unknown>,
  source: string,
  id?: string,
): Promise<Plugin> {
  let module: unknown;
  try {
    module = await load();
  } catch (cause) {
    if (isMlebenchError(cause)) throw cause;
    throw new UserError(`The ${loader.kind} package does not load: ${messageOf(cause)}`, {
      file: source,
      hint: "Build or reinstall it, or report this to its author.",
      cause,
    });
  }
  const checked = checkSafely(loader, module, id);
  if (typeof checked !== "string") return checked;
  throw new UserError(`Not a usable ${loader.kind} package`, {
    file: source,
    hint: `${checked} Report this to its author, or remove the package.`,
  });
}

/** Also of objects that throw on being looked at. */
function checkSafely<Plugin>(
  { kind, check }: PluginLoader<Plugin>,
  module: unknown,
  id: string | undefined,
): Plugin | string {
  try {
    return check(module, id);
  } catch (error) {
    return `Its export "${kind}" cannot be read: ${messageOf(error)}.`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ENOENT";
}
