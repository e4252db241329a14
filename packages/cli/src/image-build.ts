import { UserError } from "@mlebench/core";
import { formatDuration } from "@mlebench/disk";
import type { BuildContext } from "@mlebench/environment";
import type { BackendImages } from "@mlebench/runner";
import { openBackend } from "./backends.js";
import { printJson } from "./json.js";
import { stderr } from "./output.js";
import { clearStatus, note, print, showStatus } from "./terminal.js";

export interface ImageBuildOptions {
  /** `NAME=VALUE`. */
  buildArg?: string[];
  platform?: string;
  /** Commander's `--no-cache`. @default true */
  cache?: boolean;
  json?: boolean;
  /** Directory for what Apptainer builds the image from; nothing is built then. */
  recipe?: string;
}

/** An image that was just built. */
export interface BuiltImage {
  image: string;
  id: string;
  content_hash: string;
  seconds: number;
}

/** Builds an image, showing how far it is. */
export async function buildImageWithProgress(
  images: BackendImages,
  context: BuildContext,
  tag: string,
  { platform, cache }: ImageBuildOptions = {},
): Promise<BuiltImage> {
  const began = performance.now();
  const interactive = stderr.isTTY;
  const { id } = await images.build({
    ...context,
    tag,
    platform,
    noCache: cache === false,
    onProgress: ({ step, steps, text }) => {
      const line = step === undefined ? text : `step ${step}/${steps}: ${text}`;
      if (interactive) showStatus(line, tag);
      else note(line);
    },
  });
  clearStatus(tag);
  const seconds = (performance.now() - began) / 1000;
  note(`Built ${tag} in ${formatDuration(seconds)}.`);
  return { image: tag, id, content_hash: context.contentHash, seconds };
}

/** Builds an image and prints what it is. */
export async function buildAndPrint(
  context: BuildContext,
  tag: string,
  options: ImageBuildOptions,
): Promise<void> {
  if (options.recipe !== undefined) {
    const { writeImageRecipe } = await import("./image-recipe.js");
    return writeImageRecipe(context, tag, options.recipe);
  }
  const { id, images } = await openBackend();
  if (images === undefined) throw new UserError(`The backend \`${id}\` has no images`);
  const built = await buildImageWithProgress(images, context, tag, options);
  if (options.json) printJson(built);
  else print(`${tag}  ${built.id}`);
}
