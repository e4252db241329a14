export {
  type BuildImageOptions,
  type BuildProgress,
  buildImage,
  type ImageDigest,
  imageDigest,
} from "./build-image.js";
export { translateContainerConfig } from "./container-config.js";
export { createDockerBackend, type DockerBackendOptions } from "./docker-backend.js";
export { connect, type EngineFacts, type EngineOptions, engineFacts } from "./engine.js";
export { labels } from "./labels.js";
export { type ImageAge, imageAge } from "./outdated-image.js";
export type { BuildFile } from "./tar-stream.js";
