/** Notebooks of the test set. */
const testCount = 20_000;

/** How many of so many notebooks are for testing; a seventh in a miniature, which has fewer than the test set takes. */
export const testCountOf = (notebooks: number): number =>
  notebooks > testCount ? testCount : Math.floor(notebooks / 7);
