/** A box of an image by its corners, with a class. */
export interface LabeledBox {
  label: string;
  /** `xMin`, `yMin`, `xMax`, `yMax`. */
  box: readonly [number, number, number, number];
}

/** A predicted box. */
export interface ScoredBox extends LabeledBox {
  /** Confidence: the higher, the earlier a box is matched. */
  score: number;
}

/** Intersection over union of two boxes given by their corners; 0 where the union has no area or a corner is NaN. */
export function boxIou(a: LabeledBox["box"], b: LabeledBox["box"]): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const intersection = width * height;
  const union = areaOf(a) + areaOf(b) - intersection;
  return union > 0 ? intersection / union : 0;
}

const areaOf = ([left, top, right, bottom]: LabeledBox["box"]): number => (right - left) * (bottom - top);
