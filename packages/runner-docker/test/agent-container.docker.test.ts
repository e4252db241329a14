import { existsSync, readdirSync, readFileSync } from "node:fs";
import { globalAgent } from "node:http";
import { join } from "node:path";
import { competitionPaths } from "@mlebench/core";
import { cleanRuns, resumeRunGroup, runAgents } from "@mlebench/runner";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { buildImage, connect, createDockerBackend, imageDigest } from "../src/index.js";
import {
  agentLines,
  backendOptions,
  buildEnvironment,
  buildFakeAgent,
  copySample,
  images,
  leftovers,
  miniatures,
  runOnce,
  setUp,
} from "./harness.js";

const possible = engineAnswers("what an agent finds in its container");

describe.skipIf(!possible)("an agent in its container", () => {
  const docker = connect();
  beforeAll(async () => {
    await buildEnvironment(docker);
    await buildFakeAgent(docker);
  });

  afterAll(async () => {
    expect(await leftovers(docker)).toEqual([]);
  });

  test("is started as the reference starts it", async () => {
    const script = `id -un; id -gn; pwd; echo "$HOME"; read -t 1 line || echo no input
      python3 -c 'import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)'
      echo "$COMPETITION_ID $TIME_LIMIT_SECS"; cat /home/data/description.md; echo; ls -d /home/data/sample*; touch /home/data/x 2>&1
      echo to stderr >&2; exit 7`;
    const { record, lines } = await runOnce(script, { description: () => "What to do." });
    expect(record).toMatchObject({ status: "failed", exit_code: 7 });
    expect(lines).toEqual([
      "nonroot",
      "nonroot",
      "/home",
      "/home/nonroot",
      "no input",
      "True",
      "spaceship-titanic 600",
      "What to do.",
      "/home/data/sample_submission.csv",
      "touch: cannot touch '/home/data/x': Read-only file system",
      "to stderr",
    ]);
  });

  test("has the cores, memory, processes and files that it was given, and only those", async () => {
    const script = `nproc; python3 -c 'import os; print(sorted(os.sched_getaffinity(0)))'
      cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null
      cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null
      df -B1 --output=size /dev/shm | tail -1 | xargs; ulimit -n; echo "$COLOR"; cat /etc/hosts | grep somewhere; df /scratch | tail -1 | cut -d' ' -f1`;
    const { lines } = await runOnce(script, {
      settings: {
        ...{ cpus: 1, memory: 300 * 2 ** 20, pids: 77, shmSize: 32 * 2 ** 20 },
        shareCpus: false,
        nWorkers: 1,
        containerConfig: {
          mem_limit: "4g",
          shm_size: "1g",
          ulimits: [{ name: "nofile", soft: 333, hard: 444 }],
          environment: { COLOR: "blue" },
          extra_hosts: { somewhere: "10.1.2.3" },
          tmpfs: { "/scratch": "size=1m" },
          gpus: 0,
          runtime: null,
        },
      },
    });
    expect(lines).toEqual([
      "1",
      expect.stringMatching(/^\[\d\]$/),
      String(300 * 2 ** 20),
      "77",
      String(32 * 2 ** 20),
      "333",
      "blue",
      expect.stringMatching(/^10\.1\.2\.3\s+somewhere$/),
      "tmpfs",
    ]);
  });

  test("does not learn the competition if that is hidden", async () => {
    const script = `env; hostname; getent hosts "$(hostname -i | cut -d" " -f1)"; cat /proc/self/mountinfo
      cat /home/instructions.txt; cat /home/data/description.md; echo; ls /home/data; sudo touch /home/data/train.csv; echo end`;
    const { lines, record, result } = await runOnce(script, {
      settings: { obfuscated: true, network: "bridge" },
      description: () => "A task.",
    });
    expect(record.status).toBe("succeeded");
    expect(lines.slice(-7)).toEqual([
      "A task.",
      "description.md",
      "sample_submission.csv",
      "test.csv",
      "train.csv",
      "touch: cannot touch '/home/data/train.csv': Read-only file system",
      "end",
    ]);
    expect(lines.join("\n")).toMatch(/ \/home\/data /);
    expect(lines.join("\n")).not.toMatch(/spaceship|titanic|kaggle|COMPETITION_ID/i);
    expect(readdirSync(result.directory)).not.toContain(".obfuscated");
    const { dataDirectory, competitions } = await miniatures();
    const { public: directory } = competitionPaths(dataDirectory, competitions[0].facts);
    expect(readFileSync(join(directory, "description.md"), "utf8")).not.toBe("A task.");
  });

  test.each([
    ["none", ["lo"]],
    ["internal", ["eth0", "lo"]],
    ["bridge", ["eth0", "lo"]],
  ])("with the network %s has its interfaces, and can always validate", async (network, interfaces) => {
    const script = `for name in /sys/class/net/*; do [ "$name" = /sys/class/net/lo ] || [ -e "$name/device" ] || [ "$(cat $name/iflink)" != "$(cat $name/ifindex)" ] && basename $name; done | xargs
      ${copySample}; bash /home/validate_submission.sh /home/submission/submission.csv
      curl -s -m 3 -o /dev/null http://1.1.1.1/ && echo out || echo in`;
    const { lines, record } = await runOnce(script, { settings: { network } });
    expect(lines[0].split(" ").filter((name) => /^(eth|lo)/.test(name))).toEqual(interfaces);
    expect(lines.join("\n")).toMatch(/Submission is valid/);
    // Whether a bridge leads anywhere depends on the machine.
    if (network !== "bridge") expect(lines.at(-1)).toBe("in");
    expect(record).toMatchObject({ validations: { total: 1, valid: 1 }, backend: { network } });
  });

  test("that gets SIGTERM can clean up", async () => {
    const script = `python3 - <<'END' &
import signal, sys, time
def stop(*_):
    open("/home/logs/last", "w").write("in order"); print("in order", flush=True); sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
time.sleep(3600)
END
      ${copySample}; wait; sleep 3600`;
    const { record, directory, lines } = await runOnce(script, {
      settings: { timeout: 10, grace: 600 },
    });
    expect(record).toMatchObject({ status: "timed out", submission: { kind: "file" } });
    expect(lines).toEqual(["ready", "in order"]);
    expect(readFileSync(join(directory, "logs/last"), "utf8")).toBe("in order");
    expect(record.seconds).toBeLessThan(600);
  });

  test("ends with its own exit code, also when it stops itself meanwhile or got SIGTERM", async () => {
    const stopping = await runOnce("(sleep 1; kill -s CONT $$) & kill -s STOP $$; exit 9");
    expect(stopping.record).toMatchObject({ status: "failed", exit_code: 9 });
    const told = await runOnce("trap 'exit 5' TERM; while :; do sleep 0.1; done", {
      settings: { timeout: 5, grace: 600 },
    });
    expect(told.record).toMatchObject({ status: "timed out", exit_code: 5 });
  });

  test("that asks for a GPU where there is none is refused with a hint", async () => {
    const { record } = await runOnce("true", {
      settings: { containerConfig: { device_requests: [{ driver: "none", count: 1 }] } },
    });
    expect(record.status).toBe("error");
    expect(record.reason).toMatch(/device driver "none".*NVIDIA Container Toolkit/);
  });

  test("is watched while it works: output on the host, memory, cores and submission", async () => {
    // It works until it has been seen.
    const script = `${copySample}; echo first > /home/code/first.py; ln -s /etc /home/code/etc
      exec python3 -c 'a = bytearray(150_000_000)
while True: pass'`;
    const stop = new AbortController();
    const { options, events } = await setUp(script, {
      backend: createDockerBackend(backendOptions({ liveCopySeconds: 0.3 })),
      settings: { timeout: 3600 },
      signal: stop.signal,
    });
    const running = runAgents(options);
    const found = (name: string): string | undefined => {
      const runs = existsSync(options.runsDirectory)
        ? readdirSync(options.runsDirectory, { recursive: true, encoding: "utf8" })
        : [];
      return runs.find((path) => path.endsWith(name));
    };
    const most = (of: "memoryBytes" | "cpuCores"): number =>
      Math.max(...events.map((event) => (event.type === "usage" ? (event.usage[of] ?? 0) : 0)));
    const patience = { timeout: 600_000, interval: 50 };
    await vi.waitFor(() => expect(found("code/first.py")).toBeDefined(), patience);
    await vi.waitFor(() => expect(found("submission/submission.csv")).toBeDefined(), patience);
    await vi.waitFor(() => expect(most("memoryBytes")).toBeGreaterThan(140e6), patience);
    await vi.waitFor(() => expect(most("cpuCores")).toBeGreaterThan(0), patience);
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain("submission"), patience);
    expect(events.map(({ type }) => type)).not.toContain("run-stopping");
    stop.abort();
    const [record] = Object.values((await running).runs);
    expect(record).toMatchObject({ status: "interrupted", submission: { kind: "file" } });
    expect(events.filter(({ type }) => type === "submission")).toHaveLength(1);
    expect(found("code/etc")).toBeUndefined();
    // A connection that is not given back keeps the process for minutes.
    await vi.waitFor(() => expect(Object.keys(globalAgent.sockets)).toEqual([]), { timeout: 60_000 });
  });

  test("stays after its run if wanted, until it is cleaned, and nothing else is removed", async () => {
    const other = await docker.createContainer({ Image: images.fake, Cmd: ["true"] });
    try {
      const { result } = await runOnce(copySample, { settings: { retain: true, network: "bridge" } });
      const backend = createDockerBackend(backendOptions());
      const { runGroup } = result;
      const expected = [
        expect.stringMatching(/^container grader-[0-9a-f]{32}-1$/),
        expect.stringMatching(/^container competition-spaceship-titanic-[\dTUC-]+-[0-9a-f]{32}$/),
        expect.stringMatching(/^network mlebench-[0-9a-f]{32}-1$/),
      ];
      expect(await backend.clean({ runGroup: "another" })).toEqual([]);
      expect(await backend.clean({ runGroup, dryRun: true })).toEqual(expected);
      expect(await backend.clean({ runGroup })).toEqual(expected);
      expect(await backend.clean({ runGroup })).toEqual([]);
      expect((await other.inspect()).State.Status).toBe("created");
    } finally {
      await other.remove({ force: true });
    }
  });

  test("is not cleaned away while its runner works", async () => {
    const { options, events } = await setUp("sleep 4");
    const running = runAgents(options);
    await vi.waitFor(() => expect(events.some(({ type }) => type === "run-started")).toBe(true), 20_000);
    const started = events.find((event) => event.type === "group-started");
    const inUse: string[] = [];
    const runGroup = started?.type === "group-started" ? started.runGroup : "";
    const removed = await cleanRuns(createDockerBackend(backendOptions()), {
      runGroup,
      onInUse: (directory) => inUse.push(directory),
    });
    const { directory, runs } = await running;
    expect(removed).toEqual([]);
    expect(inUse).toEqual([directory]);
    expect(Object.values(runs)).toMatchObject([{ status: "succeeded", attempt: 1 }]);
  });

  test("is refused with a sentence when it cannot be run", async () => {
    const refusal = async (changes: Parameters<typeof setUp>[1]): Promise<string> => {
      const { options } = await setUp("true", changes);
      return runAgents(options).then(
        () => "",
        (error: Error) => error.message,
      );
    };
    expect(await refusal({ settings: { image: "no-such-agent" } })).toBe("Image `no-such-agent` not found");
    expect(await refusal({ settings: { runtime: "sysbox-runc" } })).toBe(
      'The engine has no runtime "sysbox-runc"',
    );
    expect(await refusal({ settings: { containerConfig: { runtime: "sysbox-runc" } } })).toMatch(
      /no runtime/,
    );
    expect(await refusal({ settings: { network: "nowhere" } })).toBe("Network `nowhere` not found");
    expect(await refusal({ settings: { containerConfig: { memory: "4g" } } })).toMatch(/^The key "memory"/);
    const backend = createDockerBackend({ engine: { socketPath: "/nowhere/docker.sock" } });
    expect(await refusal({ backend })).toMatch(/^No Docker engine answers: .*ENOENT/);
  });

  test("fails and says why if its image has no user for it", async () => {
    const tag = "mlebench-agent-userless:test";
    const dockerfile = `FROM ${images.fake}\nRUN userdel nonroot\n`;
    await buildImage(docker, {
      files: [{ path: "Dockerfile", mode: 0o644, bytes: Buffer.from(dockerfile) }],
      tag,
    });
    const { record } = await runOnce("true", { settings: { image: tag } });
    expect(record.status).toBe("error");
    expect(record.reason).toMatch(/no user nonroot/);
  });

  test("is distinguished by its image's digest in the metadata", async () => {
    const { record, result } = await runOnce(copySample);
    const digest = await imageDigest(docker, images.fake);
    expect(record.backend).toMatchObject({ agent: { image: images.fake, image_id: digest?.id } });
    const metadata = JSON.parse(readFileSync(result.metadata, "utf8"));
    expect(metadata.versions.backend.engine.version).toMatch(/^\d+/);
    expect(await resumeDoesNothing(result.directory)).toBe(true);
  });

  async function resumeDoesNothing(directory: string): Promise<boolean> {
    const { options, events } = await setUp(copySample);
    const result = await resumeRunGroup(directory, {
      ...options,
      competition: () => options.competitions[0],
    });
    return result.complete && !events.some(({ type }) => type === "run-starting");
  }

  test("reports the failed build step of its image with its last lines", async () => {
    const dockerfile = `FROM ${images.fake}\nRUN echo before\nRUN echo one; echo two >&2; exit 3\n`;
    const seen: string[] = [];
    const building = buildImage(docker, {
      files: [{ path: "Dockerfile", mode: 0o644, bytes: Buffer.from(dockerfile) }],
      tag: "mlebench-agent-broken:test",
      onProgress: ({ step, steps, text }) => seen.push(`${step}/${steps} ${text}`),
    });
    await expect(building).rejects.toThrow(
      /mlebench-agent-broken:test could not be built at step 3 of 3, `RUN echo one.*exit 3`: .*code: 3/,
    );
    await expect(building).rejects.toThrow(/\n {2}\| (one\n {2}\| two|two\n {2}\| one)\n$/);
    expect(seen).toContain("1/3 Step 1/3 : FROM mlebench-agent-fake:test");
  });

  test("logs of several runs do not mix", async () => {
    const { options } = await setUp(`${copySample}; for i in $(seq 1 50); do echo "$HOSTNAME"; done`, {
      settings: { nSeeds: 2, nWorkers: 2 },
    });
    const result = await runAgents(options);
    const lines = Object.keys(result.runs).map((id) => agentLines(join(result.directory, id, "run.log")));
    expect(lines.map((each) => new Set(each).size)).toEqual([1, 1]);
    expect(lines.map((each) => each.length)).toEqual([50, 50]);
    expect(lines[0][0]).not.toBe(lines[1][0]);
  });
});
