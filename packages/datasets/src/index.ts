export { dataKind } from "./marker.js";
export { writeMiniatureRaw } from "./miniature-raw.js";
export type {
  Download,
  FileCheck,
  MiniatureRawOptions,
  PrepareDatasetOptions,
  PrepareDatasetResult,
  PrepareMiniatureOptions,
} from "./options.js";
export { prepareDataset } from "./prepare-dataset.js";
export { prepareMiniature } from "./prepare-miniature.js";
export { isPrepared } from "./prepared-state.js";
export { failedChecks, verifyPrepared } from "./verify.js";
