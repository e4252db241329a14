import type { SystemErrorHints } from "@mlebench/disk";

/** What to do when a file of the raw data is missing. */
export const missingRawData: SystemErrorHints = {
  ENOENT: "Check that the raw data is complete, and extract or download it again if not.",
};
