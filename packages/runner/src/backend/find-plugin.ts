import { resolve } from "node:path";
import {
  type DiscoveryOptions,
  importPlugin,
  loadPluginPackage,
  looksLikePath,
  type PluginLoader,
  projectPackages,
} from "@mlebench/core/plugins";

/** A backend or an agent in code that a program brings along. */
export interface BundledPlugin {
  id: string;
  /** Name of its package. */
  package: string;
  /** One sentence. */
  description: string;
  load: () => Promise<unknown>;
}

/** Where plugins are searched for. */
export interface FindPluginOptions extends DiscoveryOptions {
  bundled: readonly BundledPlugin[];
}

/**
 * Finds a plugin and imports it, and no other: by path (`./my-backend`), else among the packages that the current project
 * depends on, else among the bundled ones. An ID of a bundled plugin always means that one.
 * @returns the plugin, or all IDs that are known
 * @throws UserError for a package that is not built, does not load, or exports no such plugin
 */
export async function findPlugin<Plugin>(
  loader: PluginLoader<Plugin>,
  reference: string,
  { cwd = process.cwd(), onWarning, bundled }: FindPluginOptions,
): Promise<{ plugin: Plugin } | { known: string[] }> {
  if (looksLikePath(reference)) return { plugin: await loadPluginPackage(loader, resolve(cwd, reference)) };
  const own = bundled.find(({ id }) => id === reference);
  if (own !== undefined) return { plugin: await importPlugin(loader, own.load, own.package, own.id) };
  const packages = projectPackages({
    kind: loader.kind,
    builtIn: (id) => bundled.find((plugin) => plugin.id === id)?.package,
    cwd,
    onWarning,
  });
  const found = packages.find(({ id }) => id === reference);
  if (found !== undefined) return { plugin: await loadPluginPackage(loader, found.directory, reference) };
  return { known: [...packages, ...bundled].map(({ id }) => id) };
}
