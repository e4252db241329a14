/** What a category is, by its number. */
export const categories = [
  "empty",
  "deer",
  "moose",
  "squirrel",
  "rodent",
  "small_mammal",
  "elk",
  "pronghorn_antelope",
  "rabbit",
  "bighorn_sheep",
  "fox",
  "coyote",
  "black_bear",
  "raccoon",
  "skunk",
  "wolf",
  "bobcat",
  "cat",
  "dog",
  "opossum",
  "bison",
  "mountain_goat",
  "mountain_lion",
];

/** Categories that Kaggle's labeled images show, `empty` and the most frequent first. */
export const seenCategories = [0, 19, 8, 11, 16, 13, 1, 17, 18, 10, 3, 4, 14, 22];
