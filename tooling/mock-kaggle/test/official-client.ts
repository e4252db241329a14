import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
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
 * Starts a process for each line of its input: what the client imports from others takes most of its time, and is
 * imported once. Kaggle's own packages look at the environment while they are imported: they are left to each process.
 * Descriptor 3 gets its id and its exit code, null for a signal, a line each; its output ends with a mark.
 */
const starter = `
import json, os, runpy, sys, traceback
import bleach, dateutil.parser, google.protobuf.field_mask_pb2, google.protobuf.json_format, requests, slugify, tqdm

os.dup2(1, 2)

def run(option, program, *words):
  sys.argv = [program if option == "-m" else option, *words]
  if option == "-m": runpy.run_module(program, run_name="__main__", alter_sys=True)
  else: exec(program, {"__name__": "__main__"})

def exit_code(words):
  try:
    run(*words)
    return 0
  except SystemExit as end:
    if end.code is None or isinstance(end.code, int): return end.code or 0
    print(end.code)
  except BaseException:
    traceback.print_exc()
  return 1

for line in sys.stdin:
  request = json.loads(line)
  child = os.fork()
  if child == 0:
    os.close(3)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(request["environment"])
    os._exit(exit_code(request["args"]))
  os.write(3, f"{child}\\n".encode())
  _, status = os.waitpid(child, 0)
  os.write(1, request["mark"].encode())
  code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
  os.write(3, f"{json.dumps(code)}\\n".encode())
`;

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Runs Python programs one after another, each in a process of its own. */
export interface PythonStarter {
  /**
   * @param args as of `python`: `-m` and a module, or `-c` and a program, and what follows
   * @param environment all of it, but PATH
   * @param killWhen called with what has been said so far; true kills the process
   */
  readonly run: (
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    killWhen?: (output: string) => boolean,
  ) => Promise<Outcome>;
  readonly close: () => void;
}

export function startPython(python: string): PythonStarter {
  const PATH = process.env.PATH ?? "";
  const child = spawn(python, ["-u", "-c", starter], {
    env: { PATH },
    stdio: ["pipe", "pipe", "inherit", "pipe"],
  });
  const [input, said, , facts] = child.stdio as unknown as [Writable, Readable, null, Readable];
  const lines = createInterface(facts)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("Python has ended");
    return value;
  };
  let output = "";
  let onOutput = (): void => {};
  said.setEncoding("utf8").on("data", (piece: string) => {
    output += piece;
    onOutput();
  });

  async function run(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    killWhen = (_: string) => false,
  ): Promise<Outcome> {
    const mark = `\u0000${randomUUID()}\n`;
    output = "";
    input.write(`${JSON.stringify({ args, environment: { PATH, ...environment }, mark })}\n`);
    const id = Number(await nextLine());
    const isOver = new Promise<void>((resolve) => {
      onOutput = () => {
        if (output.endsWith(mark)) resolve();
        else if (killWhen(output)) kill(id);
      };
      onOutput();
    });
    const code = JSON.parse(await nextLine()) as number | null;
    await isOver;
    return { code, output: output.slice(0, -mark.length) };
  }

  return { run, close: () => input.end() };
}
