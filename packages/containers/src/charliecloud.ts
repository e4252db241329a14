import { enterCommand } from "./namespaces.js";
import type { ToolDriver } from "./tool.js";

/**
 * Charliecloud shares processes, /dev, and /sys with the machine. So `ch-run` is started in namespaces of its own, in
 * which there is nothing to share but what a container needs.
 *
 * Arguments: the program, the image's directory, a scratch directory, bytes of /dev/shm, the user and group ids, the
 * working directory, GPUs or not, the number of binds and each as source, target, `ro` or `rw`; then the command.
 */
const script = `
set -e
fail() { echo "mlebench: $1" >&2; exit 125; }
program=$1 image=$2 scratch=$3 shm=$4 uid=$5 gid=$6 workdir=$7 gpus=$8 count=$9
shift 9
mount -t proc proc /proc || fail "cannot mount /proc in a namespace of its own"
# Devices: those that every program needs, and accelerators.
dev=$scratch/dev
mkdir -p "$dev"
mount -t tmpfs -o mode=755 tmpfs "$dev"
for name in null zero full random urandom tty; do : >"$dev/$name"; mount --bind "/dev/$name" "$dev/$name"; done
if [ "$gpus" = yes ]; then
  for path in /dev/nvidia* /dev/kfd /dev/dri /dev/infiniband; do
    [ -e "$path" ] || continue
    if [ -d "$path" ]; then mkdir "$dev/\${path#/dev/}"; else : >"$dev/\${path#/dev/}"; fi
    mount --rbind "$path" "$dev/\${path#/dev/}"
  done
fi
mkdir "$dev/shm" "$dev/pts"
mount -t tmpfs -o "mode=1777,size=$shm" tmpfs "$dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$dev/pts"
ln -s pts/ptmx "$dev/ptmx"
ln -s /proc/self/fd "$dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/\${number%%:*}" "$dev/\${number#*:}"; done
mount --rbind "$dev" /dev
# Control groups are nothing that a container may change.
[ ! -d /sys/fs/cgroup ] || mount -t tmpfs -o ro,size=0 tmpfs /sys/fs/cgroup
# What is written goes to the scratch directory, and the image stays as it is.
upper=$scratch/upper work=$scratch/work root=$scratch/root
mkdir -p "$upper" "$work" "$root"
mount -t overlay overlay -o "lowerdir=$image,upperdir=$upper,workdir=$work,userxattr" "$root" 2>/dev/null ||
  fuse-overlayfs -o "lowerdir=$image,upperdir=$upper,workdir=$work" "$root" ||
  fail "neither this kernel nor fuse-overlayfs can lay a writable directory over $image"
binds=()
while [ "$count" -gt 0 ]; do
  source=$1 target=$2 mode=$3
  shift 3
  count=$((count - 1))
  if [ "$mode" = ro ]; then
    # Charliecloud binds with writing: what may not be written is made so before.
    readonly=$scratch/ro/$count
    if [ -d "$source" ]; then mkdir -p "$readonly"; else mkdir -p "$scratch/ro"; : >"$readonly"; fi
    mount --bind "$source" "$readonly"
    # A mount keeps the restrictions that it has.
    options=$(findmnt --noheadings --output VFS-OPTIONS --mountpoint "$readonly" | tail -n 1)
    mount -o "remount,bind,ro,\${options#rw,}" "$readonly"
    source=$readonly
  fi
  # Below another bind, the place is there already.
  case "$target" in
    /home/*) ;;
    *) if [ -d "$source" ]; then mkdir -p "$root$target"; else mkdir -p "$(dirname "$root$target")"; [ -e "$root$target" ] || : >"$root$target"; fi ;;
  esac
  binds+=(--bind "$source:$target")
done
cd /
export USER=\${USER:-root} HOME=/
exec "$program" --write --private-tmp --uid "$uid" --gid "$gid" "--unset-env=*" --cd "$workdir" "\${binds[@]}" "$root" -- "$@"
`;

/** Charliecloud from 0.27 on. */
export const charliecloud: ToolDriver = {
  id: "charliecloud",
  programs: ["ch-run"],
  ownsNetwork: false,
  runCommand: (tool, spec) => [
    ...["unshare", "--user", "--map-root-user", "--mount", "--pid", "--ipc", "--uts"],
    ...["--fork", "--kill-child", "--", "bash", "-c", script, "mlebench", tool.program],
    spec.image.reference,
    spec.scratch,
    String(spec.shmBytes ?? defaultShmBytes),
    // Root in its own namespace could change mounts; who runs as root gets the id of a first user.
    String(unprivileged(process.getuid?.())),
    String(unprivileged(process.getgid?.())),
    spec.workdir,
    spec.gpus ? "yes" : "no",
    String(spec.binds.length),
    ...spec.binds.flatMap(({ source, target, readOnly }) => [source, target, readOnly ? "ro" : "rw"]),
    ...spec.command,
  ],
  execCommand: (_tool, { pid }, command) => enterCommand(pid, command),
  removeCommand: () => undefined,
};

/** As Docker's. */
const defaultShmBytes = 64 * 2 ** 20;

const unprivileged = (id: number | undefined): number => id || 1000;
