#!/usr/bin/env bash
# A CI job's one line: no request failed, and never fewer than two tasks were healthy.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

cat >"$work/scenario.yaml" <<'END'
images:
  - image: "web:*"
  - image: "broken:*"
    http: {status: 500}
END
start_drydock --port 0 --ephemeral --engine simulated --clock virtual \
  --scenario "$work/scenario.yaml"

control() { curl -sS -m 60 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$1" "${@:2}"; }
until_idle() { equal true "$(control clock -fd '{"until":"idle"}' | jq .idle)" idle; }
mark() { control assertions/mark -fX POST >/dev/null; }
holds() { control "assertions?$1" -f >/dev/null || failed "does not hold: $1: $(control "assertions?$1")"; }
fails() { contains "$(control "assertions?$1" -w ' %{http_code}')" "$2"; }

fails requestsFailed=0 'Nothing is observed yet'
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
for image in web broken; do
  call ecs RegisterTaskDefinition "{\"family\":\"$image\",\"containerDefinitions\":[{\"name\":\"web\",
    \"image\":\"$image:v1\",\"memory\":64,\"portMappings\":[{\"containerPort\":8080}]}]}" >/dev/null
done
vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
group=$(aws elbv2 create-target-group --name web --protocol HTTP --port 80 --vpc-id "$vpc" \
  --health-check-path /health --query 'TargetGroups[0].TargetGroupArn' --output text)
balancer=$(aws elbv2 create-load-balancer --name web --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].LoadBalancerArn' --output text)
aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP \
  --port 80 --default-actions "Type=forward,TargetGroupArn=$group" >/dev/null
host=$(aws elbv2 describe-load-balancers --query 'LoadBalancers[0].DNSName' --output text)
visit() { curl -sS -m 10 -H "Host: $host" "$DRYDOCK_URL/" >/dev/null; }
call ecs CreateService "{\"serviceName\":\"web\",\"taskDefinition\":\"web\",\"desiredCount\":2,
  \"loadBalancers\":[{\"targetGroupArn\":\"$group\",\"containerName\":\"web\",
  \"containerPort\":8080}]}" >/dev/null
until_idle
mark

# A rollout that replaces both tasks.
visit
call ecs UpdateService '{"service":"web","forceNewDeployment":true}' >/dev/null
until_idle
visit
holds 'requests=2&requestsFailed=0&fewestHealthyTasks=2&longestOutage=PT0S&service=web&loadBalancer=web'
fails requests=3 '2 requests came, where 3 are expected at least.'
fails fewestHealthyTasks=3 'Service default/web had 2 healthy tasks at its worst, where 3 are expected.'
fails fewestHealthyTasks=3 ' 417'
fails 'fewestHealthyTasks=1&service=shop' 'No service shop was observed.'
fails 'requestFailed=0' 'There is no parameter requestFailed here.'

# Both tasks die at once.
for task in $(call ecs ListTasks '{"serviceName":"web"}' | jq -r '.taskArns[]'); do
  control faults -fd "{\"container\":{\"task\":\"$task\",\"crash\":1}}" >/dev/null
done
until_idle
fails fewestHealthyTasks=1 'had 0 healthy tasks at its worst'
fails longestOutage=PT0S 'had no healthy task for PT'

# A revision whose answers are errors.
mark
holds fewestHealthyTasks=2
call ecs UpdateService '{"service":"web","taskDefinition":"broken"}' >/dev/null
until_idle
visit
fails requestsFailed=0 '1 of 1 requests failed, where 0 are the most expected.'
