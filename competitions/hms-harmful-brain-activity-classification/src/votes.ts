/** Columns with experts' votes, which are the submission's columns too. */
export const votes = [
  "seizure_vote",
  "lpd_vote",
  "gpd_vote",
  "lrda_vote",
  "grda_vote",
  "other_vote",
] as const;
