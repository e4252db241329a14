import { realpathSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { UserError } from "@mlebench/core";
import { parseContainerBytes } from "@mlebench/runner";
import type Docker from "dockerode";

/** What a container configuration in the reference's keys means to the engine. */
export interface TranslatedConfig {
  options: Pick<
    Docker.ContainerCreateOptions,
    "Hostname" | "Domainname" | "StopSignal" | "MacAddress" | "platform"
  >;
  host: Docker.HostConfig;
  environment: Record<string, string>;
  labels: Record<string, string>;
}

export interface ConfigRules {
  /** The person consented to a container that can take over the machine. */
  privileged: boolean;
  /** No mount may show anything of it, except what is public anyway. */
  dataDirectory: string;
}

type Put = (value: unknown, target: TranslatedConfig, rules: ConfigRules) => void;

const file = "container configuration";

/** The keys of docker-py's `containers.create` that a run can have, and what each of them becomes. */
const keys: Record<string, Put> = {
  blkio_weight: number("blkio_weight", "BlkioWeight"),
  cap_add: (value, { host }, rules) => {
    host.CapAdd = texts("cap_add", value).map((name) => harmlessCapability(name, rules));
  },
  cap_drop: (value, { host }) => {
    host.CapDrop = texts("cap_drop", value);
  },
  cgroup_parent: text("cgroup_parent", "CgroupParent"),
  cpu_period: number("cpu_period", "CpuPeriod"),
  cpu_quota: number("cpu_quota", "CpuQuota"),
  cpu_shares: number("cpu_shares", "CpuShares"),
  cpuset_cpus: text("cpuset_cpus", "CpusetCpus"),
  cpuset_mems: text("cpuset_mems", "CpusetMems"),
  device_requests: (value, { host }) => {
    host.DeviceRequests = records("device_requests", value).map(deviceRequest);
  },
  devices: (value, { host }, rules) => {
    host.Devices = texts("devices", value).map((line) => device(line, rules));
  },
  dns: list("dns", "Dns"),
  dns_opt: list("dns_opt", "DnsOptions"),
  dns_search: list("dns_search", "DnsSearch"),
  domainname: (value, { options }) => {
    options.Domainname = string("domainname", value);
  },
  environment: (value, target) => {
    Object.assign(target.environment, pairs("environment", value));
  },
  extra_hosts: (value, { host }) => {
    host.ExtraHosts = Object.entries(pairs("extra_hosts", value)).map(
      ([name, address]) => `${name}:${address}`,
    );
  },
  gpus: (value, { host }) => {
    const count = Number(value);
    if (!Number.isInteger(count)) throw wrong("gpus", value, "an integer, or -1 for all");
    if (count !== 0) host.DeviceRequests = [{ Count: count, Capabilities: [["gpu"]] }];
  },
  group_add: (value, { host }) => {
    host.GroupAdd = texts("group_add", value);
  },
  hostname: (value, { options }) => {
    options.Hostname = string("hostname", value);
  },
  init: (value) => {
    if (value !== true) throw wrong("init", value, "true: otherwise orphaned processes are not reaped");
  },
  labels: (value, target) => {
    const given = pairs("labels", value);
    const ours = Object.keys(given).find((name) => name.startsWith("mlebench."));
    if (ours !== undefined) throw wrong("labels", ours, "labels that do not begin with mlebench.");
    Object.assign(target.labels, given);
  },
  mac_address: (value, { options }) => {
    options.MacAddress = string("mac_address", value);
  },
  mem_limit: bytes("mem_limit", "Memory"),
  mem_reservation: bytes("mem_reservation", "MemoryReservation"),
  mem_swappiness: number("mem_swappiness", "MemorySwappiness"),
  memswap_limit: bytes("memswap_limit", "MemorySwap"),
  mounts: (value, { host }, rules) => {
    const made = records("mounts", value).map((mount) => mountOf(mount, rules));
    host.Mounts = [...(host.Mounts ?? []), ...made];
  },
  nano_cpus: number("nano_cpus", "NanoCpus"),
  oom_score_adj: number("oom_score_adj", "OomScoreAdj"),
  pids_limit: number("pids_limit", "PidsLimit"),
  platform: (value, { options }) => {
    options.platform = string("platform", value);
  },
  read_only: (value, { host }) => {
    if (typeof value !== "boolean") throw wrong("read_only", value, "true or false");
    host.ReadonlyRootfs = value;
  },
  runtime: text("runtime", "Runtime"),
  security_opt: list("security_opt", "SecurityOpt"),
  shm_size: bytes("shm_size", "ShmSize"),
  stop_signal: (value, { options }) => {
    if (value !== "SIGTERM") throw wrong("stop_signal", value, "SIGTERM");
    options.StopSignal = value;
  },
  storage_opt: (value, { host }) => {
    host.StorageOpt = pairs("storage_opt", value);
  },
  sysctls: (value, { host }) => {
    host.Sysctls = pairs("sysctls", value);
  },
  tmpfs: (value, { host }) => {
    host.Tmpfs = pairs("tmpfs", value);
  },
  ulimits: (value, { host }) => {
    host.Ulimits = records("ulimits", value).map(ulimit);
  },
  volumes: (value, { host }, rules) => {
    host.Mounts = [...(host.Mounts ?? []), ...volumes(value).map((mount) => mountOf(mount, rules))];
  },
};

/** Keys that docker-py knows and a run cannot have, with the reason. */
const refused: Record<string, string> = {
  auto_remove: "a container that removes itself deletes its output",
  command: "the agent's start script is what runs",
  detach: "runs are always detached",
  device_cgroup_rules: "only single devices can be given, by `devices`",
  entrypoint: "the image's own is what runs",
  image: "the agent's image is what runs",
  ipc_mode: "a container that shares memory with another could read from it",
  log_config: "the engine keeps the agent's output in its `local` log",
  name: "the container's name identifies the run",
  network: "use the option --network",
  network_mode: "use the option --network",
  oom_kill_disable: "the container would hang when it runs out of memory",
  pid_mode: "a container that sees other processes could read from them",
  ports: "agents need no incoming connections",
  privileged: "set it in the agent's config.yaml; it needs consent",
  publish_all_ports: "agents need no incoming connections",
  restart_policy: "restarting an agent in a used container invalidates the run",
  stdin_open: "an agent has no input",
  tty: "an agent has no terminal",
  user: "the environment is set up by root, and the agent runs as nonroot",
  userns_mode: "the engine's setting applies",
  uts_mode: "a container has its own host name",
  volumes_from: "volumes of another container can contain answers",
  working_dir: "the image's setting applies",
};

/**
 * Translates a container configuration in the keys of docker-py, as the reference's `--container-config` has them. A
 * value of null leaves the engine's default.
 * @throws UserError for a key that is unknown or not possible, with the list; for a value of the wrong kind; for what
 *   would show the answers to the agent
 */
export function translateContainerConfig(
  config: Readonly<Record<string, unknown>>,
  rules: ConfigRules,
): TranslatedConfig {
  const target: TranslatedConfig = { options: {}, host: {}, environment: {}, labels: {} };
  for (const [key, value] of Object.entries(config)) {
    const put = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (put === undefined) {
      const why = Object.hasOwn(refused, key) ? ` cannot be set: ${refused[key]}` : " is not known";
      throw new UserError(`The key "${key}" of the container configuration${why}`, {
        expected: `keys out of ${Object.keys(keys).join(", ")}`,
      });
    }
    if (value !== null && value !== undefined) put(value, target, rules);
  }
  return target;
}

function wrong(key: string, value: unknown, expected: string): UserError {
  return new UserError(`"${key}" cannot be ${JSON.stringify(value)}`, { file, column: key, expected });
}

type KeysOf<Value> = {
  [Key in keyof Docker.HostConfig]-?: Value extends Docker.HostConfig[Key] ? Key : never;
}[keyof Docker.HostConfig];

function number(key: string, name: KeysOf<number>): Put {
  return (value, { host }) => {
    if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(key, value, "a number");
    Object.assign(host, { [name]: Math.trunc(value) });
  };
}

function text(key: string, name: KeysOf<string>): Put {
  return (value, { host }) => {
    Object.assign(host, { [name]: string(key, value) });
  };
}

function bytes(key: string, name: KeysOf<number>): Put {
  return (value, { host }) => {
    Object.assign(host, { [name]: parseContainerBytes(value, key) });
  };
}

function list(key: string, name: KeysOf<string[]>): Put {
  return (value, { host }) => {
    Object.assign(host, { [name]: texts(key, value) });
  };
}

function string(key: string, value: unknown): string {
  if (typeof value !== "string" || value === "") throw wrong(key, value, "text");
  return value;
}

function texts(key: string, value: unknown): string[] {
  if (!Array.isArray(value)) throw wrong(key, value, "a list");
  return value.map((item) => {
    if (typeof item !== "string" && typeof item !== "number") throw wrong(key, item, "a list of strings");
    return String(item);
  });
}

function records(key: string, value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value) || value.some((item) => typeof item !== "object" || item === null)) {
    throw wrong(key, value, "a list of objects");
  }
  return value as Record<string, unknown>[];
}

