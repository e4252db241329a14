import { UserError } from "@mlebench/core";
import type { RunSpecification } from "@mlebench/runner";
import type Docker from "dockerode";
import { engineMessage, unlessMissing } from "../engine/engine.js";
import { runLabels } from "../engine/labels.js";
import { uniquePart } from "./public-view.js";

/** The policies that are not names of networks. */
const policies = new Set(["bridge", "internal", "none", "host"]);

/**
 * Makes the run's own network, if the policy requires one: no other run is in it.
 * @returns what the engine calls a network mode
 */
export async function makeRunNetwork(docker: Docker, run: RunSpecification): Promise<string> {
  const { network } = run.settings;
  if (network !== "bridge" && network !== "internal") return network;
  const name = `mlebench-${uniquePart(run.runId)}-${run.attempt}`;
  try {
    await docker.createNetwork({
      Name: name,
      Driver: "bridge",
      Internal: network === "internal",
      Labels: runLabels(run, "network"),
    });
    return name;
  } catch (cause) {
    const message = engineMessage(cause);
    throw new UserError(`The engine cannot make a network: ${message}`, {
      ...(/address pool/i.test(message) && {
        hint: "Each run has a network of its own. `docker network prune` removes unused ones; `default-address-pools` in the engine's daemon.json allows more.",
      }),
      cause,
    });
  }
}

/** @throws UserError when the policy names a network that is not there */
export async function requireNetwork(docker: Docker, network: string): Promise<void> {
  if (policies.has(network)) return;
  if ((await unlessMissing(docker.getNetwork(network).inspect())) !== undefined) return;
  throw new UserError(`Network \`${network}\` not found`, {
    expected: `${[...policies].join(", ")}, or the name of a network of this engine`,
    hint: "`docker network ls` lists them.",
  });
}
