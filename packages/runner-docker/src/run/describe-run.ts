import type { RunSpecification } from "@mlebench/runner";
import type Docker from "dockerode";
import type { RunParts } from "../containers/run-parts.js";
import { unlessMissing } from "../engine/engine.js";
import { imageDigest } from "../images/build-image.js";

/** Containers, images, and policy of a run, for `metadata.json`. */
export async function describeRun(
  docker: Docker,
  run: RunSpecification,
  parts: RunParts,
  diskLimitedByEngine: boolean,
): Promise<Record<string, unknown>> {
  const about = async (id: string | undefined): Promise<Record<string, unknown> | null> => {
    const found = id === undefined ? undefined : await unlessMissing(docker.getContainer(id).inspect());
    if (found === undefined) return null;
    const image = await imageDigest(docker, found.Image);
    return {
      id: found.Id,
      name: found.Name.replace(/^\//, ""),
      image: found.Config.Image,
      image_id: found.Image,
      image_digests: image?.digests ?? [],
    };
  };
  const { network, disk } = run.settings;
  return {
    agent: await about(parts.agent),
    grader: await about(parts.grader),
    network,
    disk_limit: disk === undefined ? "none" : diskLimitedByEngine ? "by the engine" : "by watching",
  };
}