/** An object, or a list of `NAME=value`. */
function pairs(key: string, value: unknown): Record<string, string> {
  if (Array.isArray(value)) {
    return Object.fromEntries(
      texts(key, value).map((line) => {
        const at = line.search(/[=:]/);
        return at === -1 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
      }),
    );
  }
  if (typeof value !== "object" || value === null) throw wrong(key, value, "an object");
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, String(part)]));
}

/** docker-py writes keys of nested objects either way: `driver` or `Driver`, `device_ids` or `DeviceIDs`. */
function field(record: Record<string, unknown>, ...names: string[]): unknown {
  const wanted = names.map((name) => name.replaceAll("_", "").toLowerCase());
  return Object.entries(record).find(([name]) =>
    wanted.includes(name.replaceAll("_", "").toLowerCase()),
  )?.[1];
}

function deviceRequest(record: Record<string, unknown>): Docker.DeviceRequest {
  const [driver, count, ids] = [field(record, "driver"), field(record, "count"), field(record, "device_ids")];
  return {
    ...(driver !== undefined && { Driver: String(driver) }),
    ...(count !== undefined && { Count: Number(count) }),
    ...(ids !== undefined && { DeviceIDs: texts("device_requests", ids) }),
    Capabilities: (field(record, "capabilities") as string[][] | undefined) ?? [["gpu"]],
  };
}

