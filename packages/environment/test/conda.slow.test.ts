import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const source = fileURLToPath(new URL("../files/conda", import.meta.url));
const prefix = mkdtempSync(join(tmpdir(), "conda-"));
const system = "/usr/local/bin:/usr/bin:/bin";
const possible = spawnSync("/usr/bin/python3", ["-c", "import venv, ensurepip"]).status === 0;
if (!possible) process.stderr.write("\nSKIPPED, NOT TESTED: conda: /usr/bin/python3 has no venv here\n");

function bash(script: string): { status: number | null; stdout: string; stderr: string } {
  const environment = { PATH: `${prefix}/bin:${system}`, HOME: prefix };
  return spawnSync("/bin/bash", ["-c", script], { encoding: "utf8", env: environment });
}

describe.skipIf(!possible)("the small conda", () => {
  beforeAll(() => {
    const environment = { PATH: system, CONDA_PREFIX_DIRECTORY: prefix, HOME: prefix };
    execFileSync("/bin/bash", [join(source, "install.sh")], { env: environment, stdio: "pipe" });
    expect(bash("conda create -y -n agent python").stderr).toBe("");
  });

  test("runs commands in an environment, options before the command and after it", () => {
    const where = "import sys; print(sys.prefix)";
    expect(bash(`conda run -n agent python -c '${where}'`).stdout).toBe(`${prefix}/envs/agent\n`);
    expect(bash(`conda run --no-capture-output --name=agent -- python -c '${where}'`).stdout).toBe(
      `${prefix}/envs/agent\n`,
    );
    expect(bash(`conda run python -c '${where}'`).stdout).toBe(`${prefix}\n`);
    expect(bash(`conda run -p ${prefix}/envs/agent echo -n kept`).stdout).toBe("kept");
    expect(bash("conda run -n agent --cwd / pwd").stdout).toBe("/\n");
    expect(bash("conda run -n agent bash -c 'exit 7'").status).toBe(7);
    expect(bash("conda run -n agent printf '%s|' 'a b' '' '$x' '*'").stdout).toBe("a b||$x|*|");
    expect(bash("echo piped | conda run -n agent cat").stdout).toBe("piped\n");
  });

  test("activates, switches and deactivates in a shell, and leaves PATH as it was", () => {
    const { stdout, stderr } = bash(`set -eu
      before="$PATH"
      eval "$(conda shell.bash hook)"
      conda activate agent
      echo "$CONDA_DEFAULT_ENV $(command -v python) $CONDA_PREFIX"
      conda activate base
      echo "$CONDA_DEFAULT_ENV $(command -v python)"
      conda activate agent
      conda deactivate
      echo "\${CONDA_DEFAULT_ENV-none} $(command -v python)"
      [ "$PATH" = "$before" ] && echo same`);
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      `agent ${prefix}/envs/agent/bin/python ${prefix}/envs/agent`,
      `base ${prefix}/bin/python`,
      `none ${prefix}/bin/python`,
      "same",
      "",
    ]);
  });

  test("activates by sourcing bin/activate or the profile script", () => {
    expect(bash(`source ${prefix}/bin/activate agent; command -v python`).stdout).toBe(
      `${prefix}/envs/agent/bin/python\n`,
    );
    expect(bash(`. ${prefix}/etc/profile.d/conda.sh; conda activate agent; command -v pip`).stdout).toBe(
      `${prefix}/envs/agent/bin/pip\n`,
    );
  });

  test("lists environments, and removes one", () => {
    // As far as a list and a removal look: to make one takes seconds.
    mkdirSync(`${prefix}/envs/other/bin`, { recursive: true });
    symlinkSync("/usr/bin/python3", `${prefix}/envs/other/bin/python`);
    expect(JSON.parse(bash("conda env list --json").stdout)).toEqual({
      envs: [prefix, `${prefix}/envs/agent`, `${prefix}/envs/other`],
    });
    expect(bash("conda env list").stdout).toMatch(new RegExp(`^agent\\s+${prefix}/envs/agent$`, "m"));
    expect(bash("conda remove -y -n other --all").status).toBe(0);
    expect(existsSync(`${prefix}/envs/other`)).toBe(false);
    expect(bash("conda env remove -n base")).toMatchObject({ status: 1 });
    expect(bash("conda list -n agent").stdout).toMatch(/^pip /m);
  });

  test("has a pip of its own, and lets an unprivileged user install into ~/.local", () => {
    const enabled = "import site; print(site.ENABLE_USER_SITE)";
    expect(bash(`conda run -n agent python -c '${enabled}'`).stdout).toBe("True\n");
    expect(bash("conda run -n agent pip --version").stdout).toContain(`${prefix}/envs/agent/`);
  });

  test("what it cannot do, it says with a way out, and fails", () => {
    for (const command of [
      "conda install -y -n agent -c conda-forge nodejs=18",
      "conda update --all",
      "conda create -y -n x python=3 numpy",
      "conda env create -f environment.yml",
    ]) {
      const { status, stderr } = bash(command);
      expect([command, status]).toEqual([command, 1]);
      expect(stderr).toMatch(/no conda package solver.*pip install/);
    }
    expect(bash("conda run -n none python").stderr).toMatch(/no environment at .*Known: base agent/);
    expect(bash("conda activate agent").stderr).toMatch(/shell.bash hook/);
    expect(bash("conda frobnicate")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/unknown command/),
    });
    expect(bash("conda run -n agent").status).toBe(1);
  });

  test("a Python that cannot be had is named, with the one that is there", () => {
    const { status, stderr } = bash(
      "PIP_INDEX_URL=http://127.0.0.1:9/ PIP_RETRIES=0 conda create -y -n x python=3.99",
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot get Python 3\.99\. This image has 3\.\d+\.$/m);
    expect(existsSync(`${prefix}/envs/x`)).toBe(false);
  });

  test("what has no meaning here succeeds silently", () => {
    for (const command of [
      "clean -afy",
      "config --set auto_activate_base false",
      "init bash",
      "tos accept",
    ]) {
      expect(bash(`conda ${command}`)).toMatchObject({ status: 0, stdout: "", stderr: "" });
    }
  });
});
