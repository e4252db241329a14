import { createRequire } from "node:module";

/**
 * undici, loaded by the first request. It takes longer than many a command, and it loads the HTTP parser of Node's own
 * `fetch`, WebAssembly, which ends the process where the limit of address space is too low for it.
 */
export function loadUndici(): typeof import("undici") {
  return createRequire(import.meta.url)("undici");
}
