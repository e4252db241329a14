import { UserError } from "@mlebench/core";

/**
 * A package that not every installation has.
 * @throws UserError if it is not installed
 */
export async function optionalPackage<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes(`'${name}'`)) throw cause;
    throw new UserError(`Missing package \`${name}\``, {
      hint: `Install it with \`npm install ${name}\`.`,
      cause,
    });
  }
}
