export { definePrepare, type PrepareFolders } from "./define-prepare.js";
export { type LinkOptions, type LinkPair, type LinkSummary, linkDirectory, linkFiles } from "./link-files.js";
export {
  type ArchiveMember,
  type JsonListWriter,
  type MemberSource,
  type PlacementOptions,
  PreparedFolder,
  type PreparedWriter,
  type RawFile,
  type ZippedWriter,
} from "./prepared-folder.js";
export { RawFolder } from "./raw-folder.js";
