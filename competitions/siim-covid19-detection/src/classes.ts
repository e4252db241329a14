/** Classes of a study, in the order of the columns of the study table. */
export const studyClasses = ["negative", "typical", "indeterminate", "atypical"] as const;

/** Classes of a box in an image. */
export const imageClasses = ["none", "opacity"] as const;
