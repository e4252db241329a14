export { type GroupRunsOptions, groupRuns } from "./group-runs.js";
export { type HausdorffOptions, normalizedHausdorff, type Volume } from "./hausdorff.js";
export { decodeMask, encodeMask } from "./masks.js";
export {
  dice,
  globalDice,
  iou,
  type MaskPair,
  maskFBeta,
  meanDice,
  meanPrecisionOverIous,
} from "./overlap.js";
export { formatRuns, parseRuns, type RunsSource } from "./run-length.js";
export {
  emptyRuns,
  equalRuns,
  intersectionArea,
  type MaskShape,
  maskArea,
  type PixelOrder,
  type Runs,
  unionOfRuns,
} from "./runs.js";
