import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The program that a node runs, whether this module runs from `src/` or from `dist/`. */
export const taskFile: string = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist", "task.js");
