import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

/** What a program that has ended comes to. */
export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** How the program is started. */
export interface CommandStart {
  args: readonly string[];
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
}

interface Host {
  child: ChildProcess;
  commandsLeft: number;
}

const script = fileURLToPath(new URL("command-host.mjs", import.meta.url));

/** Each command leaves its modules in memory, a megabyte or two. */
const commandsPerHost = 40;

/** Processes that wait for a command; they end with this one. */
const idle: Host[] = [];

/** Runs the built program to its end, in a process that runs one command after another: see command-host.mjs. */
export async function runInHost({ args, cwd, environment }: CommandStart): Promise<Ended> {
  const early = Object.keys(environment).find(
    (name) => name.startsWith("NODE_") && environment[name] !== process.env[name],
  );
  if (early !== undefined) throw new Error(`Node reads ${early} when it starts: start a process.`);
  const host = idle.pop() ?? startHost();
  hold(host.child, true);
  const { isOver, ...result } = await runCommand(host.child, { args, cwd, environment });
  host.commandsLeft -= 1;
  hold(host.child, false);
  if (isOver) return result;
  if (host.commandsLeft > 0) idle.push(host);
  else controlOf(host.child).end();
  return result;
}

function startHost(): Host {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const child = spawn(process.execPath, [script], {
    cwd: "/",
    env: environment,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  return { child, commandsLeft: commandsPerHost };
}

const controlOf = (child: ChildProcess): Socket => child.stdio[3] as Socket;

/** Whether this process waits for a host before it ends. */
function hold(child: ChildProcess, isNeeded: boolean): void {
  const word = isNeeded ? "ref" : "unref";
  child[word]();
  for (const stream of child.stdio) (stream as Socket)[word]();
}

/** Sends a command to a host and collects what it writes. It may end the host: `isOver`. */
function runCommand(child: ChildProcess, start: CommandStart): Promise<Ended & { isOver: boolean }> {
  const mark = `\u0000${randomUUID()}`;
  const texts = { stdout: "", stderr: "", control: "" };
  return new Promise((resolve, reject) => {
    const streams = { stdout: child.stdout!, stderr: child.stderr!, control: controlOf(child) };
    const names = ["stdout", "stderr", "control"] as const;
    const listeners = names.map((name) => (chunk: string) => {
      texts[name] += chunk;
      const { stdout, stderr, control } = texts;
      if (!stdout.endsWith(mark) || !stderr.endsWith(mark) || !control.endsWith("\n")) return;
      settle({
        exitCode: Number(control),
        stdout: stdout.slice(0, -mark.length),
        stderr: stderr.slice(0, -mark.length),
        isOver: false,
      });
    });
    const onClose = (exitCode: number | null): void =>
      settle({ exitCode, stdout: texts.stdout, stderr: texts.stderr, isOver: true });
    const settle = (result: Ended & { isOver: boolean }): void => {
      for (const [index, name] of names.entries()) streams[name].off("data", listeners[index]);
      child.off("close", onClose).off("error", reject);
      resolve(result);
    };
    for (const [index, name] of names.entries())
      streams[name].setEncoding("utf8").on("data", listeners[index]);
    child.on("close", onClose).on("error", reject);
    streams.control.write(`${JSON.stringify({ ...start, mark })}\n`);
  });
}
