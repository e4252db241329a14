import { placeVariables } from "@mlebench/environment";

const places = Object.entries(placeVariables)
  // An image may have set one of these names for a purpose of its own, as agents made for the reference do.
  .map(([name, value]) => `export ${name}="\${${name}:-${value}}"`)
  .join("\n");

/**
 * First program of an agent's container. It runs the environment's entry point, then the agent as an unprivileged user,
 * ends it at the time limit, and leaves the output and the end of the agent in a directory of root's. It needs no runner.
 */
export const agentScript = `#!/bin/bash
# Runs an agent for a limited time. Arguments: directory for records, user, seconds of work, seconds between TERM and
# KILL, file that replaces the instructions or nothing, bytes of output that are kept; then the agent's command.
record=$1 user=$2 limit=$3 grace=$4 instructions=$5 log_bytes=$6
shift 6
exec </dev/null
chmod 700 "$record"
${places}

finish() {
  printf '{"exit_code": %s, "reason": "%s", "seconds": %s, "started_at": "%s", "ended_at": "%s"}\\n' \\
    "$1" "$2" "$SECONDS" "$started_at" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$record/end.json.new"
  mv "$record/end.json.new" "$record/end.json"
}
refuse() {
  echo "$1" | tee "$record/run.log"
  finish null "failed to start"
  exit 126
}

started_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
if [ -x /entrypoint.sh ]; then
  /entrypoint.sh true >/dev/null 2>&1 &
  entry_id=$!
  # The entry points known to us end, or say when they are ready; others have a minute.
  for _ in {1..600}; do
    kill -0 "$entry_id" 2>/dev/null || break
    grep -qs '^entry point: ready' "$LOGS_DIR/entrypoint.log" && break
    sleep 0.1
  done
fi
if [ -n "$instructions" ] && ! cp -f "$instructions" "$INSTRUCTIONS"; then
  refuse "The image has no $instructions, which an obfuscated run needs."
fi
uid=$(id -u "$user") && gid=$(id -g "$user") || refuse "The image has no user $user."
command -v setpriv >/dev/null || refuse "The image has no setpriv (package util-linux), which starts the agent as $user."
home=$(sed -n "s|^$user:[^:]*:[^:]*:[^:]*:[^:]*:\\([^:]*\\):.*|\\1|p" /etc/passwd)

# To all processes of the agent's user.
send() {
  setpriv --reuid "$uid" --regid "$gid" --clear-groups -- bash -c "kill -s $1 -- -1"
}
asked=
trap 'asked=1' TERM INT
exec 3>&1
exec 4> >(trap '' TERM INT; tee /dev/fd/3 | { head -c "$log_bytes" >"$record/run.log"; cat >/dev/null; })
log_id=$!
# What this shell says of its jobs is no output of the agent.
exec >/dev/null 2>&1
started_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
SECONDS=0
# Job control, so that the agent does not begin with interrupts ignored.
set -m
HOME="\${home:-/}" setpriv --reuid "$uid" --regid "$gid" --init-groups -- "$@" >&4 2>&1 3>&- 4>&- &
agent=$!
exec 3>&- 4>&-
reason=exited
stopped=
while kill -0 "$agent"; do
  if [ -n "$stopped" ]; then
    [ $((SECONDS - stopped)) -lt "$grace" ] || send KILL
  elif [ -n "$asked" ] || [ "$SECONDS" -ge "$limit" ]; then
    [ -n "$asked" ] && reason=canceled || reason="timed out"
    stopped=$SECONDS
    send TERM
  fi
  sleep 0.5
done
wait "$agent"
code=$?
finish "$code" "$reason"
# What the agent left in the background would keep the output open.
send KILL
for _ in {1..100}; do
  kill -0 "$log_id" || break
  sleep 0.1
done
[ "$reason" != "timed out" ] || code=124
exit "$code"
`;
