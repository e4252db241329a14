import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { docker, engineAnswers, ensureBaseImage } from "../../../tooling/docker-base/docker-for-tests.js";
import { environmentContext, packContext } from "../src/index.js";

const image = "mlebench-env:test";
const possible = engineAnswers("the image of the environment");
let container = "";

function inside(script: string, user = "nonroot") {
  return docker(["exec", "-i", "-u", user, container, "bash", "-s"], script);
}

describe.skipIf(!possible)("the image of the environment, light, on a local base", () => {
  beforeAll(async () => {
    const context = environmentContext({ heavy: false, baseImage: await ensureBaseImage() });
    const flags = [
      ...Object.entries(context.buildArgs).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
      ...Object.entries(context.labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
    ];
    const built = await docker(["build", "-q", "-t", image, ...flags, "-"], await packContext(context));
    expect(built.status, built.stderr.slice(-2000)).toBe(0);
    container = (await docker(["run", "-d", image])).stdout.trim();
    await vi.waitFor(async () => expect((await docker(["logs", container])).stdout).toMatch(/ready after/), {
      timeout: 600_000,
      interval: 200,
    });
  });

  afterAll(async () => {
    if (container !== "") await docker(["rm", "-f", container]);
  });

  test("starts as root, and the agent's user is unprivileged and cannot become root", async () => {
    expect((await inside("id -un; pwd", "root")).stdout).toBe("root\n/home\n");
    expect((await inside("id -un; sudo -n true")).stdout).toBe("nonroot\n");
    expect((await inside("sudo -n true")).status).not.toBe(0);
  });

  test("opens every directory to the agent but data, and keeps an empty /private shut", async () => {
    const { stdout, stderr } = await inside(`
      for path in /home /home/submission /home/logs /home/code /home/agent; do touch $path/.w && rm $path/.w && echo $path; done
      touch /home/data/.w 2>/dev/null || echo no data
      ls /private`);
    expect(stdout.split("\n")).toEqual([
      "/home",
      "/home/submission",
      "/home/logs",
      "/home/code",
      "/home/agent",
      "no data",
      "",
    ]);
    expect(stderr).toMatch(/'\/private': Permission denied/);
    expect((await inside("ls -A /private", "root")).stdout).toBe("");
  });

  test("has python and pip in the environment agent, which the agent may add to", async () => {
    const { stdout } = await inside(`
      conda run -n agent python -c 'import sys; print(sys.prefix, "%d.%d" % sys.version_info[:2])'
      eval "$(conda shell.bash hook)"; conda activate agent; command -v python pip
      python -c 'import site; print(site.ENABLE_USER_SITE)'`);
    expect(stdout.split("\n")).toEqual([
      "/opt/conda/envs/agent 3.11",
      "/opt/conda/envs/agent/bin/python",
      "/opt/conda/envs/agent/bin/pip",
      "True",
      "",
    ]);
  });

  test("has the tools that agents call", async () => {
    const tools = "curl wget git vim nano unzip zip 7z python3 gcc make tmux envsubst sudo ffmpeg ps bash";
    expect(
      (await inside(`for tool in ${tools}; do command -v $tool >/dev/null || echo missing $tool; done`))
        .stdout,
    ).toBe("");
  });

  test("has both texts and a validation script that reaches a server in the same network", async () => {
    expect(
      (await inside("cat /home/instructions.txt /home/instructions_obfuscated.txt >/dev/null && echo yes"))
        .stdout,
    ).toBe("yes\n");
    const { stdout } = await inside(`
      cat >/tmp/server.py <<'PY'
import http.server, re
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        verdict = "Submission is valid." if b"id,y" in body else "Submission invalid!"
        answer = ('{"result":"' + verdict + '"}').encode()
        self.send_response(200); self.send_header("Content-Length", str(len(answer))); self.end_headers(); self.wfile.write(answer)
    def log_message(self, *arguments): pass
http.server.HTTPServer(("127.0.0.1", 5000), Handler).serve_forever()
PY
      python3 /tmp/server.py & sleep 1
      printf 'id,y\\n1,2\\n' >/home/submission/submission.csv
      /home/validate_submission.sh /home/submission/submission.csv; echo $?
      echo nonsense >/home/submission/submission.csv
      bash /home/validate_submission.sh /home/submission/submission.csv; echo $?
      kill %1`);
    expect(stdout).toBe('{"result":"Submission is valid."}\n0\n{"result":"Submission invalid!"}\n2\n');
  });

  test("holds no word of a competition and no environment variable of the host", async () => {
    const names = (await inside("env | cut -d= -f1 | sort")).stdout.split("\n");
    expect(names).not.toContain("COMPETITION_ID");
    expect(
      (await inside("find / -xdev -iname '*answers*.csv' -o -xdev -iname 'grading_server*' 2>/dev/null"))
        .stdout,
    ).toBe("");
  });

  test("a link in /home does not open what it points to, and files in agents' images become writable", async () => {
    const built = await docker(
      ["build", "-q", "-"],
      `FROM ${image}\nRUN mkdir /home/agent && ln -s /etc/shadow /home/agent/link && echo x > /home/agent/file && chmod 600 /home/agent/file\n`,
    );
    const child = built.stdout.trim();
    const { stdout } = await docker([
      "run",
      "--rm",
      child,
      "stat",
      "-c",
      "%a %n",
      "/etc/shadow",
      "/home/agent/file",
    ]);
    expect(stdout.trimEnd().split("\n").slice(-2)).toEqual(["640 /etc/shadow", "666 /home/agent/file"]);
    await docker(["rmi", child]);
  });

  test("stops on SIGTERM and collects orphans, without an init of the engine", async () => {
    await inside("for i in $(seq 20); do (sleep 0.1 &) ; done; sleep 1");
    expect((await inside("ps -eo stat= | grep -c Z")).stdout.trim()).toBe("0");
    await docker(["stop", "-t", "600", container]);
    // Killed, it would be 137.
    expect((await docker(["inspect", "-f", "{{.State.ExitCode}}", container])).stdout.trim()).toBe("0");
  });
});
