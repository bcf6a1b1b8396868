#!/usr/bin/env bash
# Runs the fuzzers over their corpora and beyond, as many side by side as there are processors, and
# prints what each did.
#   tests/fuzz/fuzz.sh [--seconds N] [--seed N] [TARGET]...
# N seconds each, 600 where nothing is said; all targets where none is named. A seed makes the inputs
# the same each time, for as long as neither the code nor the corpora change. Inputs that reach
# new code are kept in build/fuzz/corpus from run to run, those that break something in
# build/fuzz/findings.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
program=build/fuzz/tests/fuzz/drydock_fuzz
seeds=tests/fuzz/corpus
findings=build/fuzz/findings
logs=build/fuzz/logs
seconds=600 seed=0 targets=()

fail() { printf './dev fuzz: %s\n' "$*" >&2; exit 1; }

while [[ $# != 0 ]]; do
  case $1 in
    --seconds) seconds=${2:?--seconds needs a number} && shift 2 ;;
    --seed) seed=${2:?--seed needs a number} && shift 2 ;;
    *) [[ -d $seeds/$1 ]] || fail "there is no target '$1'; there are: $(cd "$seeds" && echo *)"
      targets+=("$1") && shift ;;
  esac
done
[[ ${#targets[@]} != 0 ]] || mapfile -t targets < <(cd "$seeds" && printf '%s\n' *)
[[ -x $program ]] || fail "$program is not built: run ./dev fuzz"
mkdir -p "$findings" "$logs"

# What stops a target: an input that takes longer than 10 s or 256 MiB at once, anything that a
# sanitizer or a property tells. All memory together grows over millions of inputs, though hardly
# any of it is in use: the sanitizer's heap does not give back what it cuts up.
fuzz() {
  local target=$1 own=build/fuzz/corpus/$1
  local -a options=(-max_total_time="$seconds" -seed="$seed" -timeout=10
    -malloc_limit_mb=256 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1
    -artifact_prefix="$findings/$target-")
  [[ ! -f tests/fuzz/dictionaries/$target ]] || options+=(-dict="tests/fuzz/dictionaries/$target")
  mkdir -p "$own"
  DRYDOCK_FUZZ_TARGET=$target "$program" "${options[@]}" "$own" "$seeds/$target" \
    >"$logs/$target" 2>&1
}

stat() { sed -n "s/^stat::$2: *//p" "$logs/$1"; }

row() { printf '%-18s %12s %10s %8s %8s  %s\n' "$@"; }

declare -A running=() status=()
reap() {
  local ended code=0
  wait -n -p ended "${!running[@]}" || code=$?
  status[${running[$ended]}]=$code
  unset "running[$ended]"
}
for target in "${targets[@]}"; do
  if ((${#running[@]} >= $(nproc))); then reap; fi
  fuzz "$target" &
  running[$!]=$target
done
while ((${#running[@]} > 0)); do reap; done

row target inputs 'a second' edges 'new' ending
failed=()
for target in "${targets[@]}"; do
  ending=well
  [[ ${status[$target]} == 0 ]] || { ending=BROKEN && failed+=("$target"); }
  edges=$(grep -o 'cov: [0-9]*' "$logs/$target" | tail -n 1 | cut -d' ' -f2 || true)
  row "$target" "$(stat "$target" number_of_executed_units)" \
    "$(stat "$target" average_exec_per_sec)" "$edges" "$(stat "$target" new_units_added)" "$ending"
done
for target in "${failed[@]}"; do
  printf '\n%s ended so (more in %s):\n' "$target" "$logs/$target"
  grep -v '^stat::\|^#\|NEW_FUNC' "$logs/$target" | tail -n 30
  printf 'To see it again: DRYDOCK_FUZZ_TARGET=%s %s <the file above>. Once it is mended, the file\n' \
    "$target" "$program"
  printf 'is a seed: put it into %s under a name that says what it is.\n' "$seeds/$target"
done
[[ ${#failed[@]} == 0 ]]
