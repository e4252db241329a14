/** How rows are divided. The miniature needs it too, so that every class occurs in the test set. */
export const split = { testSize: 0.1, randomState: 0 };
