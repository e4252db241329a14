import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildContext, environmentContext, packContext } from "@mlebench/environment";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { docker, engineAnswers, ensureBaseImage } from "../../../tooling/docker-base/docker-for-tests.js";
import { agentContext, findAgent, resolveAgentCommand } from "../src/index.js";

const environment = "mlebench-env:test";
const image = "mlebench-agent-dummy:test";
const possible = engineAnswers("the dummy agent in its container");
const containers: string[] = [];

async function build(tag: string, context: BuildContext): Promise<void> {
  const flags = [
    ...Object.entries(context.buildArgs).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
    ...Object.entries(context.labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
  ];
  const built = await docker(["build", "-t", tag, ...flags, "-"], await packContext(context));
  expect(built.status, `${built.stdout.slice(-2000)}${built.stderr.slice(-2000)}`).toBe(0);
}

/** Answers like the grading server, which shares the container's network. */
const server = `
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        verdict = "Submission is valid." if b"id,y" in body else "Submission invalid! No column y."
        answer = ('{"result":"' + verdict + '"}').encode()
        self.send_response(200); self.send_header("Content-Length", str(len(answer))); self.end_headers(); self.wfile.write(answer)
    def log_message(self, *arguments): pass
http.server.HTTPServer(("127.0.0.1", 5000), Handler).serve_forever()
`;

/** Runs the dummy agent on a data directory that `fill` writes, with other flags for the engine if wanted. */
async function run(fill: (data: string) => void, flags: string[] = [], user = "nonroot") {
  const data = mkdtempSync(join(tmpdir(), "data-"));
  chmodSync(data, 0o755);
  writeFileSync(join(data, "description.md"), "# A task\n");
  fill(data);
  const created = await docker(["run", "-d", "--init", "-v", `${data}:/home/data:ro`, ...flags, image]);
  const container = created.stdout.trim();
  expect(container, created.stderr).not.toBe("");
  containers.push(container);
  await vi.waitFor(async () => expect((await docker(["logs", container])).stdout).toMatch(/ready after/), {
    timeout: 600_000,
    interval: 200,
  });
  await docker(["exec", "-d", container, "python3", "-c", server]);
  await vi.waitFor(
    async () =>
      expect(
        (await docker(["exec", container, "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5000"])).status,
      ).toBe(0),
    { timeout: 600_000, interval: 200 },
  );
  const { status, stdout } = await docker([
    "exec",
    "-u",
    user,
    container,
    ...resolveAgentCommand(findAgent("dummy"), {}).command,
  ]);
  return { status, container, lines: stdout.trimEnd().split("\n") };
}

const read = async (container: string, path: string) =>
  (await docker(["exec", container, "cat", path])).stdout;

describe.skipIf(!possible)("the dummy agent", () => {
  // The agent is another user; prepared data, for which the files made here stand, are readable under any umask.
  let umask: number;

  beforeAll(async () => {
    umask = process.umask(0o022);
    await build(environment, environmentContext({ heavy: false, baseImage: await ensureBaseImage() }));
    await build(image, agentContext(findAgent("dummy"), { environmentImage: environment }));
  });

  afterAll(async () => {
    process.umask(umask);
    if (containers.length > 0) await docker(["rm", "-f", ...containers]);
  });

  test("finds all five checks to hold, and hands in the sample submission", async () => {
    const { status, lines, container } = await run((data) => {
      writeFileSync(join(data, "sample_submission.csv"), "id,y\n1,0\n");
      writeFileSync(join(data, "train.csv"), "id,x,y\n");
    });
    expect(lines.filter((line) => line.startsWith("FAILED"))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("ok"))).toHaveLength(5);
    expect(status).toBe(0);
    expect(await read(container, "/home/submission/submission.csv")).toBe("id,y\n1,0\n");
    expect(await read(container, "/home/code/code.py")).toMatch(/dummy/);
    expect(await read(container, "/home/logs/run.log")).toMatch(/dummy/);
    expect((await docker(["exec", container, "ls", "-A", "/home/submission"])).stdout).toBe(
      "submission.csv\n",
    );
  });

  test("finds a sample under another name, deeper down or packed", async () => {
    const zip = Buffer.from(
      "UEsDBBQAAAAAAAAAIVhS+xVhCQAAAAkAAAAVAAAAc2FtcGxlX3N1Ym1pc3Npb24uY3N2aWQseQoyLDEKUEsBAhQDFAAAAAAAAAAhWFL7FWEJAAAACQAAABUAAAAAAAAAAAAAAIABAAAAAHNhbXBsZV9zdWJtaXNzaW9uLmNzdlBLBQYAAAAAAQABAEMAAAA8AAAAAAA=",
      "base64",
    );
    const packed = await run((data) => writeFileSync(join(data, "en_sample_submission_2.csv.zip"), zip));
    expect(packed.status, packed.lines.join("\n")).toBe(0);
    expect(await read(packed.container, "/home/submission/submission.csv")).toBe("id,y\n2,1\n");
    const deeper = await run((data) => {
      mkdirSync(join(data, "extra"));
      writeFileSync(join(data, "extra/sampleSubmission_null.csv"), "id,y\n3,1\n");
    });
    expect(deeper.status).toBe(0);
    expect(await read(deeper.container, "/home/submission/submission.csv")).toBe("id,y\n3,1\n");
  });

  test("fails, one line a check, when the environment is not as it should be", async () => {
    const sample = (text: string) => (data: string) =>
      writeFileSync(join(data, "sample_submission.csv"), text);
    const failed = (result: { lines: string[] }) => result.lines.filter((line) => line.startsWith("FAILED"));

    const invalid = await run(sample("id\n1\n"));
    expect([invalid.status, failed(invalid)]).toEqual([
      1,
      [expect.stringMatching(/not accepted: .*No column y/)],
    ]);

    const none = await run(() => {});
    expect([none.status, failed(none)]).toEqual([1, [expect.stringMatching(/no sample submission/)]]);

    const root = await run(sample("id,y\n"), [], "root");
    expect(root.status).toBe(1);
    expect(failed(root)).toEqual([
      expect.stringMatching(/runs as root/),
      expect.stringMatching(/private can be read/),
    ]);

    const answers = mkdtempSync(join(tmpdir(), "answers-"));
    writeFileSync(join(answers, "test.csv"), "id,y\n");
    chmodSync(answers, 0o755);
    const leaked = await run(sample("id,y\n"), ["-v", `${answers}:/private/data:ro`]);
    expect([leaked.status, failed(leaked)]).toEqual([1, [expect.stringMatching(/mounted: \/private\/data/)]]);
  });
});
