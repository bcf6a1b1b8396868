#!/usr/bin/env bash
# Blue/green and canary deployments with real traffic: a pause, a bake, and a way back.
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
first=$(group first)
second=$(group second)
# rule PORT: the ARN of the default rule of a listener there.
rule() {
  local listener
  listener=$(aws elbv2 create-listener --load-balancer-arn "$front" --protocol HTTP --port "$1" \
    --default-actions "Type=forward,TargetGroupArn=$first" --query 'Listeners[0].ListenerArn' \
    --output text)
  aws elbv2 describe-rules --listener-arn "$listener" --query 'Rules[0].RuleArn' --output text
}
production_port=$(own_port 27000)
test_port=$(own_port 27500)
production=$(rule "$production_port")
test=$(rule "$test_port")

call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
for version in v1 v2 v4; do
  call ecs RegisterTaskDefinition "{\"family\":\"shop\",\"networkMode\":\"awsvpc\",
    \"containerDefinitions\":[{\"name\":\"shop\",\"image\":\"shop:$version\",\"memory\":64,
      \"portMappings\":[{\"containerPort\":8080}]}]}" >/dev/null
done

answer() { curl -sS -m 10 "http://127.0.0.1:$1/" | cut -d' ' -f1; }
answers() { [[ $(answer "$1") == "$2" ]]; }
# deployment JQ: of the service's present deployment.
deployment() {
  local arn
  arn=$(call ecs DescribeServices '{"services":["shop"]}' | jq -r '.services[0].currentServiceDeployment')
  call ecs DescribeServiceDeployments "{\"serviceDeploymentArns\":[\"$arn\"]}" |
    jq -r ".serviceDeployments[0] | $1"
}
deployment_is() { [[ $(deployment "$1") == "$2" ]]; }
control() { curl -sS -m 10 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$1" "${@:2}"; }

call ecs CreateService "{\"serviceName\":\"shop\",\"taskDefinition\":\"shop:1\",\"desiredCount\":2,
  \"launchType\":\"EC2\",
  \"networkConfiguration\":{\"awsvpcConfiguration\":{\"subnets\":[\"${subnets[0]}\"]}},
  \"deploymentConfiguration\":{\"strategy\":\"BLUE_GREEN\",\"bakeTimeInMinutes\":0},
  \"loadBalancers\":[{\"targetGroupArn\":\"$first\",\"containerName\":\"shop\",\"containerPort\":8080,
    \"advancedConfiguration\":{\"alternateTargetGroupArn\":\"$second\",
      \"productionListenerRule\":\"$production\",\"testListenerRule\":\"$test\",
      \"roleArn\":\"arn:aws:iam::000000000000:role/ecs\"}}]}" >/dev/null
within 30 deployment_is .status SUCCESSFUL
within 10 answers "$production_port" v1

# The test listener shows green while production has blue, until somebody lets it go on.
control assertions/mark -fX POST >/dev/null
call ecs UpdateService '{"service":"shop","taskDefinition":"shop:2","deploymentConfiguration":
  {"lifecycleHooks":[{"targetType":"PAUSE","lifecycleStages":["POST_TEST_TRAFFIC_SHIFT"]}]}}' >/dev/null
within 30 deployment_is .lifecycleStage POST_TEST_TRAFFIC_SHIFT
within 10 answers "$test_port" v2
equal v1 "$(answer "$production_port")"
equal AWAITING_ACTION "$(deployment '.lifecycleHookDetails[0].status')"
equal 100 "$(deployment .targetServiceRevision.requestedTestTrafficWeight)"
arn=$(deployment .serviceDeploymentArn)
hook=$(deployment '.lifecycleHookDetails[0].hookId')
call ecs ContinueServiceDeployment "{\"serviceDeploymentArn\":\"$arn\",\"hookId\":\"$hook\"}" >/dev/null
for ((i = 0; i < 50; ++i)); do answer "$production_port" >/dev/null; done
within 30 deployment_is .status SUCCESSFUL
within 10 answers "$production_port" v2
control 'assertions?requestsFailed=0' -f >/dev/null || failed "requests failed: $(control assertions)"

# A canary shares the requests, and goes back when it is stopped.
call ecs UpdateService '{"service":"shop","taskDefinition":"shop:3","deploymentConfiguration":
  {"strategy":"CANARY","canaryConfiguration":{"canaryPercent":50,"canaryBakeTimeInMinutes":60},
   "lifecycleHooks":[]}}' >/dev/null
within 30 deployment_is .targetServiceRevision.requestedProductionTrafficWeight 50
within 10 answers "$production_port" v4
within 10 answers "$production_port" v2
arn=$(deployment .serviceDeploymentArn)
call ecs StopServiceDeployment "{\"serviceDeploymentArn\":\"$arn\"}" >/dev/null
within 30 deployment_is .status ROLLBACK_SUCCESSFUL
for ((i = 0; i < 10; ++i)); do equal v2 "$(answer "$production_port")"; done
equal 2 "$(call ecs DescribeServices '{"services":["shop"]}' | jq '.services[0].runningCount')"
