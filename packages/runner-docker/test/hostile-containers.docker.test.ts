import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Backend, runAgents } from "@mlebench/runner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineAnswers } from "../../../tooling/docker-base/docker-for-tests.js";
import { connect } from "../src/index.js";
import {
  agentLines,
  buildEnvironment,
  buildFakeAgent,
  copySample,
  leftovers,
  makeMiniatures,
  pathsOf,
  runOnce,
  setUp,
} from "./harness.js";

const possible = engineAnswers("agents that attack their container");

/** Looks for marked answers wherever root can; the pattern does not match itself. */
const searchScript = `
id -u
echo "zq7-answe""r-0000" > /root/control
p='zq7-answe[r]-[0-9]+'
echo "== files"; find / -xdev -type f -size -50M -print0 | xargs -0 grep -aEoh "$p" 2>/dev/null | sort | uniq -c
grep -raEoh "$p" /home/data /dev/shm /run /tmp /private 2>/dev/null
echo "== processes"
for f in /proc/[0-9]*/environ /proc/[0-9]*/cmdline /proc/[0-9]*/mountinfo /proc/[0-9]*/net/unix; do tr '\\0' '\\n' < $f 2>/dev/null | grep -aEo "$p|/private.*|grading.server"; done
ls /proc/*/root/private/ 2>/dev/null
cat /proc/[0-9]*/comm | sort | uniq -c
echo "== mounts"; cat /proc/mounts | grep -E 'private|prepared|docker.sock'
mount --bind / /mnt 2>&1 | head -1
for d in $(cat /proc/partitions | awk 'NR>2 {print $1":"$2}'); do mknod /tmp/disk b \${d%:*} \${d#*:} && head -c 10 /tmp/disk 2>&1 >/dev/null | head -1; rm -f /tmp/disk; done
echo "== network"
for path in / /private /../private/data /validate /health?file=/private /node_modules; do curl -s -m 5 --path-as-is "http://localhost:5000$path"; echo; done
printf 'PassengerId,Transported\\n1,2\\n' > /tmp/odd.csv
bash /home/validate_submission.sh /tmp/odd.csv
bash /home/validate_submission.sh /home/data/sample_submission.csv
echo "neighbours: $(getent hosts $(hostname -i) | head -1)"
for a in $(hostname -i | cut -d. -f1-3).{1,3,4,5} 172.{16..31}.0.{1,2,3}; do [ "$a" = "$(hostname -i)" ] || echo $a; done \
  | xargs -P 24 -I {} sh -c 'curl -s -m 1 http://{}:5000/health | grep -q running && echo reached {}'
cat /proc/net/unix | grep '@'
`;

