import type { GroupReader } from "../read/groups.js";
import type { TranscriptReader } from "../read/transcripts.js";

/** Where pages are read from. */
export interface Source {
  groups: GroupReader;
  transcripts: TranscriptReader;
}
