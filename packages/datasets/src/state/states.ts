/**
 * The states of a competition's data directory and the transitions between them, as data. `readDatasetState` finds
 * the state, one function makes each transition, `STATES.md` draws the table, and `test/state-transitions.slow.test.ts` kills
 * every arrow.
 *
 * There are three parts, and each is in one of its states: the archive is downloaded, the raw files are extracted from
 * it, the prepared data is made from the raw files. Each part may stay, change or go without the others: prepared data
 * needs neither raw files nor an archive any more.
 */
export const datasetParts = {
  archive: {
    title: "Archive (`ID.zip`)",
    states: {
      "no archive":
        "Neither `ID.zip` nor a part of it. A web page or a message in its place counts as nothing.",
      downloading: "`ID.zip.part` holds what has been downloaded.",
      downloaded: "`ID.zip` is complete. `.download.json` says that mlebench has downloaded it.",
    },
  },
  raw: {
    title: "Raw files (`raw/`)",
    states: {
      "not extracted": "No raw files.",
      extracting:
        "`raw.tmp/` is being filled. `.raw.tmp.json` names the archives that it can be resumed from.",
      extracted: "`raw/` is complete. `.raw.json` says that mlebench has made it, and from what.",
    },
  },
  prepared: {
    title: "Prepared data (`prepared/`)",
    states: {
      "not prepared": "No prepared data.",
      preparing:
        "`prepared.tmp-PID/` is being filled, or replaces older data that is in `prepared.old-PID/`.",
      prepared: "`prepared/` is complete. It was not compared with checksums, or has changed since.",
      verified: "`prepared/.verification.json` says that every file matches its published checksum.",
      inconclusive: "Only Parquet files have other bytes, and their content could not be compared.",
      differs: "Failed verification: a file is missing or differs from its published checksum.",
    },
  },
} as const;

type Parts = typeof datasetParts;
export type DatasetPart = keyof Parts;
/** The states of one part. */
export type PartState<Part extends DatasetPart> = keyof Parts[Part]["states"] & string;
type AnyPartState = { [Part in DatasetPart]: PartState<Part> }[DatasetPart];

/** How far the data of a competition has come: the state of its furthest part. */
export type DatasetStateName =
  | "absent"
  | Exclude<AnyPartState, "no archive" | "not extracted" | "not prepared">;

interface PartTransition<Part extends DatasetPart> {
  part: Part;
  from: readonly PartState<Part>[];
  /** The state while it is under way, and after it was killed, until it is resumed or cleaned up. */
  during?: PartState<Part>;
  to: readonly PartState<Part>[];
  /** What happens, and when. */
  description: string;
}

/** One transition: what it may start from, passes and ends in. */
export type Transition = { [Part in DatasetPart]: PartTransition<Part> }[DatasetPart];

const preparedStates = ["prepared", "verified", "inconclusive", "differs"] as const;

export const datasetTransitions = {
  download: {
    part: "archive",
    from: ["no archive", "downloading"],
    during: "downloading",
    to: ["downloaded"],
    description: "Downloads the archive. Resumes at the last byte.",
  },
  discardDownload: {
    part: "archive",
    from: ["downloading", "downloaded"],
    to: ["no archive"],
    description: "The downloaded file is not an archive, or `--fresh` starts over.",
  },
  extract: {
    part: "raw",
    from: ["not extracted", "extracting", "extracted"],
    during: "extracting",
    to: ["extracted"],
    description:
      "Extracts the archive, or what `--from` names. Resumes at the last complete file. Older raw files stay until they are replaced.",
  },
  copyRaw: {
    part: "raw",
    from: ["not extracted", "extracted"],
    during: "extracting",
    to: ["extracted"],
    description:
      "Copies or clones the directory that `--from` names. Older raw files stay until they are replaced.",
  },
  discardExtraction: {
    part: "raw",
    from: ["extracting"],
    to: ["not extracted", "extracted"],
    description: "It failed, belongs to another archive, or cannot be resumed.",
  },
  discardRaw: {
    part: "raw",
    from: ["extracted"],
    to: ["not extracted"],
    description: "The data is prepared, or `--fresh` starts over. Raw files that mlebench did not make stay.",
  },
  prepare: {
    part: "prepared",
    from: ["not prepared", ...preparedStates],
    during: "preparing",
    to: ["prepared"],
    description: "Runs the competition's preparation. Older prepared data stays until it is replaced.",
  },
  discardPreparation: {
    part: "prepared",
    from: ["preparing"],
    to: ["not prepared", ...preparedStates],
    description: "It failed or was killed. Older prepared data gets its name back.",
  },
  verify: {
    part: "prepared",
    from: preparedStates,
    to: preparedStates,
    description: "Compares the prepared data with the published checksums.",
  },
} as const satisfies Record<string, Transition>;

export type TransitionName = keyof typeof datasetTransitions;

/** Called before and after a transition. */
export interface TransitionEvent {
  transition: TransitionName;
  phase: "started" | "finished" | "failed";
}

/** Runs a transition's work and reports when it starts and ends. */
export async function runTransition<Result>(
  transition: TransitionName,
  { onTransition }: { onTransition?: (event: TransitionEvent) => void },
  work: () => Result | Promise<Result>,
): Promise<Result> {
  onTransition?.({ transition, phase: "started" });
  try {
    const result = await work();
    onTransition?.({ transition, phase: "finished" });
    return result;
  } catch (error) {
    onTransition?.({ transition, phase: "failed" });
    throw error;
  }
}
