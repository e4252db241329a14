import { createRequire } from "node:module";

/**
 * undici, loaded by the first request. It takes longer than many a command, and it loads the HTTP parser of Node's own
 * `fetch`, WebAssembly, which brings the process down where a limit of address space leaves no room for it.
 */
export function loadUndici(): typeof import("undici") {
  return createRequire(import.meta.url)("undici");
}
