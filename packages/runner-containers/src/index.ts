export { backend, type ContainersBackendOptions, createContainersBackend } from "./containers-backend.js";
