#!/usr/bin/env bash
# Shows that the simulation bites: builds each deliberate defect of tests/simulation/defects into a
# copy of the tree, plays seeds, and prints a line of each. Ends with 1 where one was not found.
#   tests/simulation/defects.sh [--seeds N] [NAME]...
# N: how many seeds at most, 2000 where it is not told. NAME: these defects alone.
#
# A defect is a patch, of which the text before the first file says what it breaks; the product
# knows nothing of it. The copy is built once, which takes as long as the tree, and then again what a
# patch touches; a later run finds it built.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
copy=build/defects
seeds=2000
if [[ ${1:-} == --seeds ]]; then
  seeds=${2:?--seeds wants a number}
  shift 2
fi
names=("$@")
if [[ ${#names[@]} == 0 ]]; then
  mapfile -t names < <(cd tests/simulation/defects && printf '%s\n' *.patch | sed 's/\.patch$//')
fi

# Only what has changed is written anew, so that only that is built anew.
copy_tree() {
  mkdir -p "$copy/build"
  git ls-files -co --exclude-standard | while IFS= read -r file; do
    [[ -f $file ]] || continue
    cmp -s "$file" "$copy/$file" || install -D -m "$(stat -c %a "$file")" "$file" "$copy/$file"
  done
  find "$copy" -path "$copy/build" -prune -o -type f -print | while IFS= read -r file; do
    [[ -f ${file#"$copy/"} ]] || rm "$file"
  done
}

build_copy() {
  cmake --build "$copy/build/release" --target simulate >"$copy/build/log" 2>&1
}

patch_copy() {
  patch --silent --strip=1 --fuzz=0 --directory="$copy" "$@"
}

copy_tree
(cd "$copy" && cmake --preset release -DDRYDOCK_SUITES=seeds) >"$copy/build/log" 2>&1
build_copy || { tail -n 40 "$copy/build/log" >&2; exit 1; }
cp "$copy/build/release/tests/simulation/simulate" "$copy/build/undamaged"
missed=0
for name in "${names[@]}"; do
  file=tests/simulation/defects/$name.patch
  patch_copy <"$file"
  if ! build_copy; then
    printf '%s: does not compile; %s says why\n' "$name" "$copy/build/log"
    missed=1
  elif "$copy/build/release/tests/simulation/simulate" --seeds "$seeds" --until-found \
      >"$copy/build/found" 2>&1; then
    printf '%s: not found in %s seeds\n' "$name" "$seeds"
    missed=1
  else
    seed=$(tail -n 1 "$copy/build/found" | grep -o '[0-9]*$')
    printf '%s: found by seed %s\n' "$name" "$seed"
    # What is found without the defect says nothing about it.
    "$copy/build/undamaged" --seed "$seed" >"$copy/build/found" ||
      { printf '  and without it as well: %s says what\n' "$copy/build/found" && missed=1; }
  fi
  patch_copy --reverse <"$file"
done
exit "$missed"
