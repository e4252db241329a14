import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createProgram } from "../src/program.js";

let printed = { stdout: "", stderr: "" };
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-manifests-"));
  printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    vi.spyOn(process[name], "write").mockImplementation((chunk) => {
      printed[name] += String(chunk);
      return true;
    });
  vi.stubEnv("OPENAI_API_KEY", "");
  delete process.env.OPENAI_API_KEY;
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** `mlebench run` as it is typed, without any data on this machine. */
async function run(...words: string[]): Promise<number | undefined> {
  let exitCode: number | undefined;
  const program = createProgram((code) => {
    exitCode = code;
  });
  const places = ["--data-dir", join(directory, "data"), "--run-dir", join(directory, "runs")];
  await program.parseAsync(["run", "-c", "spaceship-titanic", ...places, ...words], { from: "user" });
  return exitCode;
}

const kubernetes = [
  ...[
    "--backend",
    "kubernetes",
    "--backend-options",
    "registry=registry.example.org/team",
    "namespace=bench",
  ],
  ...["--cpus", "4", "--memory", "16g"],
];
const manifests = (): string => join(directory, "deep", "manifests");

describe("run --dry-run -o", () => {
  test("writes the manifests of all runs, and says what to do with them", async () => {
    expect(
      await run(
        "--agent-id",
        "aide",
        ...kubernetes,
        "--n-seeds",
        "2",
        "--grade",
        "--dry-run",
        "-o",
        manifests(),
      ),
    ).toBe(0);
    const names = readdirSync(manifests());
    expect(names.filter((name) => name.startsWith("20-run-mlebench-spaceship-titanic-s"))).toHaveLength(2);
    expect(printed.stdout.trim().split("\n")).toEqual(names.sort().map((name) => join(manifests(), name)));
    expect(printed.stderr).toContain("all 2 Jobs may run at the same time");
    expect(printed.stderr).toContain("`--grade` has no effect");
    expect(printed.stderr).toContain("Wrote the manifests of 2 runs, nothing started. Next:");
    expect(printed.stderr).toContain(
      'kubectl -n bench create secret generic mlebench-agent --from-literal=OPENAI_API_KEY="$OPENAI_API_KEY"',
    );
    expect(printed.stderr.trimEnd()).toMatch(/ {2}kubectl apply --server-side -f \S+\/manifests$/);
    expect(readFileSync(join(manifests(), "grader-image/Dockerfile"), "utf8")).toContain("grading-server");
    expect(readdirSync(join(directory))).toEqual(["deep"]);
    expect(readdirSync(join(directory, "deep"))).toEqual(["manifests"]);
  });

  test("prints JSON for programs, without secrets", async () => {
    const secret = ["$", "{{ secrets.MY_TOKEN }}"].join("");
    vi.stubEnv("MY_TOKEN", "hush");
    const words = ["--agent-id", "dummy", "--env-vars", `MY_TOKEN=${secret}`, "--dry-run", "--json"];
    expect(await run(...kubernetes, ...words, "-o", manifests())).toBe(0);
    const result = JSON.parse(printed.stdout);
    expect(result).toMatchObject({
      run_group: expect.stringMatching(/_run-group_dummy$/),
      directory: manifests(),
      runs: [
        {
          competition_id: "spaceship-titanic",
          seed: 0,
          run_id: expect.stringMatching(/^spaceship-titanic_/),
        },
      ],
      next: expect.arrayContaining([`kubectl apply --server-side -f ${manifests()}`]),
      warnings: [],
    });
    for (const path of result.files) {
      expect(statSync(join(manifests(), path)).isFile()).toBe(true);
      expect(readFileSync(join(manifests(), path), "utf8")).not.toContain("hush");
    }
    expect(printed.stdout).not.toContain("hush");
  });

  test("writes nothing into a directory with something in it, and nothing that is incomplete", async () => {
    mkdirSync(manifests(), { recursive: true });
    writeFileSync(join(manifests(), "mine"), "");
    const words = ["--agent-id", "dummy", "--dry-run", "-o", manifests()];
    await expect(run(...kubernetes, ...words)).rejects.toThrow(
      "The directory for the manifests is not empty",
    );
    expect(readdirSync(manifests())).toEqual(["mine"]);
    await expect(run(...kubernetes, ...words.slice(0, -1), join(manifests(), "mine"))).rejects.toThrow(
      "is a file",
    );
    await expect(run(...kubernetes, ...words.slice(0, -1), join(manifests(), "mine", "x"))).rejects.toThrow(
      "Cannot write the manifests",
    );
    await expect(run(...kubernetes, ...words.slice(0, -1), "")).rejects.toThrow("requires a directory");
    if (process.platform === "linux")
      await expect(run(...kubernetes, ...words.slice(0, -1), "/proc/manifests")).rejects.toThrow(
        "Cannot write the manifests",
      );
  });

  test.each<[string, string[], RegExp]>([
    [
      "a backend that starts runs",
      ["--backend", "process", "--dry-run"],
      /requires a backend that writes manifests, which `process` does not/,
    ],
    ["no dry run", [...kubernetes], /requires `--dry-run` and a new run group/],
    ["a run group to resume", ["--resume", "g", "--dry-run"], /requires `--dry-run` and a new run group/],
    [
      "no limits",
      [...kubernetes.slice(0, 5), "--dry-run"],
      /requires limits\. Missing: `--cpus`, `--memory`/,
    ],
    [
      "no registry",
      [...kubernetes.slice(0, 2), ...kubernetes.slice(5), "--dry-run"],
      /where to pull images from/,
    ],
    [
      "a secret in clear",
      [...kubernetes, "--dry-run", "--env-vars", "API_KEY=sk-1"],
      /`API_KEY` seems to be a secret/,
    ],
    ["a network of Docker", [...kubernetes, "--dry-run", "--network", "mine"], /Network `mine` not found/],
    ["devices", [...kubernetes, "--dry-run", "--gpus", "0"], /cannot follow `--gpus`/],
    ["all GPUs", [...kubernetes, "--dry-run", "--gpus-per-run", "-1"], /cannot follow `--gpus-per-run -1`/],
    ["retries", [...kubernetes, "--dry-run", "--retry-on-error", "1"], /cannot follow `--retry-on-error`/],
    [
      "a taint of no form",
      [...kubernetes, "--backend-options", "tolerations=a=b:Never", "--dry-run"],
      /Invalid `tolerations`/,
    ],
  ])("refuses %s", async (_what, words, message) => {
    const all = ["--agent-id", "dummy", ...words, "-o", manifests()];
    await expect(run(...all)).rejects.toThrow(message);
    expect(existsSync(manifests())).toBe(false);
  });
});

