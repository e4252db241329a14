#!/bin/bash
# Asks the validation server whether a submission file is valid. Prints the response, which contains no score.
# If the server is busy or its rate limit is reached, waits as long as the server says and retries, for at most
# VALIDATION_WAIT seconds in total (default 900; 0 does not wait).
# Exit codes: 0 valid, 1 file not found or invalid usage, 2 invalid, 3 no result from the server.

file="$1"
server="${VALIDATION_SERVER:-http://localhost:5000}"
longest_wait="${VALIDATION_WAIT:-900}"
[[ "$longest_wait" =~ ^[0-9]{1,9}$ ]] || longest_wait=900

refuse() {
  printf '%s\n' "$1"
  exit 1
}
[ -n "$file" ] || refuse "Usage: ${0##*/} FILE (the submission to validate, a CSV file)"
[ -f "$file" ] || refuse "$file not found or not a regular file."

send_with_curl() {
  # curl reads ; and , in a file name as syntax unless the name stands in quotes.
  local name="${file//\\/\\\\}"
  name="${name//\"/\\\"}"
  curl --silent --show-error --noproxy '*' --max-time 3600 --request POST --form "file=@\"$name\"" "$server/validate"
}

send_with_python() {
  "$1" - "$file" "$server" <<'PYTHON'
import http.client
import os
import sys
import urllib.parse

path, server = sys.argv[1:]
address = urllib.parse.urlsplit(server)
mark = "----" + os.urandom(16).hex()
head = (
    f"--{mark}\r\n"
    'Content-Disposition: form-data; name="file"; filename="submission.csv"\r\n'
    "Content-Type: text/csv\r\n\r\n"
).encode()
tail = f"\r\n--{mark}--\r\n".encode()
try:
    connection = http.client.HTTPConnection(address.hostname, address.port or 80, timeout=3600)
    with open(path, "rb") as source:
        connection.putrequest("POST", "/validate")
        connection.putheader("Content-Type", "multipart/form-data; boundary=" + mark)
        connection.putheader("Content-Length", str(len(head) + os.fstat(source.fileno()).st_size + len(tail)))
        connection.endheaders()
        connection.send(head)
        while block := source.read(1 << 20):
            connection.send(block)
        connection.send(tail)
        sys.stdout.write(connection.getresponse().read().decode("utf-8", "replace"))
except OSError as error:
    sys.exit(f"no answer from {server}: {error}")
PYTHON
}

send() {
  if command -v curl >/dev/null; then
    send_with_curl
  elif python="$(command -v python3 || command -v python)"; then
    send_with_python "$python"
  else
    echo "Neither curl nor python is installed, so $file cannot be sent to $server." >&2
    return 127
  fi
}

# Seconds that the server asks to wait for; nothing where its answer is about the submission.
wait_asked() {
  [[ "$answer" != *'"result"'* ]] || return 0
  if [[ "$answer" =~ \"retry_after_seconds\"[[:space:]]*:[[:space:]]*([0-9]{1,6}) ]]; then
    echo "${BASH_REMATCH[1]}"
  fi
}

waited=0
while :; do
  answer="$(send)"
  status=$?
  [ "$status" -ne 127 ] || exit 3
  pause="$(wait_asked)"
  [ -n "$pause" ] && [ $((waited + pause)) -le "$longest_wait" ] || break
  [ "$pause" -gt 0 ] || pause=1
  echo "The validation server is busy or its rate limit is reached. Retrying in ${pause}s." >&2
  sleep "$pause"
  waited=$((waited + pause))
done

if [ -n "$answer" ]; then
  printf '%s\n' "$answer"
fi
if [ "$status" -ne 0 ] || [ -z "$answer" ]; then
  echo "The validation server at $server did not respond." >&2
  exit 3
fi
valid='"result"[[:space:]]*:[[:space:]]*"Submission is valid\.'
if [[ "$answer" =~ $valid ]]; then exit 0; fi
if [[ "$answer" == *'"result"'* ]]; then exit 2; fi
echo "The validation server at $server returned no result." >&2
exit 3
