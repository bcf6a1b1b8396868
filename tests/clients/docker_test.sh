#!/usr/bin/env bash
# docker against the registry, with no setting in the engine: login, push, pull, and what ECR
# then tells.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
needs_docker
start_drydock --port 0 --ephemeral --engine docker
image=localhost:$DRYDOCK_PORT/shop
undo() { docker image rm -f "$image:v1" "$image:again" >/dev/null 2>&1; }

aws ecr create-repository --repository-name shop >/dev/null
mkdir "$work/context"
cp "$SHOP_PROGRAM" "$root/fixtures/shop/Dockerfile" "$work/context/"
DOCKER_BUILDKIT=0 docker build -q -t "$image:v1" "$work/context" >/dev/null 2>&1

if docker push -q "$image:v1" >"$work/refusal" 2>&1; then failed 'a push without a login was taken'; fi
contains "$(<"$work/refusal")" 'no basic auth credentials'
if docker login --username AWS --password wrong "localhost:$DRYDOCK_PORT" >"$work/refusal" 2>&1; then
  failed 'a wrong password was taken'
fi
aws ecr get-login-password |
  docker login --username AWS --password-stdin "localhost:$DRYDOCK_PORT" >/dev/null 2>&1

docker push "$image:v1" >"$work/push"
digest=$(sed -n 's/^v1: digest: \([^ ]*\) size.*/\1/p' "$work/push")
equal "$digest" "$(aws ecr describe-images --repository-name shop --image-ids imageTag=v1 \
  --query 'imageDetails[0].imageDigest' --output text)"

# ECR's name for it is in the engine, and it comes back after it was lost there.
docker image rm "$image:v1" >/dev/null
docker pull -q "$image:v1" >/dev/null
docker tag "$image:v1" "$image:again"
docker push -q "$image:again" >/dev/null
equal 'again v1' "$(aws ecr describe-images --repository-name shop \
  --query 'sort(imageDetails[0].imageTags)' --output text | tr '\t' ' ')"

if docker push -q "localhost:$DRYDOCK_PORT/nowhere:v1" >"$work/refusal" 2>&1; then
  failed 'a push to a repository that is not there was taken'
fi
docker logout "localhost:$DRYDOCK_PORT" >/dev/null
