import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cache = fileURLToPath(new URL("../.cache/", import.meta.url));
const run = promisify(execFile);

export interface PythonPackages {
  /** Name of the environment, with its version: it is made once. */
  name: string;
  /** What pip installs, each list by a call of its own: `["kaggle==2.2.4"]`, `["--no-deps", "harbor==0.25.0"]`. */
  installs: readonly (readonly string[])[];
  /** @default 90000 */
  timeoutMilliseconds?: number;
}

/** A Python that has packages, installed once into .cache; or why there is none. */
export async function pythonWith({
  name,
  installs,
  timeoutMilliseconds = 90_000,
}: PythonPackages): Promise<{ python: string } | { reason: string }> {
  if (process.platform === "win32") return { reason: "not tried on Windows" };
  const folder = join(cache, name);
  const python = join(folder, "bin/python");
  if (existsSync(python)) return { python };
  const temporary = `${folder}-${process.pid}`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await run("python3", ["-m", "venv", temporary]);
    const options = ["--quiet", "--retries", "1", "--timeout", "10", "--disable-pip-version-check"];
    for (const packages of installs)
      await run(join(temporary, "bin/python"), ["-m", "pip", "install", ...options, ...packages], {
        timeout: timeoutMilliseconds,
      });
    // Another run may have come first; its environment is as good.
    if (!existsSync(folder)) await rename(temporary, folder);
    return { python };
  } catch (error) {
    return { reason: String(error).split("\n")[0] };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
