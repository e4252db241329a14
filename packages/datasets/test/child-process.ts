import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childEnvironment } from "@mlebench/core";
import { build } from "tsup";

export interface ChildRequest {
  kind: "real" | "miniature";
  packageDirectory: string;
  dataDirectory: string;
  from?: string;
  force?: boolean;
  /** A file that the preparation waits for. */
  gate?: string;
  log?: string;
  seed?: number;
  /** Before which change of the file system it is killed; see die-at-change.ts. */
  dieAt?: number;
}

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The status, or the error for people. */
  output: string;
  /** What it said on the way. */
  messages: string;
}

export interface RunningChild {
  /** Settles when a message holds this text, or at the end. */
  said: (text: string) => Promise<void>;
  end: Promise<ChildEnd>;
  kill: () => void;
}

export interface ChildProgram<Request = ChildRequest> {
  start: (request: Request) => RunningChild;
  remove: () => void;
}

/** A test's own program, bundled so that plain Node can run it. */
export interface BundledProgram {
  path: string;
  remove: () => void;
}

export interface BundleOptions {
  /** Whether the program gets raw files in directories. @default false */
  withFolders?: boolean;
}

/** Bundles a TypeScript entry with everything it needs. */
export async function bundleProgram(
  entry: string,
  { withFolders = false }: BundleOptions = {},
): Promise<BundledProgram> {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-child-"));
  await build({
    entry: { child: entry },
    outDir: directory,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    target: "node20",
    platform: "node",
    noExternal: [withFolders ? /^(?!7z)/ : /^(?!@mlebench\/folders$|7z)/],
    // Imported only for 7z archives, of which no child gets any, and for directories.
    external: [/7z/, ...(withFolders ? [] : ["@mlebench/folders"])],
    banner: {
      js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);',
    },
    config: false,
    silent: true,
    dts: false,
    esbuildOptions: (options) => {
      options.conditions = ["@mlebench/source"];
    },
  });
  return {
    path: join(directory, "child.mjs"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Bundles a program that takes its request as JSON, child.ts unless another is named. */
export async function bundleChild<Request = ChildRequest>(
  entry = join(import.meta.dirname, "child.ts"),
  options: BundleOptions = {},
): Promise<ChildProgram<Request>> {
  const { path, remove } = await bundleProgram(entry, options);
  return { start: (request) => startChild(path, request), remove };
}

function startChild(program: string, request: unknown): RunningChild {
  const child = spawn(process.execPath, [program, JSON.stringify(request)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: childEnvironment(),
  });
  let output = "";
  let messages = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    messages += chunk;
  });
  const end = new Promise<ChildEnd>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, output: output.trim(), messages }));
  });
  const said = async (text: string) => {
    let over = false;
    void end.then(() => {
      over = true;
    });
    while (!over && !messages.includes(text)) await Promise.race([once(child.stderr, "data"), end]);
  };
  return { said, end, kill: () => void child.kill("SIGKILL") };
}

/** How many changes of the file system a process made that nobody killed. */
export function changesOf({ messages }: ChildEnd): number {
  return Number(/^(\d+) changes$/m.exec(messages)?.[1]);
}

/** So many changes to die at, from the first to nearly the last, evenly. */
export function spread(count: number, changes: number, first = 1): number[] {
  return Array.from({ length: count }, (_, index) => first + Math.floor((index * (changes - first)) / count));
}
