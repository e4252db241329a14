export { type Boxes, type CocoOptions, cocoAveragePrecision, type ScoredBoxes } from "./coco.js";
