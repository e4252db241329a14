import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { openSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { resumeRunGroup, runAgents } from "@mlebench/runner";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engineAnswers, ensureBaseImage } from "../../../tooling/docker-base/docker-for-tests.js";
import { buildImage, connect, createDockerBackend } from "../src/index.js";
import { backendOptions, copySample, images, leftovers, setUp } from "./harness.js";

/** An engine of this test's own, which it may stop. */
interface OwnEngine {
  socket: string;
  start(): Promise<void>;
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  remove(): Promise<void>;
}

async function ownEngine(): Promise<OwnEngine> {
  // A socket's path must be short.
  const directory = await mkdtemp("/tmp/mlebench-engine-");
  const socket = join(directory, "s");
  const log = openSync(join(directory, "log"), "a");
  let engine: ChildProcess | undefined;
  const answers = (): boolean =>
    spawnSync("docker", ["-H", `unix://${socket}`, "version"], { timeout: 10_000 }).status === 0;
  /** Process id of the engine's containerd, while it lives. */
  const containerd = (): number | undefined => {
    try {
      const id = Number(readFileSync(join(directory, "exec/containerd/containerd.pid"), "utf8"));
      return readFileSync(`/proc/${id}/cmdline`, "utf8").includes(directory) ? id : undefined;
    } catch {
      return undefined;
    }
  };
  const own: OwnEngine = {
    socket,
    async start() {
      // In a network of its own: an engine takes the bridges of another one for its own leftovers.
      engine = spawn(
        "unshare",
        [
          ...["--net", "dockerd"],
          ...["--data-root", join(directory, "data"), "--exec-root", join(directory, "exec")],
          ...["-H", `unix://${socket}`, "--pidfile", join(directory, "pid"), "--bridge", "none"],
          ...["--iptables=false", "--ip6tables=false"],
        ],
        { stdio: ["ignore", log, log] },
      );
      for (let tries = 0; !answers(); tries++) {
        if (tries > 6000 || engine.exitCode !== null) {
          throw new Error(
            `dockerd does not start: ${readFileSync(join(directory, "log"), "utf8").slice(-2000)}`,
          );
        }
        await sleep(100);
      }
    },
    async stop(signal) {
      if (engine === undefined || engine.exitCode !== null || engine.signalCode !== null) return;
      const ended = new Promise((resolve) => engine?.once("exit", resolve));
      engine.kill(signal);
      await ended;
      // Where its containerd is a service of its own, it lives on; this one dies with its engine.
      await vi.waitFor(() => expect(containerd()).toBeUndefined(), { timeout: 300_000 });
      rmSync(join(directory, "exec/containerd/containerd.pid"), { force: true });
    },
    async remove() {
      await own.stop("SIGTERM");
      const mounts = readFileSync("/proc/mounts", "utf8")
        .split("\n")
        .map((line) => line.split(" ")[1] ?? "")
        .filter((path) => path.startsWith(`${directory}/`));
      for (const path of mounts.reverse()) spawnSync("umount", [path]);
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return own;
}

const possible =
  engineAnswers("an engine that is restarted during a run") &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["--net", "dockerd", "--version"]).status === 0;
if (!possible)
  process.stderr.write("\nSKIPPED, NOT TESTED: an engine restarted during a run needs root and dockerd\n");

describe.skipIf(!possible)("an engine restarted during a run", () => {
  let engine: OwnEngine;

  beforeAll(async () => {
    engine = await ownEngine();
    await engine.start();
    const base = await ensureBaseImage();
    execFileSync("bash", [
      "-c",
      `set -o pipefail; docker save ${base} | docker -H unix://${engine.socket} load`,
    ]);
    const start = '#!/bin/bash\ncd /home\neval "$SCRIPT"\n';
    const dockerfile = [
      `FROM ${base}`,
      "RUN useradd --create-home nonroot && mkdir -p /home/submission /home/logs /home/code && chmod 777 /home/*",
      "COPY start.sh /home/agent/start.sh",
      "",
    ].join("\n");
    await buildImage(connect({ socketPath: engine.socket }), {
      files: [
        { path: "Dockerfile", mode: 0o644, bytes: Buffer.from(dockerfile) },
        { path: "start.sh", mode: 0o755, bytes: Buffer.from(start) },
      ],
      tag: images.fake,
    });
  });

  afterAll(() => engine.remove());

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "by %s costs the run in flight: its output is collected, and it is run again when resumed",
    async (signal) => {
      // The agent takes its end for its own: only the engine tells that it was none.
      const script = `trap 'exit 0' TERM; ${copySample}; echo begun; for i in $(seq 1 40); do sleep 0.2; done`;
      const make = () =>
        createDockerBackend(
          backendOptions({ engine: { socketPath: engine.socket }, engineTimeoutSeconds: 60 }),
        );
      let disturbed: Promise<void> | undefined;
      const { options } = await setUp(script, { backend: make() });
      const result = await runAgents({
        ...options,
        onEvent({ type }) {
          if (type !== "log" || disturbed !== undefined) return;
          disturbed = engine.stop(signal).then(() => engine.start());
        },
      });
      await disturbed;
      const [record] = Object.values(result.runs);
      expect(record, record.reason ?? "").toMatchObject({
        status: "lost",
        attempt: 1,
        submission: { kind: "file" },
      });
      const resumed = await resumeRunGroup(result.directory, {
        ...options,
        backend: make(),
        competition: () => options.competitions[0],
      });
      expect(Object.values(resumed.runs)).toEqual([
        expect.objectContaining({
          status: "succeeded",
          attempt: 2,
          submission: expect.objectContaining({ kind: "file" }),
        }),
      ]);
      expect(await leftovers(connect({ socketPath: engine.socket }))).toEqual([]);
    },
  );
});
