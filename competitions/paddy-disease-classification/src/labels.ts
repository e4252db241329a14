/** What a leaf is labeled with, and how many of Kaggle's labeled images are. */
export const labelCounts: Readonly<Record<string, number>> = {
  bacterial_leaf_blight: 479,
  bacterial_leaf_streak: 380,
  bacterial_panicle_blight: 337,
  blast: 1738,
  brown_spot: 965,
  dead_heart: 1442,
  downy_mildew: 620,
  hispa: 1594,
  normal: 1764,
  tungro: 1088,
};

export const labels = Object.keys(labelCounts);
