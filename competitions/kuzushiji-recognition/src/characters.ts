/** Some of the most frequent characters of Kaggle's pages. */
export const characters = [
  "に",
  "の",
  "し",
  "て",
  "り",
  "を",
  "か",
  "く",
  "き",
  "も",
  "は",
  "人",
  "一",
  "〳〵",
];

/** The label of a character: its first code point. */
export const labelOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
