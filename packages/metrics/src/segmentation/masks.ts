import { type MaskShape, makeRuns, pixelCount, type Runs } from "./runs.js";

/** One byte per pixel, row by row whatever the order of the runs: 1 is foreground, 0 background. */
export function decodeMask(runs: Runs): Uint8Array {
  const { height, width, order, bounds } = runs;
  const mask = new Uint8Array(pixelCount(runs));
  for (let i = 0; i < bounds.length; i += 2) {
    if (order === "row-major") {
      mask.fill(1, bounds[i], bounds[i + 1]);
      continue;
    }
    for (let pixel = bounds[i]; pixel < bounds[i + 1]; pixel++) {
      mask[(pixel % height) * width + Math.floor(pixel / height)] = 1;
    }
  }
  return mask;
}

/**
 * The runs of a mask.
 * @param mask `height * width` pixels, row by row whatever the order of the runs
 * @param foreground the value that counts as foreground; every other one is background
 * @throws RangeError when the mask is not as large as its shape says
 */
export function encodeMask(mask: ArrayLike<number>, shape: MaskShape, foreground = 1): Runs {
  const pixels = pixelCount(shape);
  if (mask.length !== pixels) {
    throw new RangeError(`A mask of ${mask.length} values for ${shape.height} x ${shape.width} pixels`);
  }
  const { height, width, order = "column-major" } = shape;
  const [lines, lineLength, lineStep, pixelStep] =
    order === "row-major" ? [height, width, width, 1] : [width, height, 1, width];
  const bounds: number[] = [];
  let inside = false;
  for (let line = 0, pixel = 0; line < lines; line++) {
    for (let i = 0, at = line * lineStep; i < lineLength; i++, pixel++, at += pixelStep) {
      if ((mask[at] === foreground) === inside) continue;
      bounds.push(pixel);
      inside = !inside;
    }
  }
  if (inside) bounds.push(pixels);
  return makeRuns(shape, Uint32Array.from(bounds));
}
