/**
 * Program of the collector, which ends after the agent. It saves what the agent has made in the layout of a run's
 * directory: plain files without foreign owners and modes, and links between them.
 */
export const collectScript = `#!/bin/bash
# Saves the output of an agent when it is asked to end, and before that its submission whenever it has changed.
# Arguments: where submission, logs, and code of the agent are; directory with run.log and end.json; directory with
# validations.jsonl; directory to save to; seconds between two looks at the submission; most bytes of one file; most
# bytes and files of one directory.
home=$1 record=$2 validations=$3 target=$4 pause=$5 file_bytes=$6 total_bytes=$7 entries=$8
export LC_ALL=C
umask 022
home=$(readlink -f -- "$home")

# Plain files of the current directory that are within the limits, the smallest first.
list() {
  local left=$total_bytes line size
  while IFS= read -r -d '' line; do
    size=\${line%% *}
    [ "$size" -le "$left" ] || break
    left=$((left - size))
    printf '%s\\0' "\${line#* }"
  done < <(find . -type f -size "-$((file_bytes + 1))c" -printf '%s %P\\0' | sort -z -n | head -z -n "$entries")
}

# Links that lead to something that is saved as well, relative to where they are.
save_links() {
  local name=$1 to=$2 link end
  while IFS= read -r -d '' link; do
    end=$(readlink -e -- "$home/$name/$link") || continue
    case "$end" in
      "$home"/submission/* | "$home"/logs/* | "$home"/code/*) ;;
      *) continue ;;
    esac
    mkdir -p -- "$(dirname -- "$to/$link")"
    ln -s -- "$(realpath -s -m --relative-to="$(dirname -- "$home/$name/$link")" -- "$end")" "$to/$link"
  done < <(find . -type l -printf '%P\\0' | head -z -n 1000)
}

save() {
  local name=$1 new="$target/.$1.new" old="$target/.$1.old"
  cd "$home/$name" || return
  rm -rf -- "$new" "$old"
  mkdir -- "$new" || return
  # A file that changes meanwhile is no failure; one that does not fit is.
  list | tar --create --file=- --null --no-recursion --files-from=- --hard-dereference --sparse \\
    --ignore-failed-read --warning=none --mode=a-s,u=rwX,go=rX |
    tar --extract --file=- --directory="$new" --no-same-owner --touch ||
    echo "$name cannot be saved completely" >&2
  save_links "$name" "$new"
  [ ! -e "$target/$name" ] || mv -T -- "$target/$name" "$old"
  mv -T -- "$new" "$target/$name"
  rm -rf -- "$old"
}

# Ends this program, whatever it is doing.
finish() {
  trap '' TERM INT
  kill $! 2>/dev/null
  local name file
  for name in submission logs code; do save "$name"; done
  for file in "$record/run.log" "$validations/validations.jsonl"; do
    [ ! -f "$file" ] || cp -- "$file" "$target/"
  done
  # Last: whoever finds it knows that everything is there.
  if [ -f "$record/end.json" ]; then
    cp -- "$record/end.json" "$target/.end.json.new"
  else
    echo '{"exit_code": null, "reason": "lost", "seconds": null, "started_at": null, "ended_at": null}' >"$target/.end.json.new"
  fi
  mv -- "$target/.end.json.new" "$target/end.json"
  exit 0
}

trap finish TERM INT
mkdir -p -- "$target" || exit 1
seen=
while :; do
  sleep "$pause" &
  wait $!
  found=$(cd "$home/submission" && find . -type f -printf '%P %s %T@\\0' | sort -z | cksum)
  [ "$found" != "$seen" ] || continue
  save submission
  seen=$found
done
`;
