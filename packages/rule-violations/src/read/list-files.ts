import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file of a run. */
export interface SourceFile {
  path: string;
  /** Path below the directory that was listed; the path itself for a single file. */
  name: string;
  bytes: number;
}

/** Files that hold data and no text, or much of it: nothing in them is read. */
const dataFiles =
  /\.(csv|tsv|parquet|feather|arrow|npy|npz|h5|hdf5|pkl|pickle|joblib|pt|pth|ckpt|bin|safetensors|onnx|pb|tflite|model|png|jpe?g|gif|bmp|tiff?|webp|svg|dcm|nii|mp[34]|wav|flac|ogg|zip|gz|bz2|xz|7z|tar|tgz|zst|rar|whl|egg|so|o|a|dll|exe|pyc|pyo|class|jar|pdf|docx?|xlsx?|pptx?|ttf|woff2?|db|sqlite3?|bson|tfrecords?|lock|map)$/i;
const skippedDirectories = new Set([
  ".git",
  "__pycache__",
  "node_modules",
  ".ipynb_checkpoints",
  "site-packages",
  ".cache",
]);

/** A note on a file or directory that was left out on purpose. */
const skippedNote = (name: string, reason: string): string => `${name}: skipped (${reason})`;

/** A note on a file or directory that should have been read. */
export function notReadNote(name: string, error: unknown): string {
  return `${name}: not read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`;
}

/** A note on a file that was read up to a limit. */
export const partlyReadNote = (name: string, limit: string): string =>
  `${name}: not read completely (${limit})`;

/** Whether a note says that something should have been read and was not. */
export const isNotReadNote = (note: string): boolean => /: not read (completely )?\(/.test(note);

/**
 * Files of a directory with text in them, in the order of their names, or the one file that a path names. Links inside a
 * directory are not followed, since an agent can make them.
 * @throws Error of the system if the path cannot be read
 */
export function* listFiles(path: string, onNote: (note: string) => void = () => {}): Generator<SourceFile> {
  const stats = statSync(path);
  if (stats.isFile()) {
    yield { path, name: path, bytes: stats.size };
    return;
  }
  if (!stats.isDirectory()) {
    onNote(notReadNote(path, new Error("not a regular file")));
    return;
  }
  yield* listDirectory(path, path, onNote);
}

function* listDirectory(
  directory: string,
  name: string,
  onNote: (note: string) => void,
): Generator<SourceFile> {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
  } catch (error) {
    onNote(notReadNote(name, error));
    return;
  }
  for (const entry of entries) {
    const inner = { path: join(directory, entry.name), name: `${name.replace(/\/+$/, "")}/${entry.name}` };
    if (entry.isSymbolicLink()) onNote(skippedNote(inner.name, "link"));
    else if (entry.isDirectory()) {
      if (!skippedDirectories.has(entry.name)) yield* listDirectory(inner.path, inner.name, onNote);
    } else if (!entry.isFile()) onNote(skippedNote(inner.name, "not a regular file"));
    else if (!dataFiles.test(entry.name)) {
      const bytes = statSync(inner.path, { throwIfNoEntry: false })?.size;
      // A name of other bytes than UTF-8 leads nowhere, and would hide a program.
      if (bytes === undefined) onNote(notReadNote(inner.name, new Error("not found by its name")));
      else if (bytes > 0) yield { ...inner, bytes };
    }
  }
}
