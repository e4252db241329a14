import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cache = fileURLToPath(new URL("../.cache/", import.meta.url));
const run = promisify(execFile);

/** Most of what is installed is never imported, so it need not be compiled. */
const pipOptions = "--quiet --no-compile --disable-pip-version-check --retries 1 --timeout 10".split(" ");

/** Makes a directory. @returns false if it is there already */
async function isMade(directory: string): Promise<boolean> {
  return mkdir(directory).then(
    () => true,
    () => false,
  );
}

/** Milliseconds; infinite for what is not there. */
function ageOf(path: string): number {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return made === undefined ? Number.POSITIVE_INFINITY : Date.now() - made;
}

/** A program, and words before its own. */
type Command = readonly [program: string, ...words: string[]];

/** Runs a command with more words. */
async function call([program, ...words]: Command, more: readonly string[], options = {}): Promise<void> {
  await run(program, [...words, ...more], options);
}

/**
 * Makes a Python environment. One without a pip of its own costs a twentieth, where that of `python3` can install into it.
 * @returns what calls pip for it
 */
async function makeEnvironment(folder: string): Promise<Command> {
  const python = join(folder, "bin/python");
  const pip: Command = ["python3", "-m", "pip", "--python", python];
  await run("python3", ["-m", "venv", "--without-pip", folder]);
  const isEnough = await call(pip, ["--version"]).then(
    () => true,
    () => false,
  );
  if (isEnough) return pip;
  await run("python3", ["-m", "venv", folder]);
  return [python, "-m", "pip"];
}

const uvVersion = "0.8.22";

/** uv, which installs in a quarter of pip's time, installed once into .cache. */
async function findUv(options: object): Promise<string> {
  const folder = join(cache, `uv-${uvVersion}`);
  const program = join(folder, "bin/uv");
  if (existsSync(program)) return program;
  const temporary = `${folder}-${process.pid}`;
  try {
    const pip: Command = ["python3", "-m", "pip", "install", ...pipOptions];
    await call(pip, ["--target", temporary, `uv==${uvVersion}`], options);
    if (!existsSync(folder)) await rename(temporary, folder);
    return program;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Installs with uv, which takes from pip's variables where packages are. */
async function installWithUv(folder: string, packages: readonly string[], options: object): Promise<void> {
  const { PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS, ...inherited } = process.env;
  // Beside the environment: so that files are linked, not copied.
  const own = join(folder, ".uv-cache");
  const env = {
    UV_DEFAULT_INDEX: PIP_INDEX_URL,
    UV_INDEX: PIP_EXTRA_INDEX_URL,
    UV_FIND_LINKS: PIP_FIND_LINKS,
    UV_HTTP_TIMEOUT: "10",
    ...inherited,
  };
  const uv: Command = [
    await findUv(options),
    "pip",
    "install",
    "--quiet",
    "--native-tls",
    "--no-config",
    "--cache-dir",
    own,
  ];
  await call(uv, ["--python", join(folder, "bin/python"), ...packages], { ...options, env });
  await rm(own, { recursive: true });
}

export interface PythonPackages {
  /** Name of the environment, with its version: it is made once. */
  name: string;
  /** Words for pip, each list for a call of its own: `["kaggle==2.2.4"]`, `["--no-deps", "harbor==0.25.0"]`. */
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
  const lock = `${folder}.lock`;
  try {
    await mkdir(dirname(folder), { recursive: true });
    // Test files run side by side: the first one that needs an environment makes it. A lock that is older than what
    // making one may take is of a run that was killed.
    if (!(await isMade(lock))) while (ageOf(lock) < timeoutMilliseconds) await pause(500);
    if (existsSync(python)) return { python };
    const pip = await makeEnvironment(temporary);
    const options = { timeout: timeoutMilliseconds };
    for (const packages of installs)
      await installWithUv(temporary, packages, options).catch(() =>
        call(pip, ["install", ...pipOptions, ...packages], options),
      );
    // Another run may have come first; its environment is as good.
    if (!existsSync(folder)) await rename(temporary, folder);
    return { python };
  } catch (error) {
    return { reason: String(error).split("\n")[0] };
  } finally {
    await rm(lock, { recursive: true, force: true });
    await rm(temporary, { recursive: true, force: true });
  }
}

/** inspect-ai, what its clients of models and its tables need, and Harbor's models of trajectories. */
export const inspectPackages: PythonPackages = {
  name: "inspect-ai-0.3.285",
  installs: [
    ["inspect-ai==0.3.285", "openai==3.57.0", "pandas==2.3.3", "pyarrow==22.0.0"],
    // Only its models of trajectories are imported, which do not need the Python 3.12 that it requires.
    ["--no-deps", "--ignore-requires-python", "harbor==0.25.0"],
  ],
  timeoutMilliseconds: 600_000,
};
