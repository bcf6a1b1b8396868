#!/usr/bin/env bash
# What cannot start says in one sentence what is wrong and what to do, and exits with 2.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

# cannot_start PART [OPTION]...: the sentence holds PART.
cannot_start() {
  local part=$1 status=0
  shift
  timeout 20 "$DRYDOCK_PROGRAM" "$@" >"$work/said" 2>&1 || status=$?
  equal 2 "$status" "the exit code of: drydock $*; it said: $(<"$work/said")"
  contains "$(<"$work/said")" "$part"
  equal 1 "$(grep -c . "$work/said")" "how many lines it said: $(<"$work/said")"
}

start_drydock --port 0 --ephemeral --engine simulated \
  --scenario "$root/fixtures/scenarios/lesson.yaml"
cannot_start "$DRYDOCK_PORT" --port "$DRYDOCK_PORT" --ephemeral --engine simulated
cannot_start '--nonsense' --nonsense
cannot_start '--engine' --engine podman
cannot_start '--port' --port 70000
cannot_start /nowhere/scenario.yaml --port 0 --ephemeral --engine simulated \
  --scenario /nowhere/scenario.yaml
printf 'images: [ {' >"$work/broken.yaml"
cannot_start "$work/broken.yaml" --port 0 --ephemeral --engine simulated --scenario "$work/broken.yaml"
printf 'a file, no folder' >"$work/file"
cannot_start "$work/file" --port 0 --engine simulated --data "$work/file/data"
DOCKER_HOST=unix://$work/no.sock cannot_start "$work/no.sock" --port 0 --ephemeral --engine docker

# The one that runs was not disturbed, and stops cleanly.
equal 0 "$(aws ecs list-clusters --query 'length(clusterArns)' --output text)"
stop_drydock
