import { type Agent, agentFilesHash } from "@mlebench/agents";
import { UserError } from "@mlebench/core";
import { baseImageLabel, environmentFilesHash, filesHashLabel, kindLabel } from "@mlebench/environment";
import type { ImageAge, RunPlan } from "@mlebench/runner";
import type Docker from "dockerode";
import { unlessMissing } from "../engine/engine.js";

/**
 * Compares an image with the agent's folder, and with the environment that it was built on, by the labels that building it
 * put down.
 * @throws UserError for a folder that no image can be built of
 */
export async function imageAge(docker: Docker, agent: Agent | undefined, name: string): Promise<ImageAge> {
  const image = await unlessMissing(docker.getImage(name).inspect());
  if (image === undefined) return { state: "missing", reasons: [] };
  const labels = image.Config.Labels ?? {};
  if (agent === undefined) return environmentAge(name, labels);
  const built = labels[filesHashLabel];
  if (labels[kindLabel] !== "agent" || built === undefined) return { state: "unknown", reasons: [] };
  const base = labels[baseImageLabel];
  const environment = base === undefined ? undefined : await unlessMissing(docker.getImage(base).inspect());
  const reasons = [
    ...(agentFilesHash(agent) === built ? [] : [`its folder ${agent.directory} has changed since`]),
    ...(environment === undefined || isBuiltOn(image, environment) ? [] : [`${base} was rebuilt since`]),
  ];
  const ofEnvironment = environment?.Config.Labels?.[filesHashLabel];
  return {
    state: reasons.length === 0 ? "current" : "outdated",
    reasons,
    ...(ofEnvironment !== undefined &&
      ofEnvironment !== environmentFilesHash() && { environmentOfOtherVersion: base }),
  };
}

/** Commands of an agent in code run in any image that has bash; only an environment can be of another version. */
function environmentAge(name: string, labels: Readonly<Record<string, string>>): ImageAge {
  const isOther = labels[kindLabel] === "environment" && labels[filesHashLabel] !== environmentFilesHash();
  return { state: "current", reasons: [], ...(isOther && { environmentOfOtherVersion: name }) };
}

/**
 * Refuses an image that is missing, or older than the agent's folder or environment; where the plan says so, the latter is
 * a warning.
 * @throws UserError with the command that builds it
 */
export async function checkImage(docker: Docker, plan: RunPlan): Promise<void> {
  const { image, agent, buildCommand, onWarning } = plan;
  const { state, reasons, environmentOfOtherVersion } = await imageAge(docker, agent, image);
  const build = `\`${buildCommand}\`, or let \`run --build\` do it.`;
  if (state === "missing")
    throw new UserError(`Image \`${image}\` not found`, { hint: `Build it: ${build}` });
  if (state === "unknown" && agent !== undefined) {
    onWarning?.(
      `The image ${image} was not built by \`mlebench agents build\`, so whether it matches ${agent.directory} cannot be checked.`,
    );
  }
  if (environmentOfOtherVersion !== undefined) {
    onWarning?.(
      `The image ${environmentOfOtherVersion} was built by another version of mlebench. Build it again with \`mlebench env build\` and the options it was built with${agent === undefined ? "" : ", then the agent's"}.`,
    );
  }
  if (state !== "outdated") return;
  const message = `The image ${image} is out of date: ${reasons.join(", and ")}`;
  if (plan.outdatedImage === "warn") return onWarning?.(`${message}. The runs use it as it is.`);
  throw new UserError(message, {
    hint: `Build it again: ${build} To run it as it is, name it: \`--image ${image}\`.`,
  });
}

/** An image begins with the layers of what it was built on. */
function isBuiltOn(image: Docker.ImageInspectInfo, base: Docker.ImageInspectInfo): boolean {
  const layers = image.RootFS.Layers ?? [];
  return (base.RootFS.Layers ?? []).every((layer, index) => layers[index] === layer);
}