function ulimit(record: Record<string, unknown>): Docker.Ulimit {
  const [name, soft, hard] = [field(record, "name"), field(record, "soft"), field(record, "hard")];
  return {
    Name: string("ulimits", name),
    Soft: Number(soft ?? hard),
    Hard: Number(hard ?? soft),
  };
}

/** With these, root in the container is root of the machine, and reads the answers there. */
const strongCapabilities = new Set([
  "ALL",
  "BPF",
  "DAC_READ_SEARCH",
  "PERFMON",
  "SYS_ADMIN",
  "SYS_BOOT",
  "SYS_MODULE",
  "SYS_PTRACE",
  "SYS_RAWIO",
]);

function harmlessCapability(name: string, { privileged }: ConfigRules): string {
  if (!privileged && strongCapabilities.has(name.toUpperCase().replace(/^CAP_/, ""))) {
    throw wrong("cap_add", name, "capabilities with which an agent cannot leave its container");
  }
  return name;
}

const harmlessDevices = /^\/dev\/(nvidia|dri\b|kfd\b|fuse\b|infiniband\b|accel|habanalabs|neuron)/;

function device(line: string, { privileged }: ConfigRules): Docker.DeviceMapping {
  const [host, inside = host, permissions = "rwm"] = line.split(":");
  if (!privileged && (!harmlessDevices.test(host) || host.includes(".."))) {
    throw wrong("devices", line, "accelerators, not disks, which hold the answers");
  }
  return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: permissions };
}

interface WantedMount {
  source: string;
  target: string;
  readOnly: boolean;
  type: "bind" | "volume" | "tmpfs";
}

/** `{source: {bind, mode}}` or `["source:target:mode"]`. */
function volumes(value: unknown): Record<string, unknown>[] {
  const lines = Array.isArray(value)
    ? texts("volumes", value).map((line) => {
        const [source, target, mode = "rw"] = line.split(":");
        return { source, target, mode };
      })
    : Object.entries(value as Record<string, { bind?: unknown; mode?: unknown } | null>).map(
        ([source, volume]) => ({ source, target: volume?.bind, mode: volume?.mode ?? "rw" }),
      );
  return lines.map(({ source, target, mode }) => ({
    source,
    target,
    read_only: String(mode).split(",").includes("ro"),
    type: source.startsWith("/") ? "bind" : "volume",
  }));
}

function mountOf(record: Record<string, unknown>, rules: ConfigRules): Docker.MountSettings {
  const wanted: WantedMount = {
    source: String(field(record, "source") ?? ""),
    target: string("mounts", field(record, "target")),
    readOnly: field(record, "read_only") === true,
    type: (field(record, "type") as WantedMount["type"] | undefined) ?? "volume",
  };
  if (!["bind", "volume", "tmpfs"].includes(wanted.type))
    throw wrong("mounts", wanted.type, "bind, volume or tmpfs");
  if (!wanted.target.startsWith("/")) throw wrong("mounts", wanted.target, "an absolute path");
  if (wanted.target === "/home/data" || wanted.target.startsWith("/home/data/")) {
    throw wrong("mounts", wanted.target, "a place other than that of the public data");
  }
  if (wanted.type === "bind") assertSafeMount(wanted.source, rules);
  return {
    Type: wanted.type,
    Source: wanted.source,
    Target: wanted.target,
    ReadOnly: wanted.readOnly,
  } as Docker.MountSettings;
}

/** The answers, and the engine's socket: access to it allows mounting anything. */
function assertSafeMount(source: string, { privileged, dataDirectory }: ConfigRules): void {
  const path = real(source);
  const data = real(dataDirectory);
  const revealing = isInside(data, path) || isInside(path, data);
  if (revealing) {
    throw wrong(
      "volumes",
      source,
      `a directory that neither holds ${dataDirectory}, with the answers, nor is part of it`,
    );
  }
  if (
    !privileged &&
    /(^|\/)(docker|containerd|podman)[^/]*(\.sock)?$|^\/(proc|sys|dev|run|var|var\/run|var\/lib)?\/?$/.test(
      path,
    )
  ) {
    throw wrong("volumes", source, "a directory that does not hand the machine to the agent");
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === "" || (!way.startsWith(`..${sep}`) && way !== "..");
}
