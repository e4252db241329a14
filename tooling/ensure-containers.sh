#!/usr/bin/env bash
# Makes sure that container tools without a daemon are there: installs Debian's where that is needed and this user may.
# Exit code 0 when they are there, 1 with the reason when they are not.
set -euo pipefail
# What apt-get installs is for every user, whatever the caller's own files are.
umask 022

fail() {
  echo "ensure-containers.sh: no container tools: $*" >&2
  exit 1
}

unshare --user --map-current-user true 2>/dev/null || fail "this kernel makes no user namespaces"
declare -A packages=(
  [bwrap]=bubblewrap [ch-run]=charliecloud [podman]=podman [runc]=runc [fuse-overlayfs]=fuse-overlayfs
  [slirp4netns]=slirp4netns [newuidmap]=uidmap [ip]=iproute2 [debootstrap]=debootstrap [wget]=wget
)
missing=()
for program in "${!packages[@]}"; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done
[ "${#missing[@]}" -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || fail "only root may install ${missing[*]}"
command -v apt-get >/dev/null || fail "there is no apt-get"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  fail "apt-get cannot install ${missing[*]}; the end of its output is above"
fi
