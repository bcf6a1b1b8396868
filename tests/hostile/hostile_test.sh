#!/usr/bin/env bash
# Hostile clients against the program as a user has it: nothing holds the control thread, memory
# stays bounded, and what is refused is refused in words. The bench prints the same figures.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d /tmp/drydock-hostile.XXXXXX)
source "$root/fixtures/drydock.sh"

end() {
  local status=$?
  stop_drydock || true
  [[ $status != 0 ]] || rm -rf "$work"
}
trap end EXIT

start_drydock --port 0 --engine simulated --ephemeral
python3 "$root/tests/hostile/hostile.py" "$DRYDOCK_PORT" "$DRYDOCK_PID" >"$work/figures"
cat "$work/figures"
jq -e '(.wrong | length) == 0' "$work/figures" >/dev/null
jq -e '.crowdMiB < 256' "$work/figures" >/dev/null
jq -e '.longestHoldMs <= 20' "$work/figures" >/dev/null
