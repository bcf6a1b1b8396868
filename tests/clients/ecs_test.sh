#!/usr/bin/env bash
# The AWS CLI against ECS: a task and a service, with the CLI's waiters.
#   ecs_test.sh docker|simulated
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
engine=${1:?docker or simulated}
[[ $engine != docker ]] || needs_docker
start_drydock --port 0 --ephemeral --engine "$engine" --scenario "$root/fixtures/scenarios/shop.yaml"

undo() {
  [[ $engine != docker ]] ||
    docker image rm -f "localhost:$DRYDOCK_PORT/shop:v1" "localhost:$DRYDOCK_PORT/shop:v2" >/dev/null
}

# bring VERSION [VARIABLE=VALUE]...: an image of the shop into the repository.
aws ecr create-repository --repository-name shop >/dev/null
bring() {
  shop_image "$work/$1" "$1" "VERSION=$1" "${@:2}"
  skopeo copy --insecure-policy --dest-tls-verify=false -q \
    --dest-creds "AWS:$(aws ecr get-login-password)" "oci:$work/$1:$1" \
    "docker://localhost:$DRYDOCK_PORT/shop:$1"
}
bring v1
bring v2

register() {
  aws ecs register-task-definition --family shop --network-mode awsvpc --cpu 256 --memory 512 \
    --requires-compatibilities FARGATE --query taskDefinition.revision --output text \
    --container-definitions "[{\"name\":\"shop\",\"image\":\"localhost:$DRYDOCK_PORT/shop:$1\",
      \"portMappings\":[{\"containerPort\":8080}],\"stopTimeout\":5}]"
}

# Clusters: unknown ones are told apart from failures.
equal MISSING "$(aws ecs describe-clusters --clusters harbour --query 'failures[0].reason' --output text)"
refused ClusterNotFoundException aws ecs list-tasks --cluster harbour
equal ACTIVE "$(aws ecs create-cluster --cluster-name harbour --query cluster.status --output text)"
cluster=harbour

equal 1 "$(register v1)"
equal 2 "$(register v2)"
subnet=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)
network="awsvpcConfiguration={subnets=[$subnet]}"

# A task runs until it is stopped, and stays describable.
task=$(aws ecs run-task --cluster $cluster --task-definition shop:1 --launch-type FARGATE \
  --network-configuration "$network" --started-by test --query 'tasks[0].taskArn' --output text)
aws ecs wait tasks-running --cluster $cluster --tasks "$task"
equal "$task" "$(aws ecs list-tasks --cluster $cluster --started-by test --query 'taskArns[0]' --output text)"
equal RUNNING "$(aws ecs stop-task --cluster $cluster --task "$task" --reason 'high tide' \
  --query task.lastStatus --output text)"
aws ecs wait tasks-stopped --cluster $cluster --tasks "$task"
equal 'UserInitiated high tide 0' "$(aws ecs describe-tasks --cluster $cluster --tasks "$task" \
  --query 'tasks[0].[stopCode, stoppedReason, containers[0].exitCode]' --output text | tr '\t' ' ')"

# A service becomes stable, rolls to the next revision, and the answer shows both deployments.
aws ecs create-service --cluster $cluster --service-name shop --task-definition shop:1 \
  --desired-count 2 --launch-type FARGATE --network-configuration "$network" \
  --query service.status --output text >/dev/null
aws ecs wait services-stable --cluster $cluster --services shop
equal 'PRIMARY ACTIVE' "$(aws ecs update-service --cluster $cluster --service shop \
  --task-definition shop:2 --query 'service.deployments[].status' --output text | tr '\t' ' ')"
aws ecs wait services-stable --cluster $cluster --services shop
describe() {
  aws ecs describe-services --cluster $cluster --services shop --query "$1" --output text | tr '\t' ' '
}
equal 'COMPLETED 2 2 0' "$(describe \
  'services[0].[deployments[0].rolloutState, desiredCount, runningCount, pendingCount]')"
contains "$(describe 'services[0].events[0].message')" '(service shop) has reached a steady state.'
tasks=$(aws ecs list-tasks --cluster $cluster --service-name shop --query 'taskArns' --output text)
# shellcheck disable=SC2086  # one word an ARN
equal 'shop:2 shop:2' "$(aws ecs describe-tasks --cluster $cluster --tasks $tasks \
  --query 'tasks[].taskDefinitionArn' --output text | sed 's|[^\t]*/||g' | tr '\t' ' ')"

# A task that dies is replaced.
# shellcheck disable=SC2086
set -- $tasks
aws ecs stop-task --cluster $cluster --task "$1" >/dev/null
aws ecs wait services-stable --cluster $cluster --services shop
equal 2 "$(describe 'services[0].runningCount')"

# A protected task outlives a scale-in, one of each revision a rollout, until it is let go.
tasks=$(aws ecs list-tasks --cluster $cluster --service-name shop --query 'taskArns' --output text)
# shellcheck disable=SC2086
set -- $tasks
equal 'True None' "$(aws ecs update-task-protection --cluster $cluster --tasks "$1" \
  --protection-enabled --expires-in-minutes 60 \
  --query '[protectedTasks[0].protectionEnabled, failures[0]]' --output text | tr '\t' ' ')"
equal True "$(aws ecs get-task-protection --cluster $cluster --tasks "$1" \
  --query 'protectedTasks[0].protectionEnabled' --output text)"
aws ecs update-service --cluster $cluster --service shop --desired-count 1 >/dev/null
aws ecs wait services-stable --cluster $cluster --services shop
equal "$1" "$(aws ecs list-tasks --cluster $cluster --service-name shop --query 'taskArns' --output text)"
aws ecs update-service --cluster $cluster --service shop --task-definition shop:1 >/dev/null
told_of_protection() {
  [[ $(describe 'services[0].events[].message') == *'number of protected tasks are more than'* ]]
}
within 120 told_of_protection
aws ecs update-task-protection --cluster $cluster --tasks "$1" --no-protection-enabled >/dev/null
aws ecs wait services-stable --cluster $cluster --services shop
equal '1 1' "$(describe 'services[0].[runningCount, length(deployments)]')"

# A service with tasks is deleted by force only; it stays INACTIVE; one that never was is MISSING.
refused InvalidParameterException aws ecs delete-service --cluster $cluster --service shop
contains "$message" 'The service cannot be stopped while it is scaled above 0.'
refused ClusterContainsServicesException aws ecs delete-cluster --cluster $cluster
aws ecs delete-service --cluster $cluster --service shop --force >/dev/null
aws ecs wait services-inactive --cluster $cluster --services shop
equal MISSING "$(aws ecs describe-services --cluster $cluster --services nobody \
  --query 'failures[0].reason' --output text)"
aws ecs delete-cluster --cluster $cluster >/dev/null
