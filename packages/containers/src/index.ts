export { encodeFields, encodeLists, environmentList, execScript, guestScript } from "./guest.js";
export { findImageSource, type ImageKind, type ImageSource } from "./image-source.js";
export { type ImagePlaces, importImage, type OnImport } from "./import-image.js";
export {
  enterCommand,
  enterNetworkCommand,
  namespaceOf,
  ownNetworkCommand,
  processesInNamespace,
  processWithin,
  wayOutCommand,
  wayOutNameServer,
} from "./namespaces.js";
export { findProgram, type ProgramResult, runProgram, toolEnvironment } from "./run-program.js";
export {
  type Bind,
  type ContainerNetwork,
  type ContainerSpec,
  type ContainerToolId,
  containerToolIds,
  type ImportedImage,
  type InstalledTool,
  type RunningContainer,
  type ToolDriver,
} from "./tool.js";
export { findTool, requireTool, toolDriver } from "./tools.js";
