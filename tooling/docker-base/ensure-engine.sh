#!/usr/bin/env bash
# Makes sure that a Docker engine answers: installs Debian's and starts it where that is needed and this user may.
# Exit code 0 when one answers, 1 with the reason when none does.
set -euo pipefail
# What apt-get installs and the engine makes is for every user, whatever the caller's own files are.
umask 022

log="${ENGINE_LOG:-/var/log/mlebench-dockerd.log}"

fail() {
  echo "ensure-engine.sh: no Docker engine: $*" >&2
  exit 1
}

# Prints the end of the log, then fails.
fail_with_log() {
  tail -n 40 "$log" >&2
  fail "$*; the end of $log is above."
}

# Runs a command with this environment and nothing of the caller's. The engine outlives the caller, whose TMPDIR may
# soon be gone. A proxy is how the machine reaches mirrors and registries.
clean() {
  local variables=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8) name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || variables+=("$name=${!name}")
  done
  env -i "${variables[@]}" "$@"
}

refusal=""
answers() {
  refusal="$(timeout 60 docker version --format '{{.Server.Version}}' 2>&1 >/dev/null)"
}

answers && exit 0
[ "$(id -u)" = 0 ] || fail "none answers, and only root may install and start one: $refusal"

missing=()
command -v dockerd >/dev/null || missing+=(docker.io)
for tool in debootstrap wget; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if [ "${#missing[@]}" -gt 0 ]; then
  command -v apt-get >/dev/null || fail "${missing[*]} not installed, and there is no apt-get"
  {
    clean apt-get update -qq &&
      clean env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" iptables
  } >"$log" 2>&1 || fail_with_log "apt-get cannot install ${missing[*]}"
fi

answers && exit 0
# A pid file that a killed engine left behind keeps the next one from starting.
if [ -f /var/run/docker.pid ] && ! kill -0 "$(cat /var/run/docker.pid)" 2>/dev/null; then
  rm -f /var/run/docker.pid
fi
clean setsid dockerd >>"$log" 2>&1 </dev/null &
engine=$!
for _ in $(seq 300); do
  answers && exit 0
  kill -0 "$engine" 2>/dev/null || fail_with_log "dockerd ended"
  sleep 1
done
fail_with_log "dockerd does not answer: $refusal"
