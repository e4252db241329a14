/** Columns of the table that describe a photo, 0 or 1 each. */
export const features = [
  "Subject Focus",
  "Eyes",
  "Face",
  "Near",
  "Action",
  "Accessory",
  "Group",
  "Collage",
  "Human",
  "Occlusion",
  "Info",
  "Blur",
];
