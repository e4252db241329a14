import { didYouMean, isMlebenchError, UsageError, UserError } from "@mlebench/core";
import { isRecord, type PluginLoader } from "@mlebench/core/plugins";
import type { Backend } from "./backend.js";
import type { BackendPlugin } from "./define-backend.js";
import { type FindPluginOptions, findPlugin } from "./find-plugin.js";

/** @returns the backend that a module exports, or one sentence on what is wrong with it */
function checkedBackend(module: unknown, id: string | undefined): BackendPlugin | string {
  if (!isRecord(module) || !("backend" in module)) return 'It has no export named "backend".';
  const { backend } = module;
  if (!isRecord(backend)) return 'Its export "backend" is not an object.';
  const wrong = [
    !(typeof backend.id === "string" && backend.id !== "") && "id is not a string",
    !isRecord(backend.settings) && "settings is not an object",
    typeof backend.open !== "function" && "open is not a function",
  ].filter((problem) => problem !== false);
  if (wrong.length > 0) return `Its export "backend" is not what defineBackend makes: ${wrong.join(", ")}.`;
  const usable = backend as unknown as BackendPlugin;
  if (id !== undefined && usable.id !== id)
    return `Its package.json says it holds "${id}", but it exports the backend "${usable.id}".`;
  return usable;
}

const loader: PluginLoader<BackendPlugin> = { kind: "backend", check: checkedBackend };

/**
 * Finds a backend and imports it, and no other: by path (`./my-backend`), else among the packages that the current
 * project depends on, else among the bundled ones. An ID of a bundled backend always means that one.
 * @throws UsageError for an unknown ID (with near matches)
 * @throws UserError for a package that is not built, does not load, or exports no backend
 */
export async function findBackend(reference: string, options: FindPluginOptions): Promise<BackendPlugin> {
  const found = await findPlugin(loader, reference, options);
  if ("plugin" in found) return found.plugin;
  const { known } = found;
  throw new UsageError(`Unknown backend \`${reference}\``, {
    expected: `one of ${known.map((id) => `\`${id}\``).join(", ")}, or the path of a backend package`,
    hint: [
      didYouMean(reference, known),
      "Install the package of another backend in this project with `npm install PACKAGE`.",
    ]
      .filter(Boolean)
      .join(" "),
  });
}

const backendFunctions = ["check", "create", "find", "clean"] as const;

/**
 * Opens a backend that may come from anywhere.
 * @throws UserError for an unknown setting or a wrong value, and for a backend that cannot be opened or lacks a function
 */
export function openPlugin(plugin: BackendPlugin, ...args: Parameters<BackendPlugin["open"]>): Backend {
  const hint = "Report this to the author of its package.";
  let backend: Backend;
  try {
    backend = plugin.open(...args);
  } catch (cause) {
    if (isMlebenchError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot open the backend \`${plugin.id}\`: ${why}`, { hint, cause });
  }
  const missing = backendFunctions.filter((name) => typeof backend?.[name] !== "function");
  if (missing.length === 0) return backend;
  throw new UserError(
    `The backend \`${plugin.id}\` lacks ${missing.map((name) => `\`${name}\``).join(", ")}`,
    {
      expected: "what `defineBackend` makes",
      hint,
    },
  );
}
