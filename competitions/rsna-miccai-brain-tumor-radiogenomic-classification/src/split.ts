/** How rows are divided. The miniature needs it too, so that both classes occur in the test set. */
export const split = { testSize: 0.1, randomState: 0 };
