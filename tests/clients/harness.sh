# Sourced by every client test: a folder of its own, a drydock of its own, and a few assertions.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d /tmp/drydock-client.XXXXXX)
# shellcheck source=fixtures/drydock.sh
source "$root/fixtures/drydock.sh"
export DOCKER_CONFIG=$work/docker
# Tasks without a health check are believed sooner than on AWS: no test has 40 seconds to give.
export DRYDOCK_PROOF_TIME=1

# What a test must undo beside the drydock and the folder: it overrides this.
undo() { :; }

finish() {
  local status=$?
  [[ $status == 0 || $status == 77 || ! -f $work/drydock.log ]] || tail -n 60 "$work/drydock.log" >&2
  undo || true
  stop_drydock || true
  rm -rf "$work"
}
trap finish EXIT

failed() {
  # Of the test itself, whether it says so by itself or through one of these functions.
  local last=$((${#BASH_SOURCE[@]} - 1))
  printf '%s:%s: %s\n' "${BASH_SOURCE[last]##*/}" "${BASH_LINENO[last - 1]}" "$*" >&2
  exit 1
}

# own_port FROM: a free port of the 500 from FROM on. Tests that run side by side look from places
# of their own on: between the look and the listening another might take the same.
own_port() { free_port "$(($1 + $$ % 450))"; }

# equal EXPECTED ACTUAL [WHAT]
equal() {
  [[ $1 == "$2" ]] || failed "${3:-value} is not as expected
  expected: $1
  actual:   $2"
}

# contains TEXT PART
contains() {
  [[ $1 == *"$2"* ]] || failed "text does not hold what it should
  text: $1
  part: $2"
}

# refused CODE COMMAND...: the AWS CLI fails with that error code; its message is in $message.
refused() {
  local code=$1 output
  shift
  if output=$("$@" 2>&1); then failed "was not refused: $*"; fi
  [[ $output == *"An error occurred ($code)"* ]] || failed "expected $code: $output"
  # shellcheck disable=SC2034  # for the caller
  message=${output##*operation: }
}

# within SECONDS COMMAND...: tries until the command succeeds.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [[ $SECONDS -lt $deadline ]] || failed "never came true: $*"
    sleep 0.1
  done
}

# skip WHY: as ctest counts it; where an engine is required, missing one is a failure.
skip() {
  [[ -z ${DRYDOCK_REQUIRE_ENGINE:-} ]] || failed "$*, and DRYDOCK_REQUIRE_ENGINE is set"
  printf 'skipped: %s\n' "$*"
  exit 77
}

# missing WHAT: a client that ./dev setup could not fetch, or this machine does not have.
missing() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

needs_docker() {
  docker version >/dev/null 2>&1 || skip 'no Docker engine answers'
}

# shop_image FOLDER TAG [VARIABLE=VALUE]...: an OCI image layout of the sample shop, made by hand.
shop_image() {
  local folder=$1 tag=$2
  shift 2
  local blobs=$folder/blobs/sha256 layer config manifest
  mkdir -p "$blobs"
  tar -C "${SHOP_PROGRAM%/*}" --sort=name --mtime=@0 --owner=0 --group=0 -cf "$work/layer" shop
  layer=$(store_blob "$work/layer" "$blobs")
  jq -cnS --arg layer "sha256:$layer" '{architecture: "amd64", os: "linux",
      config: {Entrypoint: ["/shop"], Env: $ARGS.positional, ExposedPorts: {"8080/tcp": {}}},
      rootfs: {type: "layers", diff_ids: [$layer]}}' --args "$@" >"$work/config"
  config=$(store_blob "$work/config" "$blobs")
  jq -cnS --arg config "sha256:$config" --arg layer "sha256:$layer" \
    --argjson config_size "$(stat -c %s "$blobs/$config")" \
    --argjson layer_size "$(stat -c %s "$blobs/$layer")" '{schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: {mediaType: "application/vnd.oci.image.config.v1+json",
               digest: $config, size: $config_size},
      layers: [{mediaType: "application/vnd.oci.image.layer.v1.tar",
                digest: $layer, size: $layer_size}]}' >"$work/manifest"
  manifest=$(store_blob "$work/manifest" "$blobs")
  printf '{"imageLayoutVersion":"1.0.0"}' >"$folder/oci-layout"
  jq -cn --arg digest "sha256:$manifest" --arg tag "$tag" \
    --argjson size "$(stat -c %s "$blobs/$manifest")" '{schemaVersion: 2, manifests: [
      {mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $digest, size: $size,
       annotations: {"org.opencontainers.image.ref.name": $tag}}]}' >"$folder/index.json"
}

store_blob() {
  local digest
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  cp "$1" "$2/$digest"
  printf '%s\n' "$digest"
}
