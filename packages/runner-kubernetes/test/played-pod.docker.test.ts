import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildFile, describeRuns, type RunSettingInputs } from "@mlebench/runner";
import { buildImage, connect } from "@mlebench/runner-docker";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { baseImage, docker, engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import {
  buildEnvironment,
  buildFakeAgent,
  copySample,
  fakeAgent,
  images,
  makeMiniatures,
} from "../../runner-docker/test/harness.js";
import { createKubernetesBackend } from "../src/index.js";
import { playPod, removePods } from "./play-pod.js";
import { type JobObject, readObjects } from "./templates.js";

const possible = engineAnswers("manifests of runs in containers of Docker");

describe.skipIf(!possible)("a run's Pod, played in Docker", () => {
  const engine = connect();
  let data: Awaited<ReturnType<typeof makeMiniatures>>;

  beforeAll(async () => {
    await buildEnvironment(engine);
    await buildFakeAgent(engine);
    data = await makeMiniatures();
  });

  afterAll(removePods);

  /** Writes the manifests of a run, and plays them. */
  async function play(
    script: string,
    settings: RunSettingInputs = {},
    environment: Record<string, string> = {},
  ) {
    const agent = fakeAgent(script);
    const { files, runs, runGroup } = await describeRuns({
      backend: createKubernetesBackend({ registry: "localhost/mlebench-test", graderNode: "host" }),
      agent: { ...agent, environment: { ...agent.environment, ...environment } },
      competitions: data.competitions.slice(0, 1),
      // Neither of them is here.
      ...{ dataDirectory: "/nowhere", runsDirectory: "/nowhere", directory: "/nowhere" },
      settings: { image: images.fake, cpus: 1, memory: "1g", timeout: "10m", grace: "1s", ...settings },
      environment: {},
    });
    const objects = files.flatMap(({ path, bytes = Buffer.from("") }) =>
      path.endsWith(".yaml") ? readObjects(Buffer.from(bytes).toString()) : [],
    );
    const job = objects.find(({ kind }) => kind === "Job") as JobObject;
    await buildGrader(files, job.spec.template.spec.initContainers[0].image);
    const results = mkdtempSync(join(tmpdir(), "mlebench-results-"));
    // The grading server has a user of its own.
    chmodSync(data.dataDirectory, 0o755);
    const pod = await playPod(job, objects, {
      claims: { "mlebench-data": data.dataDirectory, "mlebench-results": results },
      secrets: { TOKEN: "a secret $(SEED) value" },
      pauseImage: baseImage(),
    });
    return { pod, directory: join(results, runGroup, runs[0].runId) };
  }

  /** Its tag says what is in it. */
  async function buildGrader(files: readonly BuildFile[], tag: string): Promise<void> {
    if ((await docker(["image", "inspect", tag])).status === 0) return;
    const context = files.flatMap((file) =>
      file.path.startsWith("grader-image/")
        ? [{ ...file, path: file.path.slice("grader-image/".length) }]
        : [],
    );
    await buildImage(engine, { files: context, tag, buildArgs: { BASE_IMAGE: baseImage() } });
  }

  const endOf = (directory: string): unknown => JSON.parse(readFileSync(join(directory, "end.json"), "utf8"));

  test("validates, saves what the agent has made, and keeps answers, records, and root from it", async () => {
    const { pod, directory } = await play(
      `${copySample}
      /home/validate_submission.sh /home/submission/submission.csv
      echo "$(id -un) $COMPETITION_ID $TOKEN"
      find / -name private -path '*data*' 2>/dev/null
      ls /private /opt/supervisor/record 2>&1 | grep -c denied
      sudo -n true 2>/dev/null && echo root
      touch /home/data/x 2>/dev/null && echo writable
      echo hidden > /home/code/mine; chmod 000 /home/code/mine
      nohup sleep 1000 &
      exit 3`,
      {},
      { TOKEN: ["$", "{{ secrets.TOKEN }}"].join("") },
    );
    const { exitCode, output } = await pod.end();
    expect(output.split("\n").slice(0, 3)).toEqual([
      expect.stringContaining("Submission is valid."),
      "nonroot spaceship-titanic a secret $(SEED) value",
      "2",
    ]);
    expect(output).not.toMatch(/root$|writable/m);
    expect(exitCode).toBe(3);
    expect(endOf(directory)).toMatchObject({ exit_code: 3, reason: "exited" });
    expect(readdirSync(directory).sort()).toEqual([
      ...["code", "end.json", "logs", "run.log", "submission", "validations.jsonl"],
    ]);
    expect(readFileSync(join(directory, "run.log"), "utf8")).toBe(output);
    expect(readFileSync(join(directory, "code/mine"), "utf8")).toBe("hidden\n");
    expect(JSON.parse(readFileSync(join(directory, "validations.jsonl"), "utf8"))).toMatchObject({
      verdict: "valid",
    });
    expect(readFileSync(join(directory, "submission/submission.csv"), "utf8")).toContain("PassengerId");
  });

  test("ends at the time limit, also an agent that does not want to", async () => {
    const { pod, directory } = await play(`${copySample}; trap '' TERM; while :; do sleep 1; done`, {
      timeout: "2s",
    });
    expect((await pod.end()).exitCode).toBe(124);
    expect(endOf(directory)).toMatchObject({ exit_code: 137, reason: "timed out" });
    expect(existsSync(join(directory, "submission/submission.csv"))).toBe(true);
  });

  test("ends when it is asked to, and keeps what is there", async () => {
    const { pod, directory } = await play(
      `${copySample}; echo begun; trap 'exit 7' TERM; while :; do sleep 1; done`,
    );
    await vi.waitFor(
      async () => expect((await docker(["logs", pod.container("agent")])).stdout).toContain("begun"),
      {
        timeout: 300_000,
      },
    );
    await docker(["kill", "-s", "TERM", pod.container("agent")]);
    expect((await pod.end()).exitCode).toBe(7);
    expect(endOf(directory)).toMatchObject({ exit_code: 7, reason: "canceled" });
    expect(existsSync(join(directory, "submission/submission.csv"))).toBe(true);
  });
});
