import { randomUUID } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineAnswers, finished } from "../docker-for-tests.js";

const script = fileURLToPath(new URL("../make-base.sh", import.meta.url));
const certificate = fileURLToPath(new URL("fixtures/authority.crt", import.meta.url));

const possible = engineAnswers("making a base image") && process.getuid?.() === 0;
if (!possible) process.stderr.write("\nSKIPPED, NOT TESTED: making a base image needs root\n");

describe.skipIf(!possible)("a base image made from nothing, with a private TMPDIR and umask", () => {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-docker-base-"));
  const cache = join(directory, "cache");
  const certificates = join(directory, "certificates");
  const privateDirectory = join(directory, "private");

  /** Runs make-base.sh with the environment of a careful user. */
  async function makeBase(packages: string) {
    const variables = [
      `TMPDIR=${privateDirectory}`,
      `CACHE=${cache}`,
      `CERTIFICATES=${certificates}`,
      `PACKAGES=${packages}`,
    ];
    const { status, stdout, stderr } = await finished("bash", [
      ...["-c", 'umask 077; exec env "$@"', "bash"],
      ...variables,
      script,
    ]);
    return { status, stderr, image: stdout.trim() };
  }

  let made: Awaited<ReturnType<typeof makeBase>>;
  beforeAll(async () => {
    // Names are among the inputs: a killed run may have left an image of the same ones.
    const house = join(certificates, `of the house ${randomUUID()}`);
    mkdirSync(house, { recursive: true });
    mkdirSync(privateDirectory, { mode: 0o700 });
    copyFileSync(certificate, join(house, "one authority.crt"));
    made = await makeBase("ca-certificates");
  });
  afterAll(() => docker(["image", "rm", made.image]));

  test("trusts an additional authority, and everybody may read it", async () => {
    expect(made).toEqual({
      status: 0,
      stderr: "",
      image: expect.stringMatching(/^mlebench-base:\w+-\w{16}$/),
    });
    const line = readFileSync(certificate, "utf8").split("\n")[2];
    const read = ["grep", "--count", "--fixed-strings", line, "/etc/ssl/certs/ca-certificates.crt"];
    const found = await docker(["run", "--rm", "--user", "nobody", made.image, ...read]);
    expect(found).toEqual({ status: 0, stdout: "1\n", stderr: "" });
  });

  test("is used again for the same inputs only", async () => {
    expect((await makeBase("ca-certificates")).image).toBe(made.image);
    const tarballs = readdirSync(cache).filter((name) => name !== ".lock");
    expect(tarballs).toEqual([`${made.image.split("-").at(-1)}.tar`]);
    const { stdout } = await docker(["image", "inspect", "--format", "{{json .Config.Labels}}", made.image]);
    expect(JSON.parse(stdout)).toMatchObject({ "dev.mlebench.base": made.image.split("-").at(-1) });
  });

  test("that cannot be made says why, and leaves nothing that looks like one", async () => {
    const failed = await makeBase("no-such-package");
    expect(failed).toMatchObject({ status: 1, image: "" });
    expect(failed.stderr).toMatch(/^E: .*no-such-package/m);
    expect(failed.stderr).toMatch(/debootstrap .* failed \(exit code \d+\)/);
    expect(readdirSync(cache)).toEqual([".lock"]);
  });
});
