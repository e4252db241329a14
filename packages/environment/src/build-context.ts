import { createHash } from "node:crypto";
import { packTar, type TarEntry } from "modern-tar";

/** One member of a build context. */
export interface ContextFile {
  /** Relative, with slashes. */
  path: string;
  /** Permission bits, as in 0o755. */
  mode: number;
  /** Empty for links and directories. */
  bytes: Uint8Array;
  /** Target of a symbolic link; its own directory is where it starts. */
  link?: string;
  /** True for a directory; only empty ones need to be listed. */
  directory?: boolean;
}

/** All that an engine needs to build one image. */
export interface BuildContext {
  /** Sorted by path. */
  files: ContextFile[];
  /** Path of the Dockerfile among the files. */
  dockerfile: string;
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
  /** SHA-256, in hexadecimal, of files, build arguments and labels: equal contexts have equal hashes on any machine. */
  contentHash: string;
}

/** The label with the role of an image, container, or network of mlebench. */
export const kindLabel = "dev.mlebench.kind";
/** The label that holds the hash of the context an image was built from. */
export const contentHashLabel = "dev.mlebench.content-hash";
/** The label that holds {@link filesHash} of what an image was built from, whatever it was built with. */
export const filesHashLabel = "dev.mlebench.files-hash";
/** The label that names the image that an agent's image starts from. */
export const baseImageLabel = "dev.mlebench.base-image";

/** SHA-256 of files with their paths and permissions, in hexadecimal; shows whether an image is older than its files. */
export function filesHash(files: readonly ContextFile[]): string {
  const hash = createHash("sha256");
  for (const file of inOrder(files)) {
    hash.update(
      `${JSON.stringify([file.path, file.mode, file.link ?? null, file.directory ?? false, file.bytes.length])}\n`,
    );
    hash.update(file.bytes);
  }
  return hash.digest("hex");
}

/** Puts the files in order and adds the hash, also as a label. */
export function buildContext(context: Omit<BuildContext, "contentHash">): BuildContext {
  const files = inOrder(context.files);
  const contentHash = hashOf({ ...context, files });
  return { ...context, files, labels: { ...context.labels, [contentHashLabel]: contentHash }, contentHash };
}

/**
 * The context as one tar archive, as an engine's build call takes it. Times are zero, so that an engine's layer cache
 * sees the same archive again.
 */
export function packContext(context: BuildContext): Promise<Uint8Array> {
  return packTar(
    context.files.map((file): TarEntry => {
      const header = { name: file.path, mode: file.mode, mtime: new Date(0), uid: 0, gid: 0 };
      if (file.link !== undefined)
        return { header: { ...header, size: 0, type: "symlink", linkname: file.link } };
      if (file.directory) return { header: { ...header, name: `${file.path}/`, size: 0, type: "directory" } };
      return { header: { ...header, size: file.bytes.length, type: "file" }, body: file.bytes };
    }),
  );
}

function inOrder(files: readonly ContextFile[]): ContextFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function hashOf(context: Omit<BuildContext, "contentHash">): string {
  const entries = (record: Record<string, string>) =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(filesHash(context.files))
    .update(JSON.stringify([context.dockerfile, entries(context.buildArgs), entries(context.labels)]))
    .digest("hex");
}
