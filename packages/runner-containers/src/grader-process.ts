import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { childEnvironment, UserError } from "@mlebench/core";
import { serverLimits } from "@mlebench/grading-server";
import { pause } from "@mlebench/runner";
import type { RunPaths } from "./run-paths.js";
import type { GraderPlan } from "./supervisor-plan.js";

/** The grading server's port in an agent's own network. */
export const usualPort = 5000;

/** A grading server as a process, which is started again when it ends. */
export interface GraderProcess {
  /** Such as `http://127.0.0.1:5000`. */
  url: string;
  stop(): void;
}

/** How often a server that ended is started again at once; then it is waited a minute. */
const quickRestarts = 5;

/**
 * Starts a grading server and waits until it listens.
 * @param enter makes a command run where the server is to listen
 * @param isShared others may have the usual port there: then any free one is taken
 * @throws UserError with what it printed, if it does not listen
 */
export async function startGrader(
  plan: GraderPlan,
  paths: RunPaths,
  options: { enter: (command: readonly string[]) => string[]; isShared: boolean; seconds: number },
): Promise<GraderProcess> {
  const { enter, isShared, seconds } = options;
  let stopped = false;
  let child: ChildProcess | undefined;
  const begin = async (port: number): Promise<string> => {
    const begun = launch(enter(graderCommand(plan, paths, port)), paths.graderLog);
    child = begun.child;
    return await begun.url(seconds);
  };
  const url = await begin(usualPort).catch(async (error: unknown) => {
    child?.kill("SIGKILL");
    if (!isShared || !/port is taken/.test(String(error))) throw error;
    return await begin(0);
  });
  const port = Number(new URL(url).port);
  const keep = async (): Promise<void> => {
    for (let restarts = 0; !stopped; restarts++) {
      await ended(child);
      if (stopped) return;
      await pause(restarts < quickRestarts ? 500 : 60_000);
      if (!stopped) await begin(port).catch(() => child?.kill("SIGKILL"));
    }
  };
  void keep();
  return {
    url,
    stop() {
      stopped = true;
      child?.kill("SIGTERM");
    },
  };
}

function graderCommand(
  { competitionDirectory, privateDirectory, limits }: GraderPlan,
  paths: RunPaths,
  port: number,
): string[] {
  const { uploadBytes, checkBytes, checkSeconds, rateRequests, rateSeconds } = serverLimits(limits);
  // From the sources of this repository too, it is the built program that runs.
  const program = fileURLToPath(import.meta.resolve("@mlebench/grading-server/main")).replace(
    /\/src\/main\.ts$/,
    "/dist/main.js",
  );
  return [
    ...[process.execPath, program, "--competition-id", competitionDirectory],
    ...["--private-dir", privateDirectory, "--host", "127.0.0.1", "--port", String(port)],
    ...["--log-file", paths.validations, "--max-bytes", String(uploadBytes)],
    ...["--max-memory", String(checkBytes), "--max-seconds", String(checkSeconds)],
    ...["--rate", `${rateRequests}/${rateSeconds}`],
  ];
}

function launch(
  [program, ...parameters]: readonly string[],
  logFile: string,
): { child: ChildProcess; url: (seconds: number) => Promise<string> } {
  const log = openSync(logFile, "a");
  const child = spawn(program, parameters, {
    env: childEnvironment(),
    stdio: ["ignore", "pipe", log],
  });
  closeSync(log);
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    printed = (printed + text).slice(-4000);
  });
  child.once("error", (error) => {
    printed += error.message;
  });
  return {
    child,
    async url(seconds) {
      const deadline = performance.now() + seconds * 1000;
      while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
        const found = /^listening on (\S+)$/m.exec(printed)?.[1];
        if (found !== undefined) return found;
        await pause(10);
      }
      const said =
        `${printed} ${readFileSync(logFile, "utf8").trim().split("\n").slice(-5).join(" ")}`.trim();
      throw new UserError(`The grading server does not listen: ${said || "it printed nothing"}`, {
        hint: "You must be able to read the private data: see the permissions of the prepared directory.",
      });
    },
  };
}

function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}