test("a run on a cluster that is only described starts nothing, before anything else is looked at", async () => {
  await expect(run("--agent-id", "dummy", ...kubernetes)).rejects.toMatchObject({
    message: "The backend `kubernetes` only writes manifests and starts no runs",
    details: { hint: expect.stringContaining("`kubectl apply --server-side -f DIR`") },
  });
  expect(readdirSync(directory)).toEqual([]);
});

test("a dry run without a directory shows the plan, and needs neither data nor secrets", async () => {
  expect(await run("--agent-id", "aide", ...kubernetes, "--dry-run")).toBe(0);
  expect(printed.stdout).toContain("spaceship-titanic");
  expect(printed.stderr).not.toContain("missing:");
  printed.stderr = "";
  expect(await run("--agent-id", "aide", "--backend", "kubernetes", "--dry-run")).toBe(0);
  expect(printed.stderr).toContain("missing: A run in Kubernetes requires limits");
});

test("cleaning says how it is done in the cluster", async () => {
  const words = ["run", "clean", "--backend", "kubernetes", "--run-group", "g", "--run-dir", directory];
  await expect(createProgram(() => {}).parseAsync(words, { from: "user" })).rejects.toMatchObject({
    details: { hint: "Run `kubectl delete jobs,configmaps,networkpolicies -l mlebench.run-group=g`." },
  });
});
