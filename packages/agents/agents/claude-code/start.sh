#!/bin/bash
# Settings come as environment variables: see config.yaml.
set -uo pipefail

# shellcheck source=turns.sh
. "${AGENT_DIR:-/home/agent}/turns.sh"
cd "${CODE_DIR:-/home/code}" || exit 1

export CLAUDE_CONFIG_DIR="$agent/state"
export DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1
# A command may take as long as the run; the tool's own limit is ten minutes.
export BASH_DEFAULT_TIMEOUT_MS=$((limit * 1000)) BASH_MAX_TIMEOUT_MS=$((limit * 1000))

claude_code() {
  limited claude --print --verbose --output-format stream-json --dangerously-skip-permissions \
    --model "${MODEL:?set MODEL, for example claude-sonnet-4-5-20250929}" \
    ${DISALLOWED_TOOLS:+--disallowedTools "$DISALLOWED_TOOLS"} "$@"
}
first_turn() { claude_code; }
next_turn() { claude_code --continue; }

run_turns
