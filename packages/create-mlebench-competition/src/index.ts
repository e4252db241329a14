export { OptionError } from "./option-error.js";
export { type CompetitionOptions, readOptions, usage } from "./options.js";
export { run } from "./run.js";
export { type Place, render, writePackage } from "./write-package.js";
