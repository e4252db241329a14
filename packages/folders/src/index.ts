export { definePrepare, type PrepareFolders } from "./define-prepare.js";
export { createLineWriter, type LineWriter } from "./line-writer.js";
export { type LinkOptions, type LinkPair, type LinkSummary, linkDirectory, linkFiles } from "./link-files.js";
export { type PlacementOptions, PreparedFolder, type RawFile } from "./prepared-folder.js";
export {
  formatPythonJson,
  type PythonJson,
  type PythonJsonObject,
  type PythonJsonOptions,
  parsePythonJson,
  writePythonJson,
} from "./python-json.js";
export { RawFolder } from "./raw-folder.js";
export { tinyJpeg } from "./tiny-jpeg.js";
