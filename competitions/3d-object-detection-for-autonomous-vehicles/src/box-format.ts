/** What a box is made of, in this order. */
export const fields = [
  "confidence",
  "center_x",
  "center_y",
  "center_z",
  "width",
  "length",
  "height",
  "yaw",
  "class_name",
] as const;

/** Classes of objects. */
export const classes = [
  "car",
  "pedestrian",
  "animal",
  "other_vehicle",
  "bus",
  "motorcycle",
  "truck",
  "emergency_vehicle",
  "bicycle",
];
