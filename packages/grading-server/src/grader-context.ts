import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { competitionDirectory, type Manifest, ownDirectory } from "./competition-package.js";
import { type PlacedPackage, runtimeClosure } from "./runtime-closure.js";

/** A file of a build context: what it holds, or where that is on this machine. */
export type ContextFile = {
  /** Relative to the context, with `/`. */
  path: string;
  mode: number;
} & ({ file: string; bytes?: never } | { bytes: Uint8Array; file?: never });

export interface GraderContextOptions {
  /** Competitions that the image can validate: ids, directories of packages, or objects with `directory`. */
  competitions: readonly (string | { directory: string })[];
  /**
   * "image": Node comes from the base image; "host": the Node that runs this is copied, for a base without one. That
   * needs Linux and a base with the C++ library. @default "image"
   */
  node?: "image" | "host";
}

export interface GraderContext {
  /** By path; the `Dockerfile` is one of them. */
  files: ContextFile[];
  /** SHA-256 of the complete context, in hexadecimal: the same contents give the same hash. */
  hash: string;
  /** Name for the image, `mlebench-grader:<beginning of hash>`. */
  tag: string;
}

/** Folders and files at the top of a package that no program needs. */
const unneeded = new Set([
  "node_modules",
  "test",
  "tests",
  "bench",
  "benchmarks",
  "golden.json",
  "tsconfig.json",
]);
const unneededEndings = [".map", ".ts", ".mts", ".cts", ".md", ".tsbuildinfo"];

/**
 * The build context of an image that runs the grading server: `node_modules` with what it and the competitions need,
 * without links, sources or tests, and a Dockerfile that needs no shell in its base (build argument `BASE_IMAGE`).
 * The image expects the answers at `/private/data/ID/prepared/private`.
 * @throws UserError when a package is not installed or not built, or this Node cannot be copied
 */
export function graderContext(options: GraderContextOptions): GraderContext {
  const { node = "image" } = options;
  const directories = options.competitions.map((competition) =>
    realpathSync(typeof competition === "string" ? competitionDirectory(competition) : competition.directory),
  );
  if (directories.length === 0) {
    throw new UserError("A grader image needs a competition", { expected: "at least one competition" });
  }
  const packages = runtimeClosure([ownDirectory, ...directories]);
  const names = packages
    .filter(({ directory }) => directories.includes(directory))
    .map(({ manifest }) => [manifest.name, manifest.version]);
  const project = { private: true, type: "module", dependencies: Object.fromEntries(names) };
  const files: ContextFile[] = [
    textFile("Dockerfile", dockerfile(node)),
    textFile("app/package.json", `${JSON.stringify(project, null, 2)}\n`),
    ...packages.flatMap(packageFiles),
    ...(node === "host" ? [{ path: "node", mode: 0o755, file: portableNode() }] : []),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = hashOf(files);
  return { files, hash, tag: `mlebench-grader:${hash.slice(0, 16)}` };
}

function dockerfile(node: "image" | "host"): string {
  const program = node === "host" ? "/usr/local/bin/node" : "node";
  const health = `fetch('http://127.0.0.1:5000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return [
    "ARG BASE_IMAGE=node:20-bookworm-slim",
    `FROM $${"{BASE_IMAGE}"}`,
    ...(node === "host" ? ["COPY node /usr/local/bin/node"] : []),
    "COPY app/ /app/",
    "WORKDIR /app",
    "ENV NODE_ENV=production",
    // A number needs no entry in the base's list of users.
    "USER 10001:10001",
    "EXPOSE 5000",
    `HEALTHCHECK --interval=5s --timeout=5s --retries=6 CMD ${JSON.stringify([program, "-e", health])}`,
    `ENTRYPOINT ${JSON.stringify([program, "/app/node_modules/@mlebench/grading-server/dist/main.js", "--data-dir", "/private/data"])}`,
    "",
  ].join("\n");
}

function textFile(path: string, text: string): ContextFile {
  return { path, mode: 0o644, bytes: Buffer.from(text) };
}

function packageFiles({ path, directory, manifest }: PlacedPackage): ContextFile[] {
  const built = isBuiltFromSource(manifest);
  if (built && !existsSync(join(directory, "dist"))) {
    throw new UserError(`${manifest.name} is not built`, { file: directory, hint: "Build it first." });
  }
  const wanted = (name: string): boolean =>
    !unneeded.has(name) && !name.startsWith(".") && !(built && name === "src");
  return readdirSync(directory)
    .filter(wanted)
    .flatMap((name) => filesBelow(directory, name))
    .filter((name) => !unneededEndings.some((ending) => name.endsWith(ending)))
    .map((name) => ({ path: `app/${path}/${name}`, mode: 0o644, file: join(directory, name) }));
}

/** Packages of this project include their sources for its own tools; programs use the build output. */
function isBuiltFromSource({ exports }: Manifest): boolean {
  return JSON.stringify(exports ?? null).includes('"@mlebench/source"');
}

/** Regular files at and below a name, relative to `directory`, with `/`. */
function filesBelow(directory: string, name: string): string[] {
  const stats = statSync(join(directory, name));
  if (stats.isFile()) return [name];
  if (!stats.isDirectory()) return [];
  return readdirSync(join(directory, name)).flatMap((child) => filesBelow(directory, `${name}/${child}`));
}

/** A distribution's Node may be a small program beside a large library, which would stay behind. */
const smallestWholeNode = 40 * 2 ** 20;

function portableNode(): string {
  const path = realpathSync(process.execPath);
  if (process.platform !== "linux" || statSync(path).size < smallestWholeNode) {
    throw new UserError("This Node cannot be copied into an image", {
      file: path,
      expected: "Node for Linux in one file, as nodejs.org offers it",
      hint: "Use a base image that has Node.",
    });
  }
  return path;
}

function hashOf(files: readonly ContextFile[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(JSON.stringify([file.path, file.mode, contentHash(file)]));
  return hash.digest("hex");
}

function contentHash({ bytes, file }: ContextFile): string {
  const hash = createHash("sha256");
  if (bytes !== undefined) return hash.update(bytes).digest("hex");
  if (statSync(file).size < 2 ** 20) return hash.update(readFileSync(file)).digest("hex");
  const chunk = Buffer.allocUnsafe(2 ** 20);
  const descriptor = openSync(file, "r");
  try {
    for (let count = 1; count > 0; ) {
      count = readSync(descriptor, chunk);
      hash.update(chunk.subarray(0, count));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}
