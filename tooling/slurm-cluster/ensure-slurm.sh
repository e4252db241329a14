#!/usr/bin/env bash
# Makes sure that Slurm and munge are there for tests of a cluster: installs Debian's where that is needed and this
# user may. Exit code 0 when they are there, 1 with the reason when they are not.
set -euo pipefail
# What apt-get installs is for every user, whatever the caller's own files are.
umask 022

fail() {
  echo "ensure-slurm.sh: no Slurm: $*" >&2
  exit 1
}

are_there() {
  for program in slurmctld slurmd munged sbatch squeue; do
    command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || return 1
  done
}

are_there && exit 0
[ "$(id -u)" = 0 ] || fail "only root may install it"
command -v apt-get >/dev/null || fail "there is no apt-get"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends munge slurm-wlm slurm-client; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  fail "apt-get cannot install it; the end of its output is above"
fi
are_there || fail "apt-get installed something else"
