#!/usr/bin/env bash
# What finds the rare faults and does not fit into CI's hour; each part within a time, and a table
# of how they ended.
#   tests/soak/soak.sh [PART]...
# Parts: threads (everything under ThreadSanitizer), clang (everything built and tested by Clang),
# fuzz (ten minutes a target), simulate (20,000 seeds that CI does not play, and every deliberate
# defect of tests/simulation/defects), shuffle (the suites of api and runtime ten times over, each in another order), crash (2,000
# kills on the simulated engine and 50 on Docker, by other seeds than CI's). All of them where none
# is named.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
logs=build/soak
all=(threads clang fuzz simulate shuffle crash)
# What talks to no engine and measures nothing.
quiet_suites='^(code|unit|protocol|simulation)$'

tests_of() {
  ctest --test-dir "build/$1" -L "$quiet_suites" --output-on-failure -j "$(nproc)"
}

run_threads() {
  ./dev build tsan
  TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 tests_of tsan
}

run_clang() {
  ./dev build clang
  tests_of clang
}

run_fuzz() {
  ./dev fuzz --seconds 600
}

run_simulate() {
  ./dev simulate --seeds 20000 --from 100001
  ./dev simulate --defects
}

run_shuffle() {
  ./dev build debug
  local suite
  for suite in api_test runtime_test; do
    "build/debug/tests/$suite" --gtest_shuffle --gtest_repeat=10 --gtest_brief=1
  done
}

run_crash() {
  ./dev build release
  tests/crash/crash_test.sh simulated --rounds 2000 --seed 1000
  tests/crash/crash_test.sh docker --rounds 50 --seed 1000
}

# The longest that each may take, building included, on a machine of two processors.
minutes_of() {
  case $1 in
    threads | clang | simulate | fuzz) echo 120 ;;
    shuffle | crash) echo 60 ;;
  esac
}

run() {
  case $1 in
    threads) run_threads ;;
    clang) run_clang ;;
    fuzz) run_fuzz ;;
    simulate) run_simulate ;;
    shuffle) run_shuffle ;;
    crash) run_crash ;;
  esac
}

if [[ ${1:-} == --only ]]; then
  run "$2"
  exit
fi
parts=("$@")
[[ ${#parts[@]} != 0 ]] || parts=("${all[@]}")
for part in "${parts[@]}"; do
  [[ -n $(minutes_of "$part") ]] || { printf './dev soak: there is no part %s\n' "$part" >&2; exit 2; }
done

mkdir -p "$logs"
rows=() ended=0
for part in "${parts[@]}"; do
  began=$SECONDS code=0
  printf '%s: up to %s minutes; what it says is kept in %s\n' "$part" "$(minutes_of "$part")" \
    "$logs/$part"
  timeout --kill-after=30s "$(minutes_of "$part")m" "${BASH_SOURCE[0]}" --only "$part" \
    >"$logs/$part" 2>&1 || code=$?
  case $code in
    0) ending=well ;;
    124 | 137) ending='not done in time' ;;
    *) ending=BROKEN ;;
  esac
  [[ $code == 0 ]] || { ended=1 && tail -n 40 "$logs/$part"; }
  rows+=("$(printf '%-10s %4d min  %s' "$part" $(((SECONDS - began) / 60)) "$ending")")
done
printf '%s\n' '' "${rows[@]}"
exit "$ended"
