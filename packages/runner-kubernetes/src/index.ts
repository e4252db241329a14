export { backend } from "./kubernetes-backend.js";
