/** How patients are divided. The miniature needs it too, so that the test set has a cancer. */
export const split = { testSize: 0.1, randomState: 42 };
