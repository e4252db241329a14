import { ModelError } from "./model-error.js";

/**
 * Imports a package that may not be installed.
 * @throws ModelError that says how to install it
 */
export async function importOptional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    throw new ModelError("missing package", `Package \`${name}\` not found`, {
      hint: `Install it with \`npm install ${name}\`.`,
      cause,
    });
  }
}
