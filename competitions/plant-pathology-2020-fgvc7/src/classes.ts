/** What a leaf is labeled with; just one of them holds. */
export const classes = ["healthy", "multiple_diseases", "rust", "scab"] as const;
