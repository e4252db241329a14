import { join, resolve } from "node:path";
import { defaultImageDirectory } from "@mlebench/core";
import { apptainerDefinition, type BuildContext, environmentImage, imageRecipe } from "@mlebench/environment";
import { note, print } from "./terminal.js";
import { writeFilesTo } from "./write-build-files.js";

/**
 * Writes a directory of which Apptainer builds an image, for machines without Docker: `apptainer.def`, `build.sh`, which
 * does as root of any file system what the Dockerfile says, and the build context.
 * @throws UserError for a directory with something in it, and for a Dockerfile that cannot be translated
 */
export function writeImageRecipe(context: BuildContext, tag: string, directory: string): void {
  const target = resolve(directory);
  const recipe = imageRecipe(context);
  const imageFile = (name: string): string =>
    join(defaultImageDirectory(), `${name.replaceAll(/[/:]/g, "-")}.sif`);
  const from = recipe.from.startsWith(environmentImage) ? imageFile(recipe.from) : `docker://${recipe.from}`;
  writeFilesTo(target, "recipe", [
    ...context.files.map((file) => ({ ...file, path: `context/${file.path}` })),
    { path: "build.sh", mode: 0o755, bytes: Buffer.from(recipe.script) },
    { path: "apptainer.def", mode: 0o644, bytes: Buffer.from(apptainerDefinition(recipe, from)) },
  ]);
  print(target);
  note(`Build it: cd ${target} && apptainer build ${imageFile(tag)} apptainer.def`);
}
