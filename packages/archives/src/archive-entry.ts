import type { ZipTable } from "./zip-bounds.js";

/** What an archive says about one of its members. */
export interface ArchiveEntry {
  /** Relative, with `/`, without `.`, `..` or a slash at the end. */
  path: string;
  /** Bytes once extracted; 0 for a directory. */
  size: number;
  isDirectory: boolean;
}

/** A member on its way out of an archive. */
export interface Member {
  path: string;
  size: number;
  kind: "file" | "directory" | "symbolic-link" | "hard-link";
  /** Of a link: as the archive spells it. */
  target?: string;
  /** Compressed in a way that only 7-Zip knows. */
  foreign?: boolean;
  /** Of the content, when the archive knows it beforehand. */
  crc32?: number;
  /** Bytes of the archive that belong to this member alone, if the table of contents records them. */
  extent?: { start: number; end: number };
  /** A file's bytes: in one piece when they are few. */
  content: () => FileContent | Promise<FileContent>;
  /** Of a zip: the bytes as they are in the archive. */
  packed?: PackedContent;
}

/** A file as a zip holds it. */
export interface PackedContent {
  deflated: boolean;
  size: number;
  /** In one piece exactly if those of the unpacked file are. Not verified. */
  read: () => Promise<FileContent>;
}

export type FileContent = Uint8Array | AsyncIterable<Uint8Array>;

/** An opened archive. */
export interface ArchiveReader {
  /** Members in the archive's order. May be iterated more than once. */
  members: () => AsyncIterable<Member>;
  /** True when `content` of several members may be read at a time and after the iteration has moved on. */
  concurrent: boolean;
  /** True when `size` is known before any content is read, so that limits can be checked first. */
  sized: boolean;
  /** Of a zip file that could be an ordinary one. */
  table?: ZipTable;
  close: () => Promise<void>;
}
