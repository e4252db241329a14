import { spawn } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonWith } from "../../python-packages.js";

/** What this package was proven with. Some releases of python-dateutil no longer bring six, which kaggle imports. */
const requirements = ["kaggle==2.2.4", "kagglesdk==0.1.37", "kagglehub==1.0.2", "six==1.17.0"];

/** The Python that has the official client, installed once into .cache; or why there is none. */
export function officialPython(): Promise<{ python: string } | { reason: string }> {
  return pythonWith({ name: `kaggle-client-${requirements[0].split("==")[1]}`, installs: [requirements] });
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
