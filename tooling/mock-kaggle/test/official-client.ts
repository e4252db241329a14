import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What this package was proven with. Some releases of python-dateutil no longer bring six, which kaggle imports. */
const requirements = ["kaggle==2.2.4", "kagglesdk==0.1.37", "kagglehub==1.0.2", "six==1.17.0"];

const cache = fileURLToPath(new URL("../../../.cache/", import.meta.url));
const folder = join(cache, `kaggle-client-${requirements[0].split("==")[1]}`);
const run = promisify(execFile);

/** The Python that has the official client, installed once into .cache; or why there is none. */
export async function officialPython(): Promise<{ python: string } | { reason: string }> {
  if (process.platform === "win32") return { reason: "not tried on Windows" };
  const python = join(folder, "bin/python");
  if (existsSync(python)) return { python };
  const temporary = `${folder}-${process.pid}`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await run("python3", ["-m", "venv", temporary]);
    const install = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--retries",
      "1",
      "--timeout",
      "10",
      "--disable-pip-version-check",
      ...requirements,
    ];
    await run(join(temporary, "bin/python"), install, { timeout: 90_000 });
    // Another run may have come first; its environment is as good.
    if (!existsSync(folder)) await rename(temporary, folder);
    return { python };
  } catch (error) {
    return { reason: String(error).split("\n")[0] };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What a process of the official client said. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** A home directory with these files, and nothing of the real one. */
export async function makeHome(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "kaggle-home-"));
  await mkdir(join(home, ".kaggle"));
  for (const [name, text] of Object.entries(files))
    await writeFile(join(home, ".kaggle", name), text, { mode: 0o600 });
  return home;
}

/**
 * Runs Python with nothing of this process's environment but PATH.
 * @param killWhen called with what has been said so far; true kills the process
 */
export function runPython(
  python: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  killWhen: (output: string) => boolean = () => false,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, {
      env: { PATH: process.env.PATH ?? "", PYTHONUNBUFFERED: "1", ...environment },
    });
    let output = "";
    const onData = (piece: Buffer) => {
      output += piece.toString("utf8");
      if (killWhen(output)) child.kill("SIGKILL");
    };
    child.stdout.on("data", onData);
    child.stderr.on("data", onData);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
