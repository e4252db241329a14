/**
 * What stays when the runner dies: starts the agent in a process group of its own with its output in a file, and writes
 * down how it ended. Job control gives the agent its group, so that killing it leaves the supervisor.
 */
export const supervisorScript = `
state="$1"; marker="$2"; shift 2
put() { printf '%s' "$2" > "$state/$1.tmp" && mv "$state/$1.tmp" "$state/$1"; }
put supervisor.pid "$$"
trap : TERM INT HUP
set -m
MLEBENCH_AGENT_OF_RUN="$marker" "$@" < /dev/null >> "$state/output.log" 2>&1 &
agent=$!
put agent.pid "$agent"
while :; do
  wait "$agent"
  code=$?
  kill -0 "$agent" 2> /dev/null || break
done
put exit-code "$code"
`;
