import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What the last comparison of prepared data with the published checksums came to. */
export type VerificationState = "verified" | "differs" | "inconclusive" | "not verified";

export interface Verification {
  /**
   * `differs`: at least one file is missing or not as published. `inconclusive`: the bytes of a Parquet file differ,
   * and its content could not be compared. `not verified`: never compared, or changed since.
   */
  state: VerificationState;
  /** The files that failed, such as "private/test.csv" or "ID.zip"; empty unless the state is `differs`. */
  failedFiles: readonly string[];
  /** When the files were compared, ISO 8601 in UTC; null when they were not. */
  checkedAt: string | null;
}

/** One compared file, by its name below `prepared/`. */
export interface ComparedFile {
  file: string;
  outcome: "match" | "failed" | "inconclusive";
}

interface VerificationFile {
  state: VerificationState;
  failed_files: string[];
  checked_at: string;
  /** Size and time of last change of every compared file, to notice that data has changed since. */
  stamps: Record<string, string>;
}

/** Lies in `prepared/` itself, so that it is copied, moved and deleted with the data that it is about. */
const verificationFile = ".verification.json";

const states: readonly VerificationState[] = ["verified", "differs", "inconclusive", "not verified"];
const notVerified: Verification = { state: "not verified", failedFiles: [], checkedAt: null };

/** True for the name of the record in `prepared/`, and of an unfinished one that an earlier version left. */
export const isVerificationFile = (name: string): boolean => name.startsWith(verificationFile);

/**
 * What is known of the data in `<data-dir>/ID/prepared`, without reading it. Data that failed stays `differs` until
 * it is compared again or prepared again; data that was fine and has changed since is `not verified`.
 */
export function readVerification(dataDirectory: string, id: string): Verification {
  const prepared = join(dataDirectory, id, "prepared");
  try {
    const text = readFileSync(join(prepared, verificationFile), "utf8");
    const {
      state,
      failed_files: failedFiles,
      checked_at: checkedAt,
      stamps,
    } = JSON.parse(text) as VerificationFile;
    if (!states.includes(state) || !Array.isArray(failedFiles)) return notVerified;
    const isUnchanged = Object.entries(stamps).every(([file, stamp]) => stampOf(prepared, file) === stamp);
    return state === "differs" || isUnchanged ? { state, failedFiles, checkedAt } : notVerified;
  } catch {
    return notVerified;
  }
}

/** Where the record of the last comparison is. */
export const verificationPath = (prepared: string): string => join(prepared, verificationFile);

/**
 * The record of a comparison, for {@link verificationPath}, in JSON.
 * @param compared every file with a published checksum; others say nothing
 * @returns undefined when there was nothing to compare with: then no record belongs there
 */
export function formatVerification(prepared: string, compared: readonly ComparedFile[]): string | undefined {
  if (compared.length === 0) return undefined;
  const failedFiles = compared.filter(({ outcome }) => outcome === "failed").map(({ file }) => file);
  const files = compared.map(({ file }) => file);
  const stamps = files.flatMap((file) => {
    const stamp = stampOf(prepared, file);
    return stamp === undefined ? [] : [[file, stamp] as const];
  });
  const record: VerificationFile = {
    state: stateOf(compared),
    failed_files: failedFiles,
    checked_at: new Date().toISOString(),
    stamps: Object.fromEntries(stamps),
  };
  return `${JSON.stringify(record)}\n`;
}

function stateOf(compared: readonly ComparedFile[]): VerificationState {
  const has = (wanted: ComparedFile["outcome"]) => compared.some(({ outcome }) => outcome === wanted);
  if (has("failed")) return "differs";
  return has("inconclusive") ? "inconclusive" : "verified";
}

function stampOf(prepared: string, file: string): string | undefined {
  const found = statSync(join(prepared, file), { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.size} ${found.mtimeNs}`;
}
