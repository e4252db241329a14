// A module of its own: what bundles the rest of this package leaves it alone, because only from here can the competitions'
// packages be found.
export { importers } from "./importers.generated.js";
