import { readFileSync, statSync } from "node:fs";
import { KaggleError } from "./kaggle-error.js";

/** A file that may hold a credential, as it was found. */
export interface CredentialFile {
  readonly path: string;
  readonly text: string;
  readonly warnings: readonly string[];
}

const byteOrderMark = "\uFEFF";

/**
 * @param checksModes false where files have no POSIX modes
 * @returns undefined when there is no such file
 * @throws KaggleError when it cannot be read or is empty; never with its content
 */
export function readCredentialFile(path: string, checksModes: boolean): CredentialFile | undefined {
  let bytes: Buffer;
  let mode: number;
  try {
    mode = statSync(path).mode;
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].includes(code)) return undefined;
    throw new KaggleError("credentials", `The file with Kaggle credentials cannot be read (${code})`, {
      file: path,
      hint: code === "EISDIR" ? "A directory has this name." : "Check its owner and permissions.",
    });
  }
  const text = decode(bytes).trim();
  if (text === "")
    throw new KaggleError("credentials", "The file with Kaggle credentials is empty", {
      file: path,
      hint: "Put the credentials in, or delete it.",
    });
  const isOpen = checksModes && (mode & 0o044) !== 0;
  const warnings = isOpen ? [`${path} can be read by other users; run: chmod 600 '${path}'`] : [];
  return { path, text, warnings };
}

/** UTF-8, or UTF-16 as Windows PowerShell writes it; without a byte order mark. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(isUtf16 ? "utf16le" : "utf8");
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** @throws KaggleError when it is not a JSON object */
export function parseCredentialJson({ path, text }: CredentialFile): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch {
    // Node's message quotes the content.
  }
  throw new KaggleError("credentials", "The file with Kaggle credentials is not a JSON object", {
    file: path,
    expected: 'something like {"username":"…","key":"…"}',
    hint: "Download it again from https://www.kaggle.com/settings/api, or delete it.",
  });
}
