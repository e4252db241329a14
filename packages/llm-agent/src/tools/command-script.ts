/** Bytes of the start and of the end of an output that are read. */
export const keptBytes = 64 * 1024;

/** Bytes of one of the three parts of an output that are on the disk at a time. */
const partBytes = 4 * 1024 * 1024;

/**
 * Executes code that comes on standard input. Its output goes through a pipe into files of bounded size, so that an
 * output of any length costs neither memory nor disk, its end can be read, and what goes on in the background holds
 * nothing up. Standard output has the start of the output; standard error has a line of facts and the end of the output.
 * If no file can be written, the code is executed plainly: only it can make space again.
 *
 * Its parameter is the seconds until it is stopped; `MLEBENCH_LANGUAGE` is `bash` or `python`.
 */
const commandScript = `
language=$MLEBENCH_LANGUAGE seconds=$1
unset MLEBENCH_LANGUAGE MLEBENCH_SCRIPT
exec 3>&2 2>/dev/null
code=$(cat; printf x) code=\${code%x}
python=$(command -v python || command -v python3)
directory=$(mktemp -d "\${TMPDIR:-/tmp}/mlebench-tool-XXXXXX") &&
  printf '%s' "$code" >"$directory/code" && mkfifo "$directory/pipe" "$directory/timer" || {
  [ -z "$directory" ] || rm -rf "$directory"
  echo plain >&3
  if [ "$language" = python ]; then exec "\${python:-python}" -c "$code" </dev/null 2>&1 3>&-; fi
  exec bash -c "$code" </dev/null 2>&1 3>&-
}

# Parts 0, i - 1, and i of the output are kept. dd writes at once what it reads.
collect() {
  part=0 size=0 passed=0
  while :; do
    before=$size
    dd bs=65536 count=64 >>"$directory/$part" || { : >"$directory/lost"; cat >/dev/null; break; }
    size=$(wc -c <"$directory/$part")
    [ "$size" -gt "$before" ] || break
    [ "$size" -ge ${partBytes} ] || continue
    passed=$((passed + size)) size=0
    [ "$part" -lt 2 ] || rm -f "$directory/$((part - 1))"
    part=$((part + 1))
    : >"$directory/$part"
    echo "$part $passed" >"$directory/parts"
  done
  [ ! -e "$directory/abandoned" ] || rm -rf "$directory"
}

run() {
  [ "$language" = python ] || exec bash "$directory/code"
  [ -n "$python" ] || { echo "python: command not found"; exit 127; }
  export PYTHONPATH="$PWD\${PYTHONPATH:+:$PYTHONPATH}"
  exec "$python" "$directory/code"
}

# Nothing is ever written to the timer. A program that waits could be killed by its name, and takes longer to start.
exec 4<>"$directory/timer"
# Each of these gets a process group of its own.
set -m
collect <"$directory/pipe" >/dev/null 3>&- 4>&- &
collector=$!
run </dev/null >"$directory/pipe" 2>&1 3>&- 4>&- &
command=$!
{
  read -r -t "$seconds"
  : >"$directory/stopped"
  kill -TERM -- "-$command"
  read -r -t 5
  kill -KILL -- "-$command"
} <&4 >/dev/null 3>&- &
watchdog=$!
wait "$command"
code=$?
kill -KILL -- "-$watchdog"
stopped=0
[ ! -e "$directory/stopped" ] || { stopped=1; kill -KILL -- "-$command"; }

# What is left in the pipe takes moments, unless something in the background holds it open.
for ((i = 0; i < 200; i++)); do kill -0 "$collector" || break; read -r -t 0.005 -u 4; done
background=0
kill -0 "$collector" && background=1
lost=0
[ ! -e "$directory/lost" ] || lost=1
part=0 passed=0
[ ! -e "$directory/parts" ] || read -r part passed <"$directory/parts"
size=$(wc -c <"$directory/$part")
bytes=$((passed + \${size:-0}))
echo "code=$code bytes=$bytes stopped=$stopped background=$background lost=$lost" >&3
if [ "$bytes" -le ${2 * keptBytes} ]; then
  cat "$directory/0"
else
  head -c ${keptBytes} "$directory/0"
  if [ "$part" -gt 0 ]; then cat "$directory/$((part - 1))" "$directory/$part"; else cat "$directory/0"; fi |
    tail -c ${keptBytes} >&3
fi
: >"$directory/abandoned"
kill -0 "$collector" || rm -rf "$directory"
exit 0
`;

/**
 * The command that executes code, and its variables. The script is not among its arguments: there, `pkill -f python` of the
 * code would find it, and `ps` would print it.
 */
export function codeCommand(language: "bash" | "python", seconds: number) {
  return {
    command: ["bash", "-c", 'eval "$MLEBENCH_SCRIPT"', "mlebench", String(seconds)],
    environment: { MLEBENCH_SCRIPT: commandScript, MLEBENCH_LANGUAGE: language },
  };
}
