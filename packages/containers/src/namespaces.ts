import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Kinds of namespaces that a container has of its own, as `/proc/PID/ns` and `nsenter` call them. */
const kinds = ["net", "ipc", "uts", "pid", "mnt"] as const;

type NamespaceKind = (typeof kinds)[number] | "user" | "pid_for_children";

const enterOptions: Record<(typeof kinds)[number], string> = {
  net: "--net",
  ipc: "--ipc",
  uts: "--uts",
  pid: "--pid",
  mnt: "--mount",
};

/** A namespace of a process, such as `pid:[4026531836]`; undefined if it is gone or somebody else's. */
export function namespaceOf(pid: number | "self", kind: NamespaceKind): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return undefined;
  }
}

/** Processes of this machine that are in a pid namespace, in order. */
export function processesInNamespace(pidNamespace: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => namespaceOf(pid, "pid") === pidNamespace)
    .sort((a, b) => a - b);
}

/**
 * The process that has an ID within a pid namespace, such as 1 for the one that the namespace ends with. IDs of this
 * machine say nothing of which process is older: they start again at small numbers.
 * @returns its ID on this machine; undefined if it is gone
 */
export function processWithin(pidNamespace: string, id: number): number | undefined {
  return processesInNamespace(pidNamespace).find((pid) => pidWithin(pid) === id);
}

/** What a process is called in its own pid namespace; undefined if it is gone. */
function pidWithin(pid: number): number | undefined {
  const line = statusOf(pid, "NSpid");
  return line === undefined ? undefined : Number(line.split(/\s+/).at(-1));
}

function statusOf(pid: number, name: string): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    return new RegExp(`^${name}:\\s+(.*)$`, "m").exec(text)?.[1].trim();
  } catch {
    return undefined;
  }
}

/**
 * The ancestors of a process that have another user namespace than their parent, from this machine's down to the process
 * itself. Only who enters the user namespaces one after the other may enter the others that were made in each.
 */
function userNamespaceChain(pid: number): number[] {
  const own = namespaceOf("self", "user");
  const chain: number[] = [];
  let below: string | undefined;
  for (let at: number = pid; at > 1; at = Number(statusOf(at, "PPid") ?? 0)) {
    const user = namespaceOf(at, "user");
    if (user === undefined || user === own) break;
    if (user !== below) chain.unshift(at);
    below = user;
  }
  return chain;
}

/** One `nsenter` after the other: each enters those namespaces that were made together with its user namespace. */
function enterSteps(pid: number, wanted: readonly (typeof kinds)[number][]): string[] {
  const chain = userNamespaceChain(pid);
  const steps = chain.at(-1) === pid ? chain : [...chain, pid];
  const missing = new Set(wanted.filter((kind) => namespaceOf(pid, kind) !== namespaceOf("self", kind)));
  return steps.flatMap((step, index) => {
    const isLast = index === steps.length - 1;
    const options: string[] = index < chain.length ? ["--user"] : [];
    for (const kind of missing) {
      // A process that makes a pid namespace is not in it, only its children are.
      const seen = kind === "pid" && !isLast ? "pid_for_children" : kind;
      if (namespaceOf(step, seen) !== namespaceOf(pid, kind)) continue;
      missing.delete(kind);
      options.push(`${enterOptions[kind]}=/proc/${step}/ns/${seen}`);
      if (kind === "mnt") options.push("--root", "--wd");
    }
    return options.length === 0
      ? []
      : ["nsenter", "--target", String(step), ...options, "--preserve-credentials", "--"];
  });
}

/** The command that executes another one in all namespaces of a container's process, as the same user. */
export function enterCommand(pid: number, command: readonly string[]): string[] {
  return [...enterSteps(pid, kinds), ...command];
}

/** The command that executes another one of this machine in the network of a container's process. */
export function enterNetworkCommand(pid: number, command: readonly string[]): string[] {
  return [...enterSteps(pid, ["net"]), ...command];
}

/**
 * Wraps a command so that it runs as the same user in a network of its own, which has nothing but 127.0.0.1. The wrapper
 * stays beside the command: through it the network can be entered.
 */
export function ownNetworkCommand(command: readonly string[]): string[] {
  const script =
    'ip link set lo up || exit 125; setpriv --ambient-caps=-all --inh-caps=-all -- "$@"; exit $?';
  return [
    ...["unshare", "--user", "--map-current-user", "--keep-caps", "--net", "--"],
    ...["bash", "-c", script, "mlebench", ...command],
  ];
}

/**
 * The command that gives a network of {@link ownNetworkCommand} a way out. It writes to file descriptor 3 when everything
 * is there, and ends when file descriptor 4 is closed.
 * @param pid a process of that network, and of the user namespace that it was made in
 */
export function wayOutCommand(pid: number): string[] {
  return [
    ...["slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback"],
    ...["--ready-fd=3", "--exit-fd=4"],
    ...["--userns-path", `/proc/${pid}/ns/user`, "--netns-type=path", `/proc/${pid}/ns/net`, "tap0"],
  ];
}

/** The name server in a network with a {@link wayOutCommand}. */
export const wayOutNameServer = "10.0.2.3";
