import type { Agent } from "@mlebench/agents";

/** A file of a build context: bytes, a file of this machine, a link, or a directory. */
export interface BuildFile {
  /** Relative, with slashes. */
  path: string;
  mode: number;
  bytes?: Uint8Array;
  file?: string;
  /** Target of a symbolic link. */
  link?: string;
  directory?: boolean;
}

/** How to build an image. */
export interface BuildImageOptions {
  files: readonly BuildFile[];
  /** Path of the Dockerfile among the files. @default "Dockerfile" */
  dockerfile?: string;
  buildArgs?: Readonly<Record<string, string>>;
  /** Such as `mlebench-env` or `mlebench-env:light`. */
  tag: string;
  labels?: Readonly<Record<string, string>>;
  /** Such as `linux/amd64`. @default the backend's own */
  platform?: string;
  /** Build without the layer cache. @default false */
  noCache?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: BuildProgress) => void;
}

/** One line of a build. */
export interface BuildProgress {
  /** Step of the Dockerfile, from 1; absent before the first. */
  step?: number;
  steps?: number;
  /** The instruction of the step, or what it printed; without the line end. */
  text: string;
}

/** What an image is. */
export interface ImageDigest {
  /** `sha256:…` of its configuration: the same ID is the same image. */
  id: string;
  /** `name@sha256:…` as registries know it; empty for an image that was only built here. */
  digests: string[];
}

/** How an agent's image compares with the agent's directory. */
export interface ImageAge {
  /** `unknown`: it was not built by this tool, so nothing on it shows its age. */
  state: "missing" | "unknown" | "current" | "outdated";
  /** Why it is outdated. */
  reasons: string[];
  /** The environment image is here, but was built by another version of this tool. */
  environmentOfOtherVersion?: string;
}

/** Images of a backend that runs agents in containers. */
export interface BackendImages {
  /** @param agent undefined compares with the environment of this version */
  age(agent: Agent | undefined, image: string): Promise<ImageAge>;
  /** @throws UserError with the failing step and its last lines */
  build(options: BuildImageOptions): Promise<ImageDigest>;
}
