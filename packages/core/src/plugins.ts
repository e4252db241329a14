// How packages of a project are found and loaded: competitions, backends, and agents alike.
export {
  importPlugin,
  loadPluginPackage,
  looksLikePath,
  type PluginLoader,
} from "./plugins/load-plugin.js";
export {
  claimedId,
  entryFile,
  isRecord,
  type PackageManifest,
  type PluginKind,
  readManifest,
  readPackageJson,
} from "./plugins/package-manifest.js";
export {
  type DiscoveryOptions,
  type PluginSearch,
  type ProjectPackage,
  projectPackages,
} from "./plugins/project-packages.js";
