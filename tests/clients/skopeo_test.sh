#!/usr/bin/env bash
# skopeo against the registry: an image goes in and comes back the same, and nobody gets in
# without a login.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated
aws ecr create-repository --repository-name shop >/dev/null
shop_image "$work/image" v1 VERSION=v1
target=docker://localhost:$DRYDOCK_PORT/shop

if skopeo copy --insecure-policy --preserve-digests --dest-tls-verify=false "oci:$work/image:v1" "$target:v1" \
  >"$work/refusal" 2>&1; then
  failed 'a push without a login was taken'
fi
equal 0 "$(aws ecr list-images --repository-name shop --query 'length(imageIds)' --output text)"

credentials=AWS:$(aws ecr get-login-password)
skopeo copy --insecure-policy --preserve-digests -q --dest-tls-verify=false --dest-creds "$credentials" \
  "oci:$work/image:v1" "$target:v1"
digest=sha256:$(sha256sum "$work/manifest" | cut -d' ' -f1)
equal "$digest" "$(aws ecr describe-images --repository-name shop \
  --query 'imageDetails[0].imageDigest' --output text)"
equal "$digest" "$(skopeo inspect --tls-verify=false --creds "$credentials" \
  --format '{{.Digest}}' "$target:v1")"

skopeo copy --insecure-policy --preserve-digests -q --src-tls-verify=false --src-creds "$credentials" \
  "$target:v1" "oci:$work/back:v1"
layer=blobs/sha256/$(sha256sum "$work/layer" | cut -d' ' -f1)
cmp "$work/image/$layer" "$work/back/$layer"

# From one repository to another, by the registry's own API.
aws ecr create-repository --repository-name copy >/dev/null
skopeo copy --insecure-policy --preserve-digests -q --src-tls-verify=false --dest-tls-verify=false \
  --src-creds "$credentials" --dest-creds "$credentials" \
  "$target:v1" "docker://localhost:$DRYDOCK_PORT/copy:latest"
equal "$digest" "$(aws ecr describe-images --repository-name copy --image-ids imageTag=latest \
  --query 'imageDetails[0].imageDigest' --output text)"

equal '["v1"]' "$(skopeo list-tags --tls-verify=false --creds "$credentials" "$target" | jq -c .Tags)"
skopeo delete --tls-verify=false --creds "$credentials" "$target:v1"
equal 0 "$(aws ecr list-images --repository-name shop --query 'length(imageIds)' --output text)"
