// What the chaos tests share: a competition large enough to be interrupted, and processes that prepare it.
import { spawn } from "node:child_process";
import { createCipheriv, createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createZip } from "@mlebench/archives";
import { childEnvironment, isVerificationFile } from "@mlebench/core";
import { bundleProgram } from "./child-process.js";
import { id, preparedFiles, rawTable } from "./fake-competition.js";
import { type Workplace, workplace } from "./workplace.js";

/** What chaos-child.ts is to do. A phase that comes before extraction, such as a download, adds its own fields. */
export interface ChaosRequest {
  packageDirectory: string;
  dataDirectory: string;
  from?: string;
  keepRaw?: boolean;
  /** How long the preparation takes, in milliseconds. */
  duration?: number;
}

export interface ChaosEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The status, or the error for people. */
  output: string;
  /** What it said on the way. */
  messages: string;
}

export interface RunningChaos {
  /** Settles when a message holds this text, or at the end. */
  said: (text: string) => Promise<void>;
  end: Promise<ChaosEnd>;
  kill: () => void;
}

export interface ChaosProgram {
  start: (request: ChaosRequest) => RunningChaos;
  remove: () => void;
}

/** Bundles chaos-child.ts, so that plain Node can run it. */
export async function chaosProgram(
  entry = join(import.meta.dirname, "chaos-child.ts"),
): Promise<ChaosProgram> {
  const { path, remove } = await bundleProgram(entry);
  return { start: (request) => startChild(path, request), remove };
}

function startChild(program: string, request: ChaosRequest): RunningChaos {
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
  const end = new Promise<ChaosEnd>((resolve, reject) => {
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

/** Lets a child work until it has said something and then for a while, and kills it if it has not finished. */
export async function killAfter(child: RunningChaos, text: string, milliseconds: number): Promise<ChaosEnd> {
  await child.said(text);
  await Promise.race([sleep(milliseconds), child.end]);
  child.kill();
  return child.end;
}

/** MD5s of all files of data below a directory, by relative path; of links too, by what they lead to. */
export function md5sBelow(directory: string): Record<string, string> {
  if (!existsSync(directory)) return {};
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !isVerificationFile(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
  const md5 = (name: string) =>
    createHash("md5")
      .update(readFileSync(join(directory, name)))
      .digest("hex");
  return Object.fromEntries(names.map((name) => [name, md5(name)]));
}

export interface ChaosPlace extends Workplace {
  from: string;
  packageDirectory: string;
  /** MD5s of the raw files and of the prepared ones. */
  raw: Record<string, string>;
  prepared: Record<string, string>;
}

const md5 = (data: string | Uint8Array) => createHash("md5").update(data).digest("hex");

/** An archive of `count` pictures of `size` bytes and a table, and a package that publishes what comes of it. */
export async function chaosPlace(count = 400, size = 40_000): Promise<ChaosPlace> {
  const place = workplace();
  const table = rawTable(5, 40);
  // The same noise each time: a cipher's output on zeros.
  const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16, "k"), Buffer.alloc(16));
  const picture = (): Uint8Array => noise.update(Buffer.alloc(size));
  const members = [
    { name: "train.csv", data: Buffer.from(table) as Uint8Array },
    ...Array.from({ length: count }, (_, index) => ({
      name: `images/${index % 7}/${index}.bin`,
      data: picture(),
    })),
  ];
  const from = join(place.root, "data.zip");
  await createZip(from, members, { compression: "store" });
  const prepared = Object.fromEntries(
    Object.entries(preparedFiles(table)).map(([name, text]) => [name, md5(text)]),
  );
  const raw = Object.fromEntries(members.map(({ name, data }) => [name, md5(data)]));
  return { ...place, from, packageDirectory: place.package, raw, prepared };
}

/** What `facts/checksums.json` of the package says, so that every prepare verifies itself. */
export function publishedChecksums({ prepared, from }: ChaosPlace): string {
  const side = (name: string) =>
    Object.fromEntries(
      Object.entries(prepared)
        .filter(([path]) => path.startsWith(`${name}/`) && path.endsWith(".csv"))
        .map(([path, sum]) => [path.slice(name.length + 1), sum]),
    );
  return JSON.stringify({ public: side("public"), private: side("private"), zip: md5(readFileSync(from)) });
}

export const homeIn = (dataDirectory: string): string => join(dataDirectory, id);
