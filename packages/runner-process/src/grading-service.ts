import type { ServerLimits } from "@mlebench/grading-server";
import type { RunSpecification } from "@mlebench/runner";

/** Something that answers an agent's requests to validate. */
export interface ValidationService {
  url: string;
  close(): Promise<void>;
}

/** @param port 0 takes any free one; after a crash the one that the agent knows */
export type StartGradingServer = (
  run: RunSpecification,
  place: { port: number; logFile: string },
) => Promise<ValidationService>;

/** The server of `@mlebench/grading-server`, within this process. */
export function startInProcessServer(limits: Partial<ServerLimits> = {}): StartGradingServer {
  return async (run, place) => {
    const { startGradingServer } = await import("@mlebench/grading-server");
    const { competition, privateDirectory } = run;
    return await startGradingServer({ competition, privateDirectory, limits, ...place });
  };
}
