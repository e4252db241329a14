export type { ArchiveEntry } from "./archive-entry.js";
export {
  type ArchiveFormat,
  archiveFormat,
  type Impostor,
  impostorIn,
  impostorOf,
} from "./archive-format.js";
export { type CopyZipOptions, copyZipMembers } from "./copy-zip-members.js";
export { type CreateSevenZipOptions, createSevenZip } from "./create-seven-zip.js";
export { type CreateTarOptions, createTar } from "./create-tar.js";
export { type CreateZipOptions, createZip } from "./create-zip.js";
export { estimateExtractedSize } from "./estimate-size.js";
export { type ExtractOptions, type ExtractSummary, extractArchive } from "./extract-archive.js";
export type { ExtractLimits } from "./limits.js";
export { archiveEntries, listArchive } from "./list-archive.js";
export type { NewMember } from "./new-member.js";
export { type RepackedTar, repackArchive } from "./repack-archive.js";
