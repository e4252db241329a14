/** Edgar Allan Poe, H. P. Lovecraft, Mary Wollstonecraft Shelley: the submission's columns. */
export const authors = ["EAP", "HPL", "MWS"] as const;
