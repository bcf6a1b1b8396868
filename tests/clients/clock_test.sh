#!/usr/bin/env bash
# A day of a service's life in a moment: the clock is virtual, and moves when it is told to.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

cat >"$work/scenario.yaml" <<'END'
images:
  - image: "slow:*"
    start_after: 20s
    health: {after: 1m}
  - image: "batch:*"
    exit_after: 6h
    exit_code: 3
  - image: "crashing:*"
    exit_after: 1s
END
start_drydock --port 0 --ephemeral --engine simulated --clock virtual --pace aws \
  --scenario "$work/scenario.yaml"

clock() { curl -fsS -m 60 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/clock" "$@"; }
register() {
  call ecs RegisterTaskDefinition "{\"family\":\"$1\",\"containerDefinitions\":[{\"name\":\"$1\",
    \"image\":\"$1:v1\",\"memory\":64,\"portMappings\":[{\"containerPort\":8080}]}]}" >/dev/null
}
service() { call ecs DescribeServices '{"services":["slow"]}' | jq -r ".services[0] | $1"; }

# It stands still.
before=$(clock | jq -r .now)
equal virtual "$(clock | jq -r .clock)"
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
register slow
register batch
register crashing
vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
group=$(aws elbv2 create-target-group --name slow --protocol HTTP --port 80 --vpc-id "$vpc" \
  --health-check-interval-seconds 30 --query 'TargetGroups[0].TargetGroupArn' --output text)
balancer=$(aws elbv2 create-load-balancer --name slow --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].LoadBalancerArn' --output text)
listener=$(aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP \
  --port "$(own_port 20000)" --default-actions "Type=forward,TargetGroupArn=$group" \
  --query 'Listeners[0].ListenerArn' --output text)
call ecs CreateService "{\"serviceName\":\"slow\",\"taskDefinition\":\"slow\",\"desiredCount\":2,
  \"loadBalancers\":[{\"targetGroupArn\":\"$group\",\"containerName\":\"slow\",
  \"containerPort\":8080}]}" >/dev/null
equal 0 "$(service .runningCount)"
equal "$before" "$(clock | jq -r .now)"

# Exactly as long as the container takes to start.
clock -d '{"advance":"PT19S"}' >/dev/null
equal 0 "$(service .runningCount)"
clock -d '{"advance":"PT1.1S"}' >/dev/null
equal 2 "$(service .runningCount)"
equal IN_PROGRESS "$(service '.deployments[0].rolloutState')"

# Until all is idle: the targets are healthy, and the balancer knows them, at once.
equal true "$(clock -d '{"until":"idle"}' | jq .idle)"
equal COMPLETED "$(service '.deployments[0].rolloutState')"
port=$(aws elbv2 describe-listeners --listener-arns "$listener" --query 'Listeners[0].Port' --output text)
contains "$(curl -fsS -m 10 "http://127.0.0.1:$port/")" v1

# A rollout while clients call: not one request fails, and five minutes of draining are a moment.
while [[ ! -f $work/enough ]]; do
  curl -fsS -m 10 "http://127.0.0.1:$port/" >>"$work/answers" 2>>"$work/failures" || break
done &
caller=$!
call ecs UpdateService '{"service":"slow","forceNewDeployment":true}' >/dev/null
equal true "$(clock -d '{"until":"idle"}' | jq .idle)"
touch "$work/enough"
wait "$caller"
equal '' "$(<"$work/failures")" 'requests that failed'
contains "$(<"$work/answers")" v1
equal 2 "$(service .runningCount)"
equal 1 "$(service '.deployments | length')"

# What ends by itself is waited for.
batch=$(call ecs RunTask '{"taskDefinition":"batch"}' | jq -r '.tasks[0].taskArn')
equal true "$(clock -d '{"until":"idle","limit":"PT7H"}' | jq .idle)"
equal 3 "$(call ecs DescribeTasks "{\"tasks\":[\"$batch\"]}" | jq '.tasks[0].containers[0].exitCode')"

# A crash loop comes to no rest.
call ecs CreateService '{"serviceName":"crashing","taskDefinition":"crashing","desiredCount":1}' >/dev/null
equal false "$(clock -d '{"until":"idle","limit":"PT10M"}' | jq .idle)"

# It stops while time stands, and in the middle of a move.
call ecs RunTask '{"taskDefinition":"batch"}' >/dev/null
clock -d '{"advance":"P366D"}' >/dev/null 2>&1 &
move=$!
now_before=$(clock | jq -r .now)
moves() { [[ $(clock | jq -r .now) != "$now_before" ]]; }
within 10 moves
stop_drydock
if wait "$move"; then failed 'the move went on'; fi
