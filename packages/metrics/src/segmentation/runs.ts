/**
 * How the pixels of an image are numbered: column by column from the top (Kaggle's usual run-length encoding), or
 * row by row from the left.
 */
export type PixelOrder = "column-major" | "row-major";

/** Size of an image in pixels, and the order in which runs walk over it. */
export interface MaskShape {
  height: number;
  width: number;
  /** @default "column-major" */
  order?: PixelOrder;
}

/**
 * A binary mask as the runs of its foreground. `bounds` holds pairs [start, end) of pixel numbers counted from 0 in
 * `order`; runs are ascending, not empty, inside the image, and never touch each other, so two masks are equal
 * exactly when their bounds are.
 */
export interface Runs {
  readonly height: number;
  readonly width: number;
  readonly order: PixelOrder;
  readonly bounds: Uint32Array;
}

const maximumPixels = 2 ** 32 - 1;

/**
 * Number of pixels of an image.
 * @throws RangeError when a side is not an integer or the image has 2^32 pixels or more
 */
export function pixelCount(shape: MaskShape): number {
  const { height, width } = shape;
  const count = height * width;
  if (
    !Number.isInteger(height) ||
    !Number.isInteger(width) ||
    height < 0 ||
    width < 0 ||
    count > maximumPixels
  ) {
    throw new RangeError(
      `An image of ${height} x ${width} pixels: expected integers and less than 2^32 pixels`,
    );
  }
  return count;
}

/** A mask without foreground. */
export function emptyRuns(shape: MaskShape): Runs {
  return makeRuns(shape, new Uint32Array(0));
}

/** Joins a shape and bounds that already satisfy what {@link Runs} promises. */
export function makeRuns(shape: MaskShape, bounds: Uint32Array): Runs {
  return { height: shape.height, width: shape.width, order: shape.order ?? "column-major", bounds };
}

/** Number of foreground pixels. */
export function maskArea({ bounds }: Runs): number {
  let total = 0;
  for (let i = 0; i < bounds.length; i += 2) total += bounds[i + 1] - bounds[i];
  return total;
}

/**
 * Number of pixels that are foreground in both masks.
 * @throws RangeError when the masks differ in size or pixel order
 */
export function intersectionArea(a: Runs, b: Runs): number {
  assertComparable(a, b);
  const left = a.bounds;
  const right = b.bounds;
  let total = 0;
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const start = Math.max(left[i], right[j]);
    const leftEnd = left[i + 1];
    const rightEnd = right[j + 1];
    const end = Math.min(leftEnd, rightEnd);
    if (end > start) total += end - start;
    if (leftEnd <= rightEnd) i += 2;
    if (rightEnd <= leftEnd) j += 2;
  }
  return total;
}

/**
 * Foreground of any of the masks; at least one mask.
 * @throws RangeError when there is no mask, or the masks differ in size or pixel order
 */
export function unionOfRuns(masks: readonly Runs[]): Runs {
  if (masks.length === 0)
    throw new RangeError("The union of no masks has no size: expected at least one mask");
  // Pairs of equal size: one mask that takes up all others would be walked once for each.
  let united = masks;
  while (united.length > 1) {
    united = Array.from({ length: Math.ceil(united.length / 2) }, (_, i) =>
      2 * i + 1 < united.length ? unionOfTwo(united[2 * i], united[2 * i + 1]) : united[2 * i],
    );
  }
  return united[0];
}

/** True when both masks have the same size and the same foreground. */
export function equalRuns(a: Runs, b: Runs): boolean {
  if (a.height !== b.height || a.width !== b.width) return false;
  if (a.order !== b.order) throw new RangeError(`One mask is ${a.order}, the other ${b.order}`);
  return a.bounds.length === b.bounds.length && a.bounds.every((bound, i) => bound === b.bounds[i]);
}

/** @throws RangeError when the masks differ in size or pixel order */
export function assertComparable(a: Runs, b: Runs): void {
  if (a.height === b.height && a.width === b.width && a.order === b.order) return;
  throw new RangeError(
    `Masks of ${a.height} x ${a.width} (${a.order}) and ${b.height} x ${b.width} (${b.order}) cannot be compared`,
  );
}

function unionOfTwo(a: Runs, b: Runs): Runs {
  assertComparable(a, b);
  const left = a.bounds;
  const right = b.bounds;
  if (left.length === 0) return b;
  if (right.length === 0) return a;
  const bounds = new Uint32Array(left.length + right.length);
  let length = 0;
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const takeLeft = j === right.length || (i < left.length && left[i] <= right[j]);
    const start = takeLeft ? left[i] : right[j];
    const end = takeLeft ? left[i + 1] : right[j + 1];
    if (takeLeft) i += 2;
    else j += 2;
    if (length > 0 && start <= bounds[length - 1]) {
      if (end > bounds[length - 1]) bounds[length - 1] = end;
      continue;
    }
    bounds[length++] = start;
    bounds[length++] = end;
  }
  return makeRuns(a, bounds.slice(0, length));
}
