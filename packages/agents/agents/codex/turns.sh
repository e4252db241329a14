# shellcheck shell=bash
# Turns of a coding agent without a terminal, the same file in claude-code, codex and opencode (a test compares them).
# An agent ends its turn when it thinks that it is done. A message then says what is missing, or how much time is left.
#
# Sourced by start.sh, which defines `first_turn` and `next_turn`: they read a message on standard input, run the command
# line tool behind `limited`, and print its events, a JSON object a line.

started=$SECONDS
limit="${TIME_LIMIT_SECS:-86400}"
# The run is stopped at its limit and then counts as timed out, so the last turn ends before.
reserve=$((limit / 20 < 60 ? limit / 20 : 60))
nudges="${NUDGES:-3}"
submission="${SUBMISSION_DIR:-/home/submission}/submission.csv"
logs="${LOGS_DIR:-/home/logs}"
agent="${AGENT_DIR:-/home/agent}"
transcript="$logs/transcript.jsonl"
mkdir -p "$logs" "${CODE_DIR:-/home/code}"

seconds_left() {
  echo $((limit - reserve - (SECONDS - started)))
}

in_words() {
  printf '%dh %dmin' $(($1 / 3600)) $(($1 % 3600 / 60))
}

# Runs a command for at most the time that is left.
limited() {
  local left
  left="$(seconds_left)"
  timeout --kill-after=30 "$((left > 1 ? left : 1))" "$@"
}

first_message() {
  local notes hardware time
  hardware="${HARDWARE:-$(nproc) CPU cores}"
  time="$(in_words "$limit")"
  cat "${INSTRUCTIONS:-/home/instructions.txt}"
  notes="$(<"$agent/additional_notes.txt")"
  notes="${notes//'${HARDWARE}'/"$hardware"}"
  printf '\n%s\n' "${notes//'${TIME_LIMIT}'/"$time"}"
}

# What to say to an agent that has ended its turn.
nudge() {
  local left verdict
  left="$(in_words "$(seconds_left)")"
  if [ ! -f "$submission" ]; then
    echo "$submission does not exist yet, so nothing can be scored. Go on; $left are left. Questions are not answered."
    return
  fi
  verdict="$(bash "${VALIDATE_SUBMISSION:-/home/validate_submission.sh}" "$submission" 2>&1)"
  case $? in
    0) echo "The submission is valid. $left are left; use them. Check how you validate, look at what your model gets wrong, try another approach, and replace the submission if the score on held-out data is better." ;;
    2) echo "The submission is not valid: $verdict Correct it; $left are left." ;;
    *) echo "Go on and improve the submission; $left are left." ;;
  esac
}

# A text as JSON writes it, without the quotes around it.
json_text() {
  local text
  text="$(printf '%s' "$1" | tr -d '\000-\010\013\014\016-\037')"
  text="${text//\\/\\\\}"
  text="${text//\"/\\\"}"
  text="${text//$'\t'/\\t}"
  text="${text//$'\r'/\\r}"
  printf '%s' "${text//$'\n'/\\n}"
}

# Runs a turn and adds its events to the transcript. A turn that fails, as when the model cannot be reached for long, is
# repeated: first in the conversation that has begun, then, in case there is none, as it was.
take_turn() {
  local kind="$1" message="$2" code=0 attempt now
  printf '{"type":"message","role":"user","content":"%s"}\n' "$(json_text "$message")" >>"$transcript"
  for attempt in 1 2 3; do
    now="$kind"
    if [ "$attempt" = 2 ]; then now=next_turn; fi
    printf '%s' "$message" | "$now" >>"$transcript"
    code=$?
    if [ "$code" = 0 ] || [ "$(seconds_left)" -le 0 ]; then break; fi
    echo "turn failed with exit code $code (attempt $attempt of 3)"
    [ "$attempt" = 3 ] || sleep $((attempt * ${RETRY_PAUSE_SECS:-10}))
  done
  return "$code"
}

run_turns() {
  local turn=0 code message
  message="$(first_message)"
  while :; do
    turn=$((turn + 1))
    echo "turn $turn begins, $(in_words "$(seconds_left)") left"
    if [ "$turn" = 1 ]; then take_turn first_turn "$message"; else take_turn next_turn "$message"; fi
    code=$?
    if [ "$(seconds_left)" -le 0 ]; then
      echo "time is up; what was handed in until now counts"
      return 0
    fi
    [ "$code" = 0 ] || return "$code"
    if [ "$turn" -gt "$nudges" ] || [ "$(seconds_left)" -lt 60 ]; then break; fi
    message="$(nudge)"
  done
  if [ -f "$submission" ]; then bash "${VALIDATE_SUBMISSION:-/home/validate_submission.sh}" "$submission"; fi
  return 0
}
