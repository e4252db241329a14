/** The species by the name of their folder, and how many of Kaggle's labeled images show each. */
export const speciesCounts: Readonly<Record<string, number>> = {
  "Black-grass": 263,
  Charlock: 390,
  Cleavers: 287,
  "Common Chickweed": 611,
  "Common wheat": 221,
  "Fat Hen": 475,
  "Loose Silky-bent": 654,
  Maize: 221,
  "Scentless Mayweed": 516,
  "Shepherds Purse": 231,
  "Small-flowered Cranesbill": 496,
  "Sugar beet": 385,
};

export const species = Object.keys(speciesCounts);
