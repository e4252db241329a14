import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { defaultImageDirectory, UserError } from "@mlebench/core";
import {
  apptainerDefinition,
  type BuildContext,
  type ContextFile,
  environmentImage,
  imageRecipe,
} from "@mlebench/environment";
import { note, print } from "./terminal.js";

/**
 * Writes a directory of which Apptainer builds an image, for machines without Docker: `apptainer.def`, `build.sh`, which
 * does as root of any file system what the Dockerfile says, and the build context.
 * @throws UserError for a directory with something in it, and for a Dockerfile that cannot be translated
 */
export function writeImageRecipe(context: BuildContext, tag: string, directory: string): void {
  const target = resolve(directory);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new UserError("The directory for the recipe is not empty", { file: target });
  const recipe = imageRecipe(context);
  const imageFile = (name: string): string =>
    join(defaultImageDirectory(), `${name.replaceAll(/[/:]/g, "-")}.sif`);
  const from = recipe.from.startsWith(environmentImage) ? imageFile(recipe.from) : `docker://${recipe.from}`;
  for (const file of context.files) writeContextFile(join(target, "context", file.path), file);
  writeFileSync(join(target, "build.sh"), recipe.script, { mode: 0o755 });
  writeFileSync(join(target, "apptainer.def"), apptainerDefinition(recipe, from));
  print(target);
  note(`Build it: cd ${target} && apptainer build ${imageFile(tag)} apptainer.def`);
}

function writeContextFile(path: string, { bytes, mode, link, directory }: ContextFile): void {
  mkdirSync(directory ? path : dirname(path), { recursive: true });
  if (directory) return;
  if (link !== undefined) {
    symlinkSync(link, path);
    return;
  }
  writeFileSync(path, bytes);
  // Whatever the umask is.
  chmodSync(path, mode);
}
