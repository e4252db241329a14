/** What is measured at each position, in the order of a submission. */
export const conditions = ["reactivity", "deg_Mg_pH10", "deg_pH10", "deg_Mg_50C", "deg_50C"];

/** The conditions that count. */
export const scoredConditions = ["reactivity", "deg_Mg_pH10", "deg_Mg_50C"];
