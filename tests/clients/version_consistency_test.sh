#!/usr/bin/env bash
# A deployment's tasks run one image though its tag moves, until a new deployment looks anew.
#   version_consistency_test.sh docker|simulated
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
engine=${1:?docker or simulated}
[[ $engine != docker ]] || needs_docker
start_drydock --port 0 --ephemeral --engine "$engine" --scenario "$root/fixtures/scenarios/shop.yaml"

undo() {
  [[ $engine != docker ]] ||
    docker image rm -f "localhost:$DRYDOCK_PORT/shop:live" "localhost:$DRYDOCK_PORT/shop@$first" \
      "localhost:$DRYDOCK_PORT/shop@$second" >/dev/null 2>&1
}

# push VERSION: an image of that version, under the tag that moves; its digest is in $pushed.
push() {
  shop_image "$work/$1" live "VERSION=$1"
  skopeo copy --insecure-policy --dest-tls-verify=false -q \
    --dest-creds "AWS:$(aws ecr get-login-password)" "oci:$work/$1:live" \
    "docker://localhost:$DRYDOCK_PORT/shop:live"
  pushed=$(aws ecr describe-images --repository-name shop --image-ids imageTag=live \
    --query 'imageDetails[0].imageDigest' --output text)
}
running() {
  aws ecs list-tasks --cluster harbour --service-name shop --query 'taskArns[0]' --output text
}
# digest_of TASK: which image it runs, once it does.
digest_of() {
  aws ecs wait tasks-running --cluster harbour --tasks "$1"
  aws ecs describe-tasks --cluster harbour --tasks "$1" \
    --query 'tasks[0].containers[0].imageDigest' --output text
}
another_than() {
  [[ $(running) != "$1" && $(running) == arn:* ]]
}

aws ecr create-repository --repository-name shop >/dev/null
push first
first=$pushed second=$pushed
aws ecs create-cluster --cluster-name harbour >/dev/null
aws ecs register-task-definition --family shop --container-definitions "[{\"name\":\"shop\",
  \"image\":\"localhost:$DRYDOCK_PORT/shop:live\",\"memory\":64,\"stopTimeout\":2}]" >/dev/null
aws ecs create-service --cluster harbour --service-name shop --task-definition shop \
  --desired-count 1 >/dev/null
within 60 another_than ''
task=$(running)
equal "$first" "$(digest_of "$task")"

# The tag moves, and a replacement runs what its deployment began with.
push second
second=$pushed
[[ $first != "$second" ]] || failed 'both versions are one image'
aws ecs stop-task --cluster harbour --task "$task" >/dev/null
within 60 another_than "$task"
task=$(running)
equal "$first" "$(digest_of "$task")" 'the image of a replacement'
revision=$(aws ecs list-service-deployments --cluster harbour --service shop \
  --query 'serviceDeployments[0].targetServiceRevisionArn' --output text)
equal "localhost:$DRYDOCK_PORT/shop:live $first" "$(aws ecs describe-service-revisions \
  --service-revision-arns "$revision" --output text \
  --query 'serviceRevisions[0].containerImages[0].[image, imageDigest]' | tr '\t' ' ')"

# A new deployment looks anew.
aws ecs update-service --cluster harbour --service shop --force-new-deployment >/dev/null
aws ecs wait services-stable --cluster harbour --services shop
equal "$second" "$(digest_of "$(running)")" 'the image of a new deployment'
aws ecs delete-service --cluster harbour --service shop --force >/dev/null
aws ecs wait services-inactive --cluster harbour --services shop