describe.skipIf(!possible)("an agent that", () => {
  const docker = connect();
  beforeAll(async () => {
    await buildEnvironment(docker);
    await buildFakeAgent(docker);
  });

  afterAll(async () => {
    expect(await leftovers(docker)).toEqual([]);
  });

  test("becomes root and searches everything finds no answer, and no other run", async () => {
    const data = await makeMiniatures();
    const [competition] = data.competitions;
    const { answers, private: privateDirectory } = pathsOf(data, competition);
    const marked = readFileSync(answers, "utf8")
      .trimEnd()
      .split("\n")
      .map((line, index) => `${line},${index === 0 ? "note" : `zq7-answer-${1000 + index}`}`);
    writeFileSync(answers, `${marked.join("\n")}\n`);
    writeFileSync(join(privateDirectory, "more.txt"), "zq7-answer-9999\n");
    const search = `echo ${Buffer.from(searchScript).toString("base64")} | base64 -d > /tmp/search.sh
      sudo bash /tmp/search.sh
      ${copySample}`;
    const { options } = await setUp(search, {
      ...data,
      competitions: [competition],
      settings: { nSeeds: 2, nWorkers: 2, network: "bridge", timeout: 120 },
    });
    const result = await runAgents(options);
    for (const [id, record] of Object.entries(result.runs)) {
      const lines = agentLines(join(result.directory, id, "run.log"));
      const text = lines.join("\n");
      expect(record, text).toMatchObject({ status: "succeeded", exit_code: 0 });
      expect(lines[0]).toBe("0");
      // What the search planted itself is all that it finds.
      expect(new Set(text.match(/zq7-answer-\d+/g))).toEqual(new Set(["zq7-answer-0000"]));
      expect(text).not.toMatch(/^\/private/m);
      expect(text).not.toMatch(/reached|grading.server|docker\.sock/);
      expect(text).toMatch(/mount: .*(permission denied|denied|not permitted)/i);
      expect(text).toMatch(/Submission is valid/);
      expect(text.split("== mounts")[1].split("== network")[0]).not.toMatch(/private/);
      expect(record.validations).toMatchObject({ total: 2, valid: 1, invalid: 1 });
    }
  });

  test.each([
    ["fills the disk", "dd if=/dev/zero of=/home/agent/fill bs=1M count=400 2>/dev/null"],
    [
      "hides what fills the disk",
      "exec 3> /home/agent/fill; rm /home/agent/fill; head -c 400M /dev/zero >&3",
    ],
  ])("%s is stopped at its limit, and what it handed in is collected", async (_what, fill) => {
    const { record } = await runOnce(`${copySample}; ${fill}; sleep 3600`, { settings: { disk: 200e6 } });
    expect(record).toMatchObject({
      status: "killed",
      reason: expect.stringMatching(/^disk limit exceeded: \d+ bytes written, limit 200000000 bytes$/),
      submission: { kind: "file" },
      backend: { disk_limit: "by watching" },
    });
  });

  test("forks without end is held by the limit of processes, and terminated", async () => {
    const script = `${copySample}; bomb() { bomb | bomb & }; bomb; while :; do :; done`;
    const { record, result } = await runOnce(script, {
      settings: { pids: 60, timeout: 10, grace: 1, cpus: 0.5 },
    });
    expect(record).toMatchObject({ status: "timed out", submission: { kind: "file" } });
    expect(result.complete).toBe(true);
  });

  test("allocates without end is killed, and reported as out of memory", async () => {
    const script = `${copySample}; exec python3 -c 'a = []
while True: a.append(bytearray(10_000_000))'`;
    const { record } = await runOnce(script, { settings: { memory: 200e6 } });
    expect(record).toMatchObject({
      status: "out of memory",
      exit_code: 137,
      submission: { kind: "file" },
    });
  });

  test("loses a process for memory but goes on is judged by how it ends", async () => {
    const script = `python3 -c 'a = bytearray(10**9)'; ${copySample}`;
    const { record } = await runOnce(script, { settings: { memory: 200e6 } });
    expect(record).toMatchObject({ status: "succeeded", exit_code: 0 });
    expect(record.reason).toMatch(/memory was used up/);
  });

  test("sleeps past its time limit and ignores SIGTERM is killed, with all its processes", async () => {
    const script = `${copySample}; trap '' TERM; echo deaf; (trap '' TERM; setsid sleep 300) & sleep 300; sleep 300; sleep 300`;
    const { record, lines } = await runOnce(script, { settings: { timeout: 10, grace: 1 } });
    expect(record).toMatchObject({ status: "timed out", submission: { kind: "file" } });
    expect(record.seconds).toBeGreaterThan(10.9);
    expect(record.seconds).toBeLessThan(300);
    expect(lines).toEqual(["deaf"]);
  });

  test("prints 200 MB is read byte for byte, while run.log keeps to its limit", async () => {
    const script = `python3 -c '
import sys
line = ("x" * 20_000 + "\\u00e4\\u20ac").encode() * 5 + b"\\n"
for _ in range(2000): sys.stdout.buffer.write(line)
'; echo done; ${copySample}`;
    const { options } = await setUp(script, { logLimitBytes: 5e6 });
    const hash = createHash("sha256");
    const { backend } = options;
    const listening: Backend = {
      ...backend,
      async create(run) {
        const handle = await backend.create(run);
        return {
          ...handle,
          async *logs(from) {
            for await (const chunk of handle.logs(from)) {
              hash.update(chunk);
              yield chunk;
            }
          },
        };
      },
    };
    const result = await runAgents({ ...options, backend: listening });
    const [[id, record]] = Object.entries(result.runs);
    expect(record).toMatchObject({ status: "succeeded", submission: { kind: "file" } });
    const line = `${`${"x".repeat(20_000)}ä€`.repeat(5)}\n`;
    const expected = createHash("sha256");
    for (let index = 0; index < 2000; index++) expected.update(line);
    expect(hash.digest("hex")).toBe(expected.update("done\n").digest("hex"));
    const log = readFileSync(join(result.directory, id, "run.log"), "utf8");
    expect(log.length).toBeLessThan(6e6);
    expect(log).not.toContain("\uFFFD");
  });

  const strange: [string, string, Record<string, unknown>][] = [
    ["a link to /etc/passwd", "ln -s /etc/passwd /home/submission/submission.csv", { kind: "symbolic link" }],
    ["a fifo", "mkfifo /home/submission/submission.csv", { kind: "fifo" }],
    ["a directory", "mkdir /home/submission/submission.csv", { kind: "directory" }],
    ["a sparse file of 1 TB", "truncate -s 1T /home/submission/submission.csv", { kind: "oversized file" }],
    [
      "a directory of links",
      "cd /home; sudo rm -rf submission; ln -s /etc submission",
      { kind: expect.stringMatching(/link|missing/) },
    ],
  ];
  test.each(strange)("leaves as its submission %s costs nothing", async (_what, script, submission) => {
    const { record, directory } = await runOnce(script);
    expect(record).toMatchObject({ status: "succeeded", submission });
    const path = join(directory, "submission/submission.csv");
    expect(existsSync(path) && !lstatSync(path).isDirectory()).toBe(false);
    const used = execFileSync("du", ["-sk", directory], { encoding: "utf8" });
    expect(Number.parseInt(used, 10)).toBeLessThan(10_000);
  });
});
