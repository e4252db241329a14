/** How much longer than its time limit an environment lasts when no runner is left to end it, in seconds. */
const marginSeconds = 900;

/** What runs in the environment of an agent in code: nothing, until it is ended or the time is long up. */
export function idleCommand(timeoutSeconds: number): string[] {
  return ["bash", "-c", `exec sleep ${Math.ceil(timeoutSeconds) + marginSeconds}`];
}
