#!/usr/bin/env bash
# Makes a small Debian base image without any image registry: debootstrap, then `docker import`.
# README.md beside this file says what is kept, and why a kept tarball or image hides no failure.
set -euo pipefail
# The image's files are for every user, whatever the caller's own files are.
umask 022

usage() {
  cat <<'TEXT'
usage: make-base.sh [TAG | --tar]

Prints the image's name, mlebench-base:SUITE-KEY. KEY is a digest of everything that goes into the image.
With TAG, the image gets that name too. With --tar, no engine is needed: it prints the path of the image's files as a
tar file.

  SUITE=bookworm                       Debian release
  MIRROR=http://deb.debian.org/debian  Debian mirror
  PACKAGES=...                         packages besides the minimal system, separated by commas
  CERTIFICATES=/usr/local/share/ca-certificates
                                       CA certificates (*.crt) that the image trusts too
  CACHE=<repository>/.cache/docker-base
  FORCE=1                              build again although tarball and image are there

Needs root, debootstrap, wget, and a Docker engine (DOCKER_HOST is respected).
TEXT
}

case "${1:-}" in
  -h | --help)
    usage
    exit 0
    ;;
esac

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
suite="${SUITE:-bookworm}"
mirror="${MIRROR:-http://deb.debian.org/debian}"
packages="${PACKAGES:-ca-certificates,curl,python3,python3-venv}"
certificates="${CERTIFICATES:-/usr/local/share/ca-certificates}"
cache="${CACHE:-$here/../../.cache/docker-base}"
system_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

fail() {
  echo "make-base.sh: $*" >&2
  exit 1
}

# Runs a command with this environment and nothing of the caller's: TMPDIR, for one, names a directory that a chroot
# does not have. A proxy is how the machine reaches the mirror.
clean() {
  local variables=(PATH="$system_path" HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive) name
  for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || variables+=("$name=${!name}")
  done
  env -i "${variables[@]}" "$@"
}

# Runs a command without its output, which is printed if it fails.
quietly() {
  local log="$work/log" status=0
  "$@" >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] && return
  [ ! -f "$work/root/debootstrap/debootstrap.log" ] || tail -n 20 "$work/root/debootstrap/debootstrap.log" >&2
  tail -n 40 "$log" >&2
  fail "$* failed (exit code $status); its last lines are above."
}

list_certificates() {
  [ ! -d "$certificates" ] || (cd "$certificates" && find -L . -type f -name '*.crt' -print0 | LC_ALL=C sort -z)
}

# Everything that goes into the image: what the mirror offers, how it is put together, and what is added.
describe_inputs() {
  echo "$suite $mirror $packages $architecture"
  clean debootstrap --version
  sha256sum <"${BASH_SOURCE[0]}"
  sha256sum <"$work/Release"
  list_certificates | (cd "$certificates" 2>/dev/null && xargs -0 --no-run-if-empty sha256sum --)
}

build() {
  # Waiting for the disk after each file takes most of the time; what a crash leaves is thrown away anyhow.
  mkdir -p "$work/root/etc/dpkg/dpkg.cfg.d"
  echo force-unsafe-io >"$work/root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  quietly clean debootstrap --variant=minbase --include="$packages" "$suite" "$work/root" "$mirror"
  if [ -x "$work/root/usr/sbin/update-ca-certificates" ]; then
    local target="$work/root/usr/local/share/ca-certificates" certificate
    while IFS= read -r -d '' certificate; do
      mkdir -p "$target/$(dirname "$certificate")"
      cat "$certificates/$certificate" >"$target/$certificate"
    done < <(list_certificates)
    quietly clean chroot "$work/root" update-ca-certificates
  fi
  rm -rf "$work/root/var/cache/apt/archives"/*.deb "$work/root/var/lib/apt/lists"/* "$work/root/var/log"/*.log
  tar --create --file "$work/base.tar" --directory "$work/root" --numeric-owner --xattrs \
    --exclude=./dev/\* --exclude=./proc/\* --exclude=./sys/\* .
  # Only what is complete gets the name.
  mv "$work/base.tar" "$tarball"
}

tar_only=
if [ "${1:-}" = --tar ]; then
  tar_only=1
  shift
fi
[ -n "$tar_only" ] || command -v docker >/dev/null || fail "docker is not installed; install the docker client (Debian: apt-get install docker.io)."
[ -n "$tar_only" ] || version="$(timeout 60 docker version 2>&1)" || fail "no Docker engine answers; start dockerd or set DOCKER_HOST: $version"
for tool in debootstrap wget; do
  PATH="$system_path" command -v "$tool" >/dev/null || fail "$tool is not installed; run: apt-get install $tool"
done

mkdir -p "$cache"
cache="$(cd "$cache" && pwd)"
# Two test files may want the image at the same time.
exec 9>"$cache/.lock"
flock 9
work="$(mktemp -d "$cache/.building-XXXXXX")"
trap 'rm -rf --one-file-system "$work"' EXIT

architecture="$(clean dpkg --print-architecture)"
quietly clean wget --no-verbose --tries=5 --output-document="$work/Release" "$mirror/dists/$suite/Release"
key="$(describe_inputs | sha256sum | cut -c1-16)"
tarball="$cache/$key.tar"
image="mlebench-base:$suite-$key"

make_tarball() {
  if [ -n "${FORCE:-}" ] || [ ! -e "$tarball" ]; then
    [ "$(id -u)" = 0 ] || fail "debootstrap needs root; run this script with sudo."
    # What a killed run left, and tarballs of other inputs, which nothing asks for any more.
    find "$cache" -mindepth 1 -maxdepth 1 \( -name '.building-*' -o -name '*.tar' \) ! -path "$work" \
      -exec rm -rf --one-file-system {} +
    build
  fi
}

if [ -n "$tar_only" ]; then
  make_tarball
  echo "$tarball"
  exit 0
fi
if [ -n "${FORCE:-}" ] || ! docker image inspect "$image" >"$work/log" 2>&1; then
  make_tarball
  quietly docker import \
    --change 'CMD ["/bin/bash"]' \
    --change "ENV PATH=$system_path" \
    --change 'LABEL dev.mlebench.kind=base' \
    --change "LABEL dev.mlebench.base=$key" \
    "$tarball" "$image"
fi
[ -z "${1:-}" ] || docker tag "$image" "$1"
echo "$image"
