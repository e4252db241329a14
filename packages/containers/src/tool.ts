/** Container tools that need no daemon. Singularity is Apptainer under its old name. */
export type ContainerToolId = "apptainer" | "podman" | "charliecloud";

/** In the order in which they are preferred. */
export const containerToolIds = ["apptainer", "podman", "charliecloud"] as const satisfies ContainerToolId[];

/** A file or directory of this machine that a container sees. Nothing else of the machine is there. */
export interface Bind {
  /** Absolute path of this machine. */
  source: string;
  /** Absolute path in the container. */
  target: string;
  readOnly: boolean;
}

/**
 * `host`: the machine's own; `none`: a network of its own without a way out; `private`: one of its own with a way out.
 * In the latter two, ports belong to the container alone.
 */
export type ContainerNetwork = "host" | "none" | "private";

/** One container, before any tool. */
export interface ContainerSpec {
  /** Unique on the machine. */
  name: string;
  labels: Readonly<Record<string, string>>;
  /** What {@link importImage} made of an image. */
  image: ImportedImage;
  binds: readonly Bind[];
  /** An existing directory for what the container writes elsewhere; it may be removed afterwards. */
  scratch: string;
  /** Working directory in the container. */
  workdir: string;
  network: ContainerNetwork;
  /** GPUs are there at all. Which ones, `CUDA_VISIBLE_DEVICES` says. */
  gpus: boolean;
  /** Bytes of /dev/shm. */
  shmBytes?: number;
  pids?: number;
  /** The program and its arguments. Nothing of them is secret: other users of the machine see them. */
  command: readonly string[];
}

/** A tool as it was found on this machine. */
export interface InstalledTool {
  id: ContainerToolId;
  /** Absolute path. */
  program: string;
  /** Such as `1.3.4`. */
  version: string;
  /** The program is Singularity: variables and options have its name. */
  isSingularity: boolean;
}

/** An image that a tool can run. */
export interface ImportedImage {
  /** What the tool's command takes: a path, or the name in Podman's store. */
  reference: string;
  /** `sha256:…`, or what else identifies the image's content. */
  digest: string;
  /** Variables that the image sets and the tool does not. */
  environment: Readonly<Record<string, string>>;
  /** The image's entry point with its arguments; empty if it has none. */
  entryPoint: readonly string[];
  labels: Readonly<Record<string, string>>;
}

/** Whoever executes a command beside the first one of a container. */
export interface RunningContainer {
  name: string;
  /** A process of the container, as this machine numbers it. */
  pid: number;
}

/** What differs between tools. All are pure functions of what they get. */
export interface ToolDriver {
  id: ContainerToolId;
  /** Names of its program, the preferred one first. */
  programs: readonly string[];
  /** Whether the tool gives a container a network of its own; otherwise its command is started in one. */
  ownsNetwork: boolean;
  /** The command that runs a container in the foreground, with standard input, and ends as the container's command. */
  runCommand(tool: InstalledTool, spec: ContainerSpec): string[];
  /** The command that executes another one within a running container, as the same user. */
  execCommand(tool: InstalledTool, container: RunningContainer, command: readonly string[]): string[];
  /** The command that removes what a killed container may have left; undefined if nothing can be left. */
  removeCommand(tool: InstalledTool, name: string): string[] | undefined;
}
