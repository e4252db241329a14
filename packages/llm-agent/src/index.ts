export { react } from "./react.js";
export { tree } from "./tree.js";
