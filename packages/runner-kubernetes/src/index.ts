export { backend, createKubernetesBackend } from "./kubernetes-backend.js";
