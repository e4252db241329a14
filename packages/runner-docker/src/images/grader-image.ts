import type { Competition } from "@mlebench/core";
import { graderContext } from "@mlebench/grading-server";
import type { BuildProgress } from "@mlebench/runner";
import type Docker from "dockerode";
import { buildImage, imageDigest } from "./build-image.js";

/** What the image of the grading server is made from. */
export interface GraderImageOptions {
  /** An image that is here already, such as one with graders of competitions of your own; nothing is built then. */
  image?: string;
  /** @default node:20-bookworm-slim */
  baseImage?: string;
  /** `host` copies this Node into the image, for a base without one. @default "image" */
  node?: "image" | "host";
  onProgress?: (progress: BuildProgress) => void;
}

/** Images of grading servers, built when they are needed first. */
export interface GraderImages {
  /** One image for several competitions, which serves each of them. */
  prepare(competitions: readonly Competition[]): Promise<string>;
  /** The image for a competition. */
  imageOf(competition: Competition): Promise<string>;
}

export function createGraderImages(docker: Docker, options: GraderImageOptions = {}): GraderImages {
  const images = new Map<string, Promise<string>>();
  const prepare = (competitions: readonly Competition[]): Promise<string> => {
    const ids = competitions.map(({ facts }) => facts.id);
    const built = buildGrader(docker, competitions, options);
    // What failed once may succeed later.
    built.catch(() => {
      for (const id of ids) images.delete(id);
    });
    for (const id of ids) images.set(id, built);
    return built;
  };
  return {
    prepare,
    imageOf: (competition) => images.get(competition.facts.id) ?? prepare([competition]),
  };
}

async function buildGrader(
  docker: Docker,
  competitions: readonly Competition[],
  options: GraderImageOptions,
): Promise<string> {
  if (options.image !== undefined) return options.image;
  const { baseImage, node, onProgress } = options;
  const context = graderContext({ competitions, ...(node !== undefined && { node }) });
  const tag = `${context.tag}${baseImage === undefined ? "" : `-${baseImage.replace(/[^a-zA-Z0-9_.]+/g, "-")}`}`;
  if ((await imageDigest(docker, tag)) === undefined) {
    await buildImage(docker, {
      files: context.files,
      tag,
      buildArgs: baseImage === undefined ? {} : { BASE_IMAGE: baseImage },
      labels: { "dev.mlebench.kind": "grader", "dev.mlebench.content-hash": context.hash },
      onProgress,
    });
  }
  return tag;
}
