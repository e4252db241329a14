import { UserError } from "@mlebench/core";
import type { RunPlan } from "@mlebench/runner";
import type Docker from "dockerode";
import { translateContainerConfig } from "./containers/container-config.js";
import { requireNetwork } from "./containers/run-network.js";
import type { EngineFacts } from "./engine/engine.js";
import { checkImage } from "./images/outdated-image.js";

/**
 * Whether runs of a plan can start in this engine.
 * @throws UserError for what keeps them from starting
 */
export async function checkPlan(docker: Docker, plan: RunPlan, engine: EngineFacts): Promise<void> {
  const { containerConfig = {}, network, runtime = containerConfig.runtime } = plan.settings;
  translateContainerConfig(containerConfig, plan);
  await checkImage(docker, plan);
  if (typeof runtime === "string" && !engine.runtimes.includes(runtime)) {
    throw new UserError(`The engine has no runtime "${runtime}"`, {
      expected: engine.runtimes.join(", "),
      hint: "Choose one by --runtime, or install it.",
    });
  }
  await requireNetwork(docker, network);
}
