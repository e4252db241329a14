export type {
  BuildFile,
  BuildImageOptions,
  BuildProgress,
  ImageAge,
  ImageDigest,
} from "@mlebench/runner";
export { translateContainerConfig } from "./containers/container-config.js";
export { backend, createDockerBackend, type DockerBackendOptions } from "./docker-backend.js";
export { connect, type EngineFacts, type EngineOptions, engineFacts } from "./engine/engine.js";
export { labels } from "./engine/labels.js";
export { buildImage, imageDigest } from "./images/build-image.js";
export { imageAge } from "./images/outdated-image.js";
