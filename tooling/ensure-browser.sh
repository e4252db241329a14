#!/usr/bin/env bash
# Makes sure that chromium is there for tests of pages: installs Debian's where that is needed and this user may.
# Exit code 0 when it is there, 1 with the reason when it is not.
set -euo pipefail
# What apt-get installs is for every user, whatever the caller's own files are.
umask 022

fail() {
  echo "ensure-browser.sh: no chromium: $*" >&2
  exit 1
}

command -v chromium >/dev/null && exit 0
[ "$(id -u)" = 0 ] || fail "only root may install it"
command -v apt-get >/dev/null || fail "there is no apt-get"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu fonts-liberation; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  fail "apt-get cannot install it; the end of its output is above"
fi
command -v chromium >/dev/null || fail "apt-get installed something else"
