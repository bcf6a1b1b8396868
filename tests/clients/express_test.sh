#!/usr/bin/env bash
# One call for a service that answers by a name of its own; an update that rolls out, a scale-out,
# and an end that leaves nothing.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
# Canaries take six minutes, here as on AWS.
start_drydock --port 0 --ephemeral --engine simulated --speed 60 \
  --scenario "$root/fixtures/scenarios/shop.yaml"

role=arn:aws:iam::000000000000:role
arn=$(aws ecs create-express-gateway-service --service-name shop \
  --execution-role-arn "$role/exec" --infrastructure-role-arn "$role/infra" \
  --primary-container image=shop:v1,containerPort=8080 --health-check-path / \
  --scaling-target minTaskCount=1,maxTaskCount=4 --query service.serviceArn --output text)
equal arn:aws:ecs:us-east-1:000000000000:service/default/shop "$arn"

# express QUERY: of the service.
express() {
  aws ecs describe-express-gateway-service --service-arn "$arn" --query "service.$1" --output text
}
express_is() { [[ $(express "$1") == "$2" ]]; }
deployment_is() {
  local deployment
  deployment=$(express currentDeployment)
  [[ $(call ecs DescribeServiceDeployments "{\"serviceDeploymentArns\":[\"$deployment\"]}" |
    jq -r '.serviceDeployments[0].status') == "$1" ]]
}
control() { curl -sS -m 10 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$1" "${@:2}"; }

endpoint=$(express 'activeConfigurations[0].ingressPaths[0].endpoint')
host=${endpoint#http://}
host=${host%:*}
contains "$host" .ecs.us-east-1.localhost
# answer HOST: what answers to it at drydock's own port.
answer() { curl -sS -m 10 -H "Host: $1" "$DRYDOCK_URL/" | cut -d' ' -f1; }
answers() { [[ $(answer "$1") == "$2" ]]; }
within 30 answers "$host" v1
within 10 answers "${host%.localhost}.on.aws" v1
equal v1 "$(curl -sS -m 10 --resolve "*:${endpoint##*:}:127.0.0.1" "$endpoint/" | cut -d' ' -f1)"
equal ECS "$(call ecs DescribeServices '{"services":["shop"]}' | jq -r '.services[0].resourceManagementType')"
within 60 deployment_is SUCCESSFUL

# Another one comes behind the same load balancer, with a name of its own.
other=$(aws ecs create-express-gateway-service --service-name other \
  --execution-role-arn "$role/exec" --infrastructure-role-arn "$role/infra" \
  --primary-container image=shop:v2,containerPort=8080 --health-check-path / \
  --query service.serviceArn --output text)
other_host=$(aws ecs describe-express-gateway-service --service-arn "$other" \
  --query 'service.activeConfigurations[0].ingressPaths[0].endpoint' --output text)
other_host=${other_host#http://}
within 30 answers "${other_host%:*}" v2
equal 1 "$(aws elbv2 describe-load-balancers --query 'length(LoadBalancers)' --output text)"

# An update rolls out without losing a request: first a canary, then all.
control assertions/mark -fX POST >/dev/null
equal shop:v2 "$(aws ecs update-express-gateway-service --service-arn "$arn" \
  --primary-container image=shop:v2 --query service.targetConfiguration.primaryContainer.image --output text)"
for ((i = 0; i < 30; ++i)); do answer "$host" >/dev/null; done
within 60 deployment_is SUCCESSFUL
within 10 answers "$host" v2
express_is 'length(activeConfigurations)' 1 || failed "blue still runs: $(express activeConfigurations)"
control 'assertions?requestsFailed=0' -f >/dev/null || failed "requests failed: $(control assertions)"

# It scales at once, without a deployment.
aws ecs update-express-gateway-service --service-arn "$arn" --scaling-target minTaskCount=3 >/dev/null
running() { [[ $(call ecs DescribeServices '{"services":["shop"]}' | jq '.services[0].runningCount') == "$1" ]]; }
within 30 running 3
equal 1 "$(express 'length(activeConfigurations)')"

# Its end takes what it made; the load balancer stays with the other.
aws ecs delete-express-gateway-service --service-arn "$arn" >/dev/null
within 60 express_is status.statusCode INACTIVE
equal 2 "$(aws elbv2 describe-target-groups --query 'length(TargetGroups)' --output text)"
equal 1 "$(aws elbv2 describe-load-balancers --query 'length(LoadBalancers)' --output text)"
answers "${other_host%:*}" v2 || failed 'the other one does not answer any more'
refused ServiceNotActiveException aws ecs delete-express-gateway-service --service-arn "$arn"
aws ecs delete-express-gateway-service --service-arn "$other" >/dev/null
arn=$other
within 60 express_is status.statusCode INACTIVE
equal 0 "$(aws elbv2 describe-load-balancers --query 'length(LoadBalancers)' --output text)"
equal 0 "$(aws application-autoscaling describe-scalable-targets --service-namespace ecs \
  --query 'length(ScalableTargets)' --output text)"
