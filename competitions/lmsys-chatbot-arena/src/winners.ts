/** Whom the judge preferred, in the order of the submission's columns. */
export const winners = ["winner_model_a", "winner_model_b", "winner_tie"] as const;
