#!/bin/bash
# Settings come as environment variables: see config.yaml.
set -uo pipefail

# shellcheck source=turns.sh
. "${AGENT_DIR:-/home/agent}/turns.sh"
cd "${CODE_DIR:-/home/code}" || exit 1

model="${MODEL:?set MODEL, for example anthropic/claude-sonnet-4-5-20250929}"
provider="${model%%/*}"
case "$provider" in
  anthropic) url="${ANTHROPIC_BASE_URL:-}" key=ANTHROPIC_API_KEY ;;
  *) url="${OPENAI_BASE_URL:-}" key=OPENAI_API_KEY ;;
esac
if [ "$provider" = compatible ] && [ -z "$url" ]; then
  echo "start.sh: set OPENAI_BASE_URL for the model $model" >&2
  exit 2
fi

# Nobody is asked for permission, and nothing is looked up on the web.
export OPENCODE_CONFIG="$agent/opencode.json" XDG_DATA_HOME="$agent/state"
export OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_LSP_DOWNLOAD=1
# A command may take as long as the run; the tool's own limit is two minutes.
export OPENCODE_EXPERIMENTAL_BASH_DEFAULT_TIMEOUT_MS=$((limit * 1000))
base_url="" package=""
if [ -n "$url" ]; then base_url=", \"baseURL\": \"$(json_text "$url")\""; fi
if [ "$provider" = compatible ]; then package='"npm": "@ai-sdk/openai-compatible", "name": "compatible",'; fi
cat >"$OPENCODE_CONFIG" <<JSON
{
  "\$schema": "https://opencode.ai/config.json",
  "autoupdate": false,
  "share": "disabled",
  "permission": { "*": "allow", "webfetch": "deny", "websearch": "deny", "question": "deny" },
  "provider": {
    "$(json_text "$provider")": {
      $package
      "options": { "apiKey": "{env:$key}"$base_url },
      "models": { "$(json_text "${model#*/}")": {} }
    }
  }
}
JSON

opencode_run() { limited opencode run --format json --auto --model "$model" "$@"; }
first_turn() { opencode_run; }
next_turn() { opencode_run --continue; }

run_turns
