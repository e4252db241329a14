import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
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

/** True for the name of a file that {@link writeVerification} leaves in `prepared/`. */
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

/**
 * Notes in `prepared/` what a comparison came to; nothing when there was nothing to compare with.
 * @param compared every file with a published checksum; others say nothing
 * @throws Error of the system where `prepared/` cannot be written to
 */
export function writeVerification(prepared: string, compared: readonly ComparedFile[]): void {
  removeAbandoned(prepared);
  if (compared.length === 0) {
    rmSync(join(prepared, verificationFile), { force: true });
    return;
  }
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
  const temporary = join(prepared, `${verificationFile}.tmp-${process.pid}`);
  try {
    writeFileSync(temporary, `${JSON.stringify(record)}\n`, { flush: true, mode: 0o644 });
    renameSync(temporary, join(prepared, verificationFile));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes what writers left that were killed before the record had its name; one that still works has just begun. */
function removeAbandoned(prepared: string): void {
  const names = readdirSync(prepared).filter((name) => name.startsWith(`${verificationFile}.tmp-`));
  for (const path of names.map((name) => join(prepared, name))) {
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - written > 60_000) rmSync(path, { force: true });
  }
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
