export { translateContainerConfig } from "./containers/container-config.js";
export { createDockerBackend, type DockerBackendOptions } from "./docker-backend.js";
export { connect, type EngineFacts, type EngineOptions, engineFacts } from "./engine/engine.js";
export { labels } from "./engine/labels.js";
export {
  type BuildImageOptions,
  type BuildProgress,
  buildImage,
  type ImageDigest,
  imageDigest,
} from "./images/build-image.js";
export { type ImageAge, imageAge } from "./images/outdated-image.js";
export type { BuildFile } from "./images/tar-stream.js";
