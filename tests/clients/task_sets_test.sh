#!/usr/bin/env bash
# An EXTERNAL deployment controller as a pipeline is one: two task sets behind two target groups,
# and the listener's weights moved by hand.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated --scenario "$root/fixtures/scenarios/shop.yaml"

vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
front=$(aws elbv2 create-load-balancer --name front --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].LoadBalancerArn' --output text)
# group NAME: its ARN; it drains at once.
group() {
  local arn
  arn=$(aws elbv2 create-target-group --name "$1" --protocol HTTP --port 8080 --vpc-id "$vpc" \
    --target-type ip --query 'TargetGroups[0].TargetGroupArn' --output text)
  aws elbv2 modify-target-group-attributes --target-group-arn "$arn" \
    --attributes Key=deregistration_delay.timeout_seconds,Value=0 >/dev/null
  printf '%s\n' "$arn"
}
blue_group=$(group blue)
green_group=$(group green)
# shares BLUE GREEN: the forward action with these weights.
shares() {
  printf '[{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"%s","Weight":%s},
    {"TargetGroupArn":"%s","Weight":%s}]}}]' "$blue_group" "$1" "$green_group" "$2"
}
port=$(own_port 27000)
listener=$(aws elbv2 create-listener --load-balancer-arn "$front" --protocol HTTP --port "$port" \
  --default-actions "$(shares 1 0)" --query 'Listeners[0].ListenerArn' --output text)
answers() { [[ $(curl -sS -m 10 "http://127.0.0.1:$port/" | cut -d' ' -f1) == "$1" ]]; }

aws ecs create-cluster --cluster-name default >/dev/null
for version in v1 v2; do
  aws ecs register-task-definition --family shop --network-mode awsvpc --cpu 256 --memory 512 \
    --requires-compatibilities FARGATE --container-definitions "[{\"name\":\"shop\",
      \"image\":\"shop:$version\",\"portMappings\":[{\"containerPort\":8080}]}]" >/dev/null
done

# A service without a task definition runs nothing.
created=$(aws ecs create-service --service-name shop --desired-count 4 \
  --deployment-controller type=EXTERNAL \
  --query 'service.[length(taskSets),length(deployments),taskDefinition]' --output text)
equal $'0\t0\tNone' "$created"
refused InvalidParameterException aws ecs create-service --service-name other \
  --task-definition shop --deployment-controller type=EXTERNAL
equal 'TaskDefinition must be blank.' "$message"

on_shop=(--cluster default --service shop)
# task_set REVISION GROUP SCALE [OPTION]...: makes one: its id.
task_set() {
  aws ecs create-task-set "${on_shop[@]}" --task-definition "shop:$1" --launch-type FARGATE \
    --network-configuration "awsvpcConfiguration={subnets=[${subnets[0]}]}" \
    --load-balancers "targetGroupArn=$2,containerName=shop,containerPort=8080" \
    --scale "unit=PERCENT,value=$3" "${@:4}" --query taskSet.id --output text
}
# described ID QUERY
described() {
  aws ecs describe-task-sets "${on_shop[@]}" --task-sets "$1" --include TAGS \
    --query "taskSets[0].[$2]" --output text
}
described_as() { [[ $(described "$1" "$2") == "$3" ]]; }
is_steady() { described_as "$1" stabilityStatus STEADY_STATE; }

blue=$(task_set 1 "$blue_group" 100 --external-id blue --tags key=colour,value=blue)
within 30 is_steady "$blue"
equal $'ACTIVE\t4\t4\tblue\tblue' \
  "$(described "$blue" 'status,computedDesiredCount,runningCount,externalId,tags[0].value')"
aws ecs update-service-primary-task-set "${on_shop[@]}" --primary-task-set "$blue" >/dev/null
equal PRIMARY "$(described "$blue" status)"
within 10 answers v1
equal 4 "$(aws ecs list-tasks --started-by "$blue" --query 'length(taskArns)' --output text)"

# Green begins small, without traffic, and grows.
green=$(task_set 2 "$green_group" 25)
within 30 is_steady "$green"
equal $'1\t25.0' "$(described "$green" computedDesiredCount,scale.value)"
answers v1 || failed 'green has traffic too early'
equal STABILIZING "$(aws ecs update-task-set "${on_shop[@]}" --task-set "$green" \
  --scale unit=PERCENT,value=100 --query taskSet.stabilityStatus --output text)"
within 30 is_steady "$green"
equal 4 "$(described "$green" runningCount)"
aws elbv2 modify-listener --listener-arn "$listener" --default-actions "$(shares 0 1)" >/dev/null
within 10 answers v2

# The new one is PRIMARY, and the old one drains away.
refused InvalidParameterException aws ecs delete-task-set "${on_shop[@]}" --task-set "$blue" --force
equal 'Primary TaskSet cannot be deleted' "$message"
aws ecs update-service-primary-task-set "${on_shop[@]}" --primary-task-set "$green" >/dev/null
equal DRAINING "$(aws ecs delete-task-set "${on_shop[@]}" --task-set "$blue" \
  --query taskSet.status --output text)"
is_alone() {
  [[ $(aws ecs describe-services --services shop \
    --query 'services[0].[length(taskSets),taskSets[0].status,runningCount]' --output text) == \
    $'1\tPRIMARY\t4' ]]
}
within 30 is_alone
equal MISSING "$(aws ecs describe-task-sets "${on_shop[@]}" --task-sets "$blue" \
  --query 'failures[0].reason' --output text)"
contains "$(aws ecs describe-services --services shop --query 'services[0].taskDefinition')" shop:2
contains "$(aws ecs describe-services --services shop --query 'services[0].events[].message')" \
  "(service shop, taskSet $green) updated state to STEADY_STATE."
answers v2 || failed 'no answer after blue has gone'

# What the service runs is the task sets' to say.
aws ecs update-service --service shop --desired-count 2 >/dev/null
within 30 described_as "$green" computedDesiredCount,runningCount $'2\t2'
refused InvalidParameterException aws ecs update-service --service shop --task-definition shop:1
contains "$message" 'Unable to update task definition on services with an EXTERNAL'
aws ecs delete-service --service shop --force >/dev/null
is_gone() {
  [[ $(aws ecs describe-services --services shop \
    --query 'services[0].[status,length(taskSets)]' --output text) == $'INACTIVE\t0' ]]
}
within 30 is_gone
