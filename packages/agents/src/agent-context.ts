import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, dirname, isAbsolute, join, posix, relative, sep } from "node:path";
import ignore from "@balena/dockerignore";
import { UserError } from "@mlebench/core";
import {
  type BuildContext,
  baseImageLabel,
  buildContext,
  type ContextFile,
  containerPaths,
  environmentImage,
  filesHash,
  filesHashLabel,
  kindLabel,
} from "@mlebench/environment";
import type { Agent } from "./agent.js";

export interface AgentContextOptions {
  /** What stands for `FROM mlebench-env` in the Dockerfile: a tag or an id. Default: the name itself. */
  environmentImage?: string;
  /** Further build arguments; they win. */
  buildArgs?: Readonly<Record<string, string>>;
  /** Upper limit of all files together, in bytes; they are held in memory. Default 1 GiB. */
  maximumBytes?: number;
}

/**
 * Changing the mode of many files when a container starts takes minutes, because each is copied up a layer. So files are
 * writable in the build context, and a last layer makes those writable that the Dockerfile downloads.
 */
const openHome = "\nRUN if [ -x /usr/local/sbin/open-home ]; then /usr/local/sbin/open-home; fi\n";

/**
 * The build context of an agent's image: its directory without what .dockerignore excludes. Files named .env (or
 * .env.local and the like) are excluded, because a secret stays in an image, unless .dockerignore has a line `!.env`.
 * @throws UserError for a link that leaves the directory, an unsupported file type, or too many bytes
 */
export function agentContext(agent: Agent, options: AgentContextOptions = {}): BuildContext {
  const dockerfile = dockerfileOf(agent);
  const folder = readFiles(agent, dockerfile, options.maximumBytes);
  const files = folder.map((file) =>
    file.path === dockerfile ? { ...file, bytes: completed(file.bytes, options.environmentImage) } : file,
  );
  const base = baseImage(files.find(({ path }) => path === dockerfile)?.bytes);
  return buildContext({
    files,
    dockerfile,
    buildArgs: {
      SUBMISSION_DIR: containerPaths.submission,
      LOGS_DIR: containerPaths.logs,
      CODE_DIR: containerPaths.code,
      AGENT_DIR: containerPaths.agent,
      ...options.buildArgs,
    },
    labels: {
      [kindLabel]: "agent",
      "dev.mlebench.agent": agent.name,
      [filesHashLabel]: hashOf(agent, folder),
      ...(base !== undefined && { [baseImageLabel]: base }),
    },
  });
}

/**
 * The hash of an agent's directory that {@link agentContext} puts on the image as a label. If they differ, the image is
 * outdated. config.yaml does not count, because a run reads it from the directory.
 * @throws UserError as {@link agentContext} does
 */
export function agentFilesHash(agent: Agent): string {
  return hashOf(agent, readFiles(agent, dockerfileOf(agent)));
}

function hashOf(agent: Agent, folder: readonly ContextFile[]): string {
  const configuration = relative(agent.directory, agent.configuration).split(sep).join("/");
  return filesHash(folder.filter(({ path }) => path !== configuration));
}

function dockerfileOf(agent: Agent): string {
  return relative(agent.directory, agent.dockerfile).split(sep).join("/");
}

/** The image of the last FROM that names one; undefined where it is a build argument or nothing. */
function baseImage(dockerfile: Uint8Array = new Uint8Array()): string | undefined {
  const stages = new Map<string, string>();
  let last: string | undefined;
  for (const [, image, name] of Buffer.from(dockerfile)
    .toString("utf8")
    .matchAll(/^\s*FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?/gim)) {
    last = stages.get(image.toLowerCase()) ?? image;
    if (name !== undefined) stages.set(name.toLowerCase(), last);
  }
  return last === undefined || last === "scratch" || last.includes("$") ? undefined : last;
}

function completed(dockerfile: Uint8Array, image = environmentImage): Uint8Array {
  const from = new RegExp(
    `^(\\s*FROM\\s+(?:--platform=\\S+\\s+)?)${environmentImage}(?::latest)?(?=\\s|$)`,
    "gim",
  );
  const text = Buffer.from(dockerfile).toString("utf8");
  return Buffer.from(text.replace(from, (_, before) => before + image) + openHome);
}

/** Readable and writable for everyone; executable for everyone if it is for anyone. */
function openMode(mode: number): number {
  return (mode & 0o777) | 0o666 | (mode & 0o111 ? 0o111 : 0);
}

function readFiles(agent: Agent, dockerfile: string, maximumBytes: number = 2 ** 30): ContextFile[] {
  const excluded = exclusions(agent.directory, dockerfile);
  const files: ContextFile[] = [];
  let total = 0;

  const visit = (directory: string): number => {
    let kept = 0;
    for (const entry of readdirSync(join(agent.directory, directory), { withFileTypes: true })) {
      const path = posix.join(directory, entry.name);
      const full = join(agent.directory, path);
      if (entry.isDirectory()) {
        const inside = visit(path);
        if (inside === 0 && !excluded(path) && readdirSync(full).length === 0) {
          files.push({
            path,
            mode: openMode(lstatSync(full).mode),
            bytes: new Uint8Array(),
            directory: true,
          });
          kept += 1;
        }
        kept += inside;
        continue;
      }
      if (excluded(path)) continue;
      kept += 1;
      if (entry.isSymbolicLink()) {
        files.push({ path, mode: 0o777, bytes: new Uint8Array(), link: innerLink(agent, path) });
        continue;
      }
      if (!entry.isFile()) {
        throw new UserError(`Unsupported file type in the directory of agent \`${agent.id}\``, {
          file: full,
          expected: "files, directories, and symbolic links",
        });
      }
      const status = lstatSync(full);
      total += status.size;
      if (total > maximumBytes) {
        throw new UserError(`Directory of agent \`${agent.id}\` exceeds ${maximumBytes} bytes`, {
          file: agent.directory,
          hint: "List files that the image does not need in .dockerignore, or download large files in the Dockerfile.",
        });
      }
      files.push({ path, mode: openMode(status.mode), bytes: readFileSync(full) });
    }
    return kept;
  };
  visit("");
  return files;
}

/** Decides which paths are excluded. Dockerfile and .dockerignore are always included, as by Docker's own client. */
function exclusions(directory: string, dockerfile: string): (path: string) => boolean {
  const file = join(directory, ".dockerignore");
  let rules = "";
  try {
    rules = readFileSync(file, "utf8");
  } catch {
    // Most agents have none.
  }
  const matcher = ignore().add(rules.split(/\r?\n/));
  const named = new Set(
    rules
      .split(/\r?\n/)
      .filter((line) => line.trim().startsWith("!"))
      .map((line) => line.trim().slice(1).replace(/^\//, "")),
  );
  return (path) => {
    if (path === dockerfile || path === ".dockerignore") return false;
    if (
      /^\.env(\..+)?$/.test(basename(path)) &&
      !/\.(example|sample|template)$/.test(path) &&
      !named.has(path)
    ) {
      return true;
    }
    return matcher.ignores(path);
  };
}

function innerLink(agent: Agent, path: string): string {
  const target = readlinkSync(join(agent.directory, path));
  const reached = posix.normalize(posix.join(dirname(path), target));
  if (isAbsolute(target) || reached === ".." || reached.startsWith("../")) {
    throw new UserError(`Symbolic link leaves the directory of agent \`${agent.id}\``, {
      file: join(agent.directory, path),
      expected: "links to files in the same directory",
      hint: "Copy the file into the directory, or list the link in .dockerignore.",
    });
  }
  return target;
}
