import { environmentContext } from "@mlebench/environment";
import { exitCodes } from "../exit-codes.js";
import { buildAndPrint, type ImageBuildOptions } from "../image-build.js";
import { pairs } from "../run/run-setup.js";

export interface EnvironmentBuildOptions extends ImageBuildOptions {
  /** Commander's `--no-heavy`. */
  heavy: boolean;
  baseImage?: string;
  pipIndexUrl?: string;
  aptMirror?: string;
  tag: string;
}

/** Builds the image that agents' images start from. */
export async function environmentBuild(options: EnvironmentBuildOptions): Promise<number> {
  const context = environmentContext({
    heavy: options.heavy,
    baseImage: options.baseImage,
    pythonIndex: options.pipIndexUrl,
    aptMirror: options.aptMirror,
    buildArgs: pairs("--build-arg", options.buildArg),
  });
  await buildAndPrint(context, options.tag, options);
  return exitCodes.ok;
}
