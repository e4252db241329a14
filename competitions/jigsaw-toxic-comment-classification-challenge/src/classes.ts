/** Kinds of toxicity, in the order of the submission's columns. */
export const classes = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"] as const;
