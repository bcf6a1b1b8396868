#!/usr/bin/env bash
# drydock in a container: the Dockerfile's own runtime stage, on a base made with debootstrap
# because nothing can be pulled here, with the release binary of this build in it. --build makes
# the whole image instead, compiling in the container as a user's `docker compose build` does.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
needs_docker
base=drydock-test-base:bookworm
image=drydock-test:$$
undo() { docker image rm -f "$image" "$image-runtime" >/dev/null 2>&1; }

make_base() {
  local mirror
  # The mirror that this machine's apt uses.
  # shellcheck disable=SC2016  # apt's own variable
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | sed -n 1p)
  debootstrap --variant=minbase bookworm "$work/base" "$mirror" >"$work/debootstrap" 2>&1 ||
    failed "debootstrap failed: $(tail -n 5 "$work/debootstrap")"
  tar -C "$work/base" -c . | docker import - "$base" >/dev/null
}

docker image inspect "$base" >/dev/null 2>&1 || make_base
export DOCKER_BUILDKIT=0
cd "$root"
if [[ ${1:-} == --build ]]; then
  docker build --network host --build-arg "BASE=$base" -t "$image" .
else
  docker build -q --network host --build-arg "BASE=$base" --target runtime -t "$image-runtime" . \
    >"$work/build" 2>&1 || failed "docker build failed: $(tail -n 20 "$work/build")"
  mkdir "$work/context"
  cp "$DRYDOCK_PROGRAM" "$work/context/drydock"
  printf 'FROM %s\nCOPY drydock /usr/local/bin/drydock\n' "$image-runtime" >"$work/context/Dockerfile"
  docker build -q -t "$image" "$work/context" >/dev/null 2>&1
fi
fixtures/demo.sh --engine docker --image "$image"
