/**
 * First program in a container. Everything secret comes on standard input, as other users of the machine can read
 * arguments: fields that end with a zero byte, in lists that begin with their length.
 *
 * 1. files that must not be there, as `DEVICE:INODE` and path in turns: finding one by its path, below any mount, or
 *    through any process prints `leak: PATH` and ends with exit code 124;
 * 2. variables; 3. limits for `ulimit`, as option and value in turns; 4. the entry point; 5. the command.
 *
 * Then it prints `ready: PID NAMESPACE`; after one more line the command runs with all its output on standard output. It
 * ends as the command does, or as the process that waits for that line, which becomes the command.
 */
export const guestScript = `
take() {
  fields=()
  local count field
  IFS= read -r -d '' count || exit 125
  while [ "$count" -gt 0 ]; do
    IFS= read -r -d '' field || exit 125
    fields+=("$field")
    count=$((count - 1))
  done
}

# Candidates: the path itself and its ends, below the root, each mount, and the root and directory of each process.
search() {
  local id=$1 path=$2 base end candidates=() found
  local bases=("")
  while read -r _ _ _ _ base _; do
    base=$(printf '%b' "$base")
    case "$base" in / | /proc | /proc/* | /sys | /sys/* | /dev | /dev/*) ;; *) bases+=("$base") ;; esac
  done </proc/self/mountinfo
  for base in /proc/[0-9]*; do bases+=("$base/root" "$base/cwd"); done
  for base in "\${bases[@]}"; do
    end=$path
    while [ -n "$end" ]; do
      candidates+=("$base$end")
      end=\${end#/}
      case "$end" in */*) end=/\${end#*/} ;; *) end= ;; esac
    done
  done
  while read -r found end; do
    if [ "$found" = "$id" ]; then
      echo "leak: $end"
      exit 124
    fi
  done < <(stat --dereference --format '%d:%i %n' -- "\${candidates[@]}" 2>/dev/null)
}

take
hidden=("\${fields[@]}")
for ((index = 0; index < \${#hidden[@]}; index += 2)); do search "\${hidden[index]}" "\${hidden[index + 1]}"; done
unset hidden
take
for pair in "\${fields[@]}"; do
  [[ "\${pair%%=*}" =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] && export "$pair"
done
take
for ((index = 0; index < \${#fields[@]}; index += 2)); do ulimit "\${fields[index]}" "\${fields[index + 1]}" 2>/dev/null; done
take
entry=("\${fields[@]}")
if [ "\${#entry[@]}" -eq 0 ] && [ -x /.singularity.d/runscript ]; then entry=(/.singularity.d/runscript); fi
take
command=("\${fields[@]}")
unset fields pair
if [ "\${#entry[@]}" -gt 0 ]; then
  "\${entry[@]}" </dev/null >/dev/null 2>&1 &
  entry_id=$!
  # The entry points known to us end, or say when they are ready; others have a minute.
  for _ in {1..600}; do
    kill -0 "$entry_id" 2>/dev/null || break
    grep -qs '^entry point: ready' "\${LOGS_DIR:-/home/logs}/entrypoint.log" && break
    sleep 0.1
  done
fi
exec 3>&1 4<&0 >/dev/null 2>&1 </dev/null
trap : TERM INT HUP
# Job control, so that the command does not begin with interrupts ignored; it says nothing of it.
set -m
# The command's process is there before anybody knows of it, so that whoever ends it from then on finds it.
{
  read -r _ <&4 || exit 125
  exec 4<&-
  exec -- "\${command[@]}" >&3 2>&1 3>&-
} &
agent=$!
echo "ready: $$ $(readlink /proc/self/ns/pid)" >&3
exec 3>&- 4<&-
# A signal ends a wait early, and so does a command that stops itself.
while kill -0 "$agent"; do
  wait "$agent"
  sleep 0.05
done
wait "$agent"
exit $?
`;

/**
 * First program of a command that is executed in a running container: takes variables and a directory from standard
 * input, as {@link guestScript} does, and leaves the rest of it to the command.
 */
export const execScript = `
IFS= read -r -d '' count || exit 125
while [ "$count" -gt 0 ]; do
  IFS= read -r -d '' pair || exit 125
  [[ "\${pair%%=*}" =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] && export "$pair"
  count=$((count - 1))
done
IFS= read -r -d '' directory || exit 125
cd -- "$directory" || exit 126
unset count pair directory
exec -- "$@"
`;

/** Lists as {@link guestScript} and {@link execScript} read them. */
export function encodeLists(...lists: readonly (readonly string[])[]): Buffer {
  return encodeFields(lists.flatMap((list) => [String(list.length), ...list]));
}

/** Single fields, each ended by a zero byte. What is in a field ends at its first zero byte. */
export function encodeFields(fields: readonly string[]): Buffer {
  return Buffer.from(fields.map((field) => `${field.split("\0", 1)[0]}\0`).join(""));
}

/** `NAME=VALUE`. */
export function environmentList(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}
