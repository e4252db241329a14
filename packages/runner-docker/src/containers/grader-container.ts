import { statSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { type ServerLimits, serverLimits } from "@mlebench/grading-server";
import { pause, type RunSpecification, type RunValidation } from "@mlebench/runner";
import type Docker from "dockerode";
import { eachLoggedLine, lastLoggedLines } from "../engine/container-logs.js";
import { engineMessage } from "../engine/engine.js";
import { runLabels } from "../engine/labels.js";
import { uniquePart } from "./public-view.js";

/** The grader's own user, unless the answers belong to another one. */
const graderUser = 10_001;

/** What the server takes beside the submission and the process that judges it. */
const serverBytes = 512 * 2 ** 20;

/**
 * Creates the grading server's container: in the agent's network, and in nothing else of it. The answers are mounted
 * here only, read-only; it has no capabilities, no other writable place than its own /tmp, and limits of its own.
 */
export async function createGraderContainer(
  docker: Docker,
  run: RunSpecification,
  options: { image: string; agentId: string; networkMode: string; limits?: Partial<ServerLimits> },
): Promise<Docker.Container> {
  const { id } = run.competition.facts;
  const limits = serverLimits(options.limits);
  const memory = limits.uploadBytes + limits.checkBytes + serverBytes;
  try {
    return await docker.createContainer({
      name: `grader-${uniquePart(run.runId)}-${run.attempt}`,
      Image: options.image,
      Cmd: [
        ...["--competition-id", id, "--host", "127.0.0.1", "--port", "5000", "--log-file", "/dev/stdout"],
        ...["--max-bytes", limits.uploadBytes, "--max-memory", limits.checkBytes].map(String),
        ...["--max-seconds", limits.checkSeconds].map(String),
        ...["--rate", `${limits.rateRequests}/${limits.rateSeconds}`],
      ],
      User: userFor(run.privateDirectory),
      Labels: runLabels(run, "grader"),
      // The runner asks it once; a check every two seconds for a day would cost the agent time.
      Healthcheck: { Test: ["NONE"] },
      HostConfig: {
        Init: true,
        NetworkMode: options.networkMode === "host" ? "host" : `container:${options.agentId}`,
        IpcMode: "private",
        ReadonlyRootfs: true,
        Tmpfs: { "/tmp": `rw,nosuid,nodev,noexec,mode=1777,size=${limits.uploadBytes + 64 * 2 ** 20}` },
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges"],
        Memory: memory,
        MemorySwap: memory,
        PidsLimit: 256,
        RestartPolicy: { Name: "no" },
        LogConfig: { Type: "local", Config: { "max-size": "1g", "max-file": "1", compress: "false" } },
        Mounts: [
          {
            Type: "bind",
            Source: run.privateDirectory,
            Target: `/private/data/${id}/prepared/private`,
            ReadOnly: true,
          },
        ],
      },
    });
  } catch (cause) {
    throw new UserError(
      `The engine cannot make a container for the grading server: ${engineMessage(cause)}`,
      {
        cause,
      },
    );
  }
}

/** Not root; who may read the answers. */
function userFor(directory: string): string {
  const { uid, gid } = statSync(directory);
  return `${uid === 0 ? graderUser : uid}:${gid === 0 && uid !== 0 ? graderUser : gid}`;
}

/**
 * Starts the server, unless it runs, and waits until it answers.
 * @throws UserError with what it said, when it does not
 */
export async function startGrader(container: Docker.Container, seconds = 60): Promise<void> {
  const { State, Config } = await container.inspect();
  if (!State.Running) await container.start();
  const check = healthCommand(Config.Entrypoint);
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    const { State } = await container.inspect();
    if (!State.Running) throw await startError(container, "ended instead of serving");
    if ((await runInside(container, check)) === 0) return;
    await pause(100);
  }
  throw await startError(container, `did not answer within ${seconds} seconds`);
}

/** Asks the server from beside it, with the program that runs it. */
function healthCommand(entryPoint: string | string[] | undefined): string[] {
  const [program = "node"] = [entryPoint ?? []].flat();
  const ask = `fetch("http://127.0.0.1:5000/health").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return [program, "-e", ask];
}

async function startError(container: Docker.Container, what: string): Promise<UserError> {
  const lines = await lastLoggedLines(container, 10).catch(() => []);
  return new UserError(
    `The grading server ${what}: ${lines
      .map(({ text }) => text)
      .join(" ")
      .trim()}`,
    {
      hint: "Its user must be able to read the private data: see the permissions of the prepared directory.",
    },
  );
}

/** Exit code of a command inside a container; undefined when the container cannot run one now. */
export async function runInside(
  container: Docker.Container,
  command: readonly string[],
  options: { user?: string; seconds?: number } = {},
): Promise<number | undefined> {
  const { user, seconds = 30 } = options;
  const exec = await container.exec({ Cmd: [...command], ...(user !== undefined && { User: user }) });
  // An answer that nobody reads keeps its connection open, and with it this process, until the engine tires of it.
  (await exec.start({ Detach: true })).resume();
  const deadline = performance.now() + seconds * 1000;
  for (let wait = 20; performance.now() < deadline; wait = Math.min(wait * 2, 200)) {
    const { Running, ExitCode } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    await pause(wait);
  }
  return undefined;
}

/** The validations that a server printed, read again only from where the last reading ended. */
export function readsValidations(container: Docker.Container): () => Promise<readonly RunValidation[]> {
  const known: RunValidation[] = [];
  let after = "";
  let reading: Promise<void> = Promise.resolve();
  const read = async (): Promise<void> => {
    for await (const { time, text } of eachLoggedLine(container, { after })) {
      after = time;
      const validation = parseValidation(text);
      if (validation !== undefined) known.push(validation);
    }
  };
  return async () => {
    reading = reading.catch(() => undefined).then(read);
    await reading;
    return [...known];
  };
}

function parseValidation(text: string): RunValidation | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(text) as RunValidation;
    return typeof value.verdict === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
