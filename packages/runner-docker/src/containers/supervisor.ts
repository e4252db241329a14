/** Where the container's first steps meet the runner's: only root can write there. */
export const readyFile = "/.mlebench-ready";
export const startFile = "/.mlebench-go";
/** There when the agent was ended because it printed too much. */
export const logLimitFile = "/.mlebench-log-limit";
const agentEndedFile = "/.mlebench-agent-ended";

/** What a line of the container's log takes on the engine's disk beside its text, rounded up. */
export const lineBytes = 64;

const obfuscatedInstructions = "/home/instructions_obfuscated.txt";

/** Exit code of a container that something else started again. */
const restartedCode = 253;

/**
 * Passes the agent's output on until it has taken its limit, then ends everything in the container: so the limit holds
 * when no runner is there to watch it, and an offset in the log means the same byte as long as the container exists.
 * It ends with its input, or, where something of the agent still holds that open, when the agent has ended and what it
 * wrote has been passed on. Perl, because every Debian has it and reading in the shell would take the agent's time.
 *
 * Arguments: bytes that may be taken, bytes that each line takes beside its text, the file that signals that the agent
 * has ended, the file that this makes at the limit.
 */
const limiter = `
my ($left, $line, $end, $mark) = @ARGV;
$SIG{$_} = "IGNORE" for qw(TERM INT HUP QUIT);
sub pass {
  my ($text) = @_;
  while (length $text) {
    my $done = syswrite STDOUT, $text;
    if (defined $done) { substr($text, 0, $done) = "" } elsif (!$!{EINTR}) { exit 1 }
  }
}
for (my $rest = 1 << 20; $rest > 0;) {
  my $ended = -e $end;
  vec(my $ready = "", 0, 1) = 1;
  next if select($ready, undef, undef, $ended ? 0 : 0.1) < 1 and !$ended;
  last if !vec($ready, 0, 1);
  my $count = sysread STDIN, my $block, 65536;
  next if !defined $count;
  last if $count == 0;
  $rest -= $count if $ended;
  my $cost = $count + $line * ($block =~ tr/\\n//);
  if ($cost > $left) {
    open my $file, ">", $mark;
    pass("\\n[mlebench] The output has reached its limit: it is cut off here, and the agent is ended.\\n");
    kill KILL => -1;
    exit;
  }
  $left -= $cost;
  pass($block);
}
`;

/**
 * First program of an agent's container, under the engine's init. It runs the image's own entry point, waits for the
 * runner's word, then runs the agent as an unprivileged user and ends as it does. So the agent's output and exit code
 * are the container's, which the engine keeps whatever happens to the runner.
 *
 * Arguments: user, the entry point as shell words, a text that stands in for the instructions or nothing, what the
 * output may take in bytes, then the agent's command.
 */
const script = String.raw`
exec </dev/null
if [ -e ${startFile} ]; then
  echo "This container was started again. The run is not repeated in what it left."
  exit ${restartedCode}
fi
user=$1 entry=$2 instructions=$3 output_bytes=$4
shift 4
if [ -n "$entry" ]; then
  (eval "exec $entry") >/dev/null 2>&1 &
  entry_id=$!
  # The entry points known to us end, or say when they are ready; others have a minute.
  for _ in {1..600}; do
    kill -0 "$entry_id" 2>/dev/null || break
    grep -qs '^entry point: ready' "${"$"}{LOGS_DIR:-/home/logs}/entrypoint.log" && break
    sleep 0.1
  done
fi
if [ -n "$instructions" ] && [ -e /home/instructions.txt ] && ! cp -f "$instructions" /home/instructions.txt; then
  echo "The image has no $instructions, which an obfuscated run needs."
  exit 126
fi
if ! uid=$(id -u "$user") || ! gid=$(id -g "$user"); then
  echo "The image has no user $user."
  exit 126
fi
if ! command -v setpriv >/dev/null; then
  echo "The image has no setpriv (package util-linux), which starts the agent as $user."
  exit 126
fi
home=$(sed -n "s|^$user:[^:]*:[^:]*:[^:]*:[^:]*:\([^:]*\):.*|\1|p" /etc/passwd)
: >${readyFile}
until [ -e ${startFile} ]; do sleep 0.05; done
trap 'kill -s TERM -- -1' TERM INT
# What this shell says of its jobs is no output of the agent.
exec 3>&1 >/dev/null 2>&1
# Job control, so that the agent does not begin with interrupts ignored.
set -m
# Without Perl only the engine's own limit is left, which drops what came first.
command -v perl >/dev/null && limiter=(perl -e ${quote(limiter)} "$output_bytes" ${lineBytes} ${agentEndedFile} ${logLimitFile}) || limiter=(cat)
exec 4> >(exec "${"$"}{limiter[@]}" >&3 3>&-)
limiter_id=$!
HOME=${"$"}{home:-/} setpriv --reuid "$uid" --regid "$gid" --init-groups -- "$@" >&4 2>&1 3>&- 4>&- &
agent=$!
exec 3>&- 4>&-
# A signal ends a wait early, and so does an agent that stops itself.
while kill -0 "$agent"; do
  wait "$agent"
  sleep 0.05
done
wait "$agent"
code=$?
: >${agentEndedFile}
while kill -0 "$limiter_id"; do sleep 0.02; done
exit "$code"
`;

/** Entrypoint and command of an agent's container. */
export function supervised(options: {
  user: string;
  /** The image's own entry point with its arguments. */
  entryPoint: readonly string[];
  command: readonly string[];
  /** The agent reads the instructions that name neither host nor benchmark. */
  obfuscated: boolean;
  /** What the agent's output may take on the engine's disk. */
  logBytes: number;
}): { Entrypoint: string[]; Cmd: string[] } {
  const entry = options.entryPoint.map(quote).join(" ");
  return {
    Entrypoint: ["/bin/bash", "-c", script, "mlebench"],
    Cmd: [
      ...[options.user, entry, options.obfuscated ? obfuscatedInstructions : "", String(options.logBytes)],
      ...options.command,
    ],
  };
}

/** Waits inside the container until the environment is ready, then says go. Saying it twice does nothing. */
export const startSignal = [
  "/bin/bash",
  "-c",
  `until [ -e ${readyFile} ]; do sleep 0.05; done; : >${startFile}`,
];

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
