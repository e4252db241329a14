export type { LabeledBox, ScoredBox } from "./boxes.js";
export { type Box3d, boxAveragePrecision3d, type ScoredBox3d } from "./boxes-3d.js";
export { type Boxes, type CocoOptions, cocoAveragePrecision, type ScoredBoxes } from "./coco.js";
export { type LabeledPoint, pointInBoxF1 } from "./points-in-boxes.js";
export { type VocOptions, vocMeanAveragePrecision } from "./voc.js";
