import { lineBytes } from "../containers/supervisor.js";
import { containerLogs } from "../engine/container-logs.js";
import { outputExceeded } from "./agent-exit.js";
import { type DockerRun, killAgent } from "./docker-run.js";

/** The agent's output from a byte on. Counts it, as root may write past the container's own limit. */
export async function* agentOutput(
  run: DockerRun,
  from: number,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  let taken = from;
  for await (const chunk of containerLogs(run.agent, { from, signal })) {
    taken += chunk.length + lineBytes * countLines(chunk);
    yield chunk;
    if (taken > run.options.logBytes) await killAgent(run, outputExceeded(run));
  }
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
