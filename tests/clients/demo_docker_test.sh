#!/usr/bin/env bash
# The demo on real containers, which leaves nothing of its own in the engine.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
needs_docker

held_by_engine() {
  { docker ps -aq
    docker network ls -q
    docker image ls -q --filter 'reference=localhost:*/*'; } | sort
}

held_by_engine >"$work/before"
"$root/fixtures/demo.sh" --engine docker
equal '' "$(held_by_engine | comm -13 "$work/before" -)" 'what the demo left in the engine'
