#!/usr/bin/env bash
# podman against the registry: login, push and pull.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
command -v podman >/dev/null || skip 'podman is not installed'
start_drydock --port 0 --ephemeral --engine simulated
aws ecr create-repository --repository-name shop >/dev/null
shop_image "$work/image" v1 VERSION=v1

unset DOCKER_CONFIG # podman would take its logins from there, and there are none
podman() {
  command podman --root "$work/podman" --runroot "$work/podman-run" --storage-driver vfs "$@"
}
undo() { podman image rm -af >/dev/null 2>&1; }

skopeo copy --insecure-policy -q "oci:$work/image:v1" "docker-archive:$work/image.tar:shop:v1"
podman load -q -i "$work/image.tar" >/dev/null
aws ecr get-login-password | podman login --tls-verify=false --authfile "$work/auth" \
  --username AWS --password-stdin "localhost:$DRYDOCK_PORT" >/dev/null
podman push -q --tls-verify=false --authfile "$work/auth" shop:v1 \
  "docker://localhost:$DRYDOCK_PORT/shop:v1"
equal v1 "$(aws ecr describe-images --repository-name shop \
  --query 'imageDetails[0].imageTags[0]' --output text)"
podman image rm -af >/dev/null
podman pull -q --tls-verify=false --authfile "$work/auth" "localhost:$DRYDOCK_PORT/shop:v1" >/dev/null
