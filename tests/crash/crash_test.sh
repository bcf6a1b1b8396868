#!/usr/bin/env bash
# Kills drydock over and over under a random workload; what it had told, the next start stands by.
#   tests/crash/crash_test.sh simulated|docker [CRASH ARGUMENT]...
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d /tmp/drydock-crash.XXXXXX)
export TMPDIR=$work
export DRYDOCK_PROGRAM=${DRYDOCK_PROGRAM:-$root/build/release/drydock/drydock}
export SHOP_PROGRAM=${SHOP_PROGRAM:-$root/build/release/fixtures/shop}

engine=$1
shift
if [[ $engine == docker ]] && ! docker version >/dev/null 2>&1; then
  [[ -z ${DRYDOCK_REQUIRE_ENGINE:-} ]] || exit 1
  printf 'skipped: no Docker engine answers\n'
  exit 77
fi
# What failed is kept, to be looked at.
python3 "$root/tests/crash/crash.py" --engine "$engine" "$@" "$DRYDOCK_PROGRAM"
rm -rf "$work"
