#!/bin/bash
# Settings come as environment variables: see config.yaml.
set -uo pipefail

# shellcheck source=turns.sh
. "${AGENT_DIR:-/home/agent}/turns.sh"
cd "${CODE_DIR:-/home/code}" || exit 1

export CODEX_HOME="$agent/state"
mkdir -p "$CODEX_HOME"
# The container is the sandbox. Searches would run outside of it, whatever its network is. Commands do not see the key.
cat >"$CODEX_HOME/config.toml" <<TOML
model = "${MODEL:?set MODEL, for example gpt-5.5}"
model_reasoning_effort = "${REASONING_EFFORT:-medium}"
model_provider = "benchmark"
approval_policy = "never"
sandbox_mode = "danger-full-access"
web_search = "disabled"

[model_providers.benchmark]
name = "benchmark"
base_url = "${OPENAI_BASE_URL:-https://api.openai.com/v1}"
env_key = "OPENAI_API_KEY"
wire_api = "responses"
request_max_retries = 10
stream_max_retries = 10

[shell_environment_policy]
inherit = "all"
exclude = ["OPENAI_API_KEY"]
TOML

first_turn() { limited codex exec --json --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox -; }
next_turn() { limited codex exec resume --last --json --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox -; }

run_turns
