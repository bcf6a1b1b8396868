#!/usr/bin/env bash
# A gateway that services share, each with a host name that answers: rolling updates, test traffic
# by a header, and an end that leaves nothing. The AWS CLI of today does not know these calls.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated --scenario "$root/fixtures/scenarios/shop.yaml"

# at QUERY: of an answer.
at() { jq -r "$1"; }
control() { curl -sS -m 10 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$1" "${@:2}"; }
# answer HOST [HEADER]: what answers to it at drydock's own port.
answer() {
  curl -sS -m 10 -H "Host: $1" ${2:+-H "$2"} "$DRYDOCK_URL/" | cut -d' ' -f1
}
answers() { [[ $(answer "$1" "${3:-}") == "$2" ]]; }

call ecs CreateGateway '{"name":"edge","infrastructureRoleArn":"arn:aws:iam::000000000000:role/infra",
  "deletionProtection":false,"configuration":{"hostSharedAlb":{"testTrafficRules":{"header":
  {"name":"x-test","values":["green"]}}}}}' >/dev/null
call ecs CreateCluster '{}' >/dev/null
equal ACTIVE "$(call ecs AssociateGatewayWithCluster '{"gateway":"edge","cluster":"default"}' | at .status)"
for version in v1 v2; do
  aws ecs register-task-definition --family shop --network-mode awsvpc --container-definitions \
    "name=app,image=shop:$version,memory=64,portMappings=[{containerPort=8080,name=http}]" >/dev/null
done
subnets=$(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output json)

# connect NAME [MEMBERS]: a service behind the gateway.
connect() {
  call ecs CreateService "{\"serviceName\":\"$1\",\"taskDefinition\":\"shop:1\",\"desiredCount\":2,
    \"networkConfiguration\":{\"awsvpcConfiguration\":{\"subnets\":$subnets}},
    \"gatewayConnectors\":[{\"portName\":\"http\",\"healthCheck\":{\"healthCheckPath\":\"/\",
      \"healthCheckIntervalSeconds\":5,\"healthCheckTimeoutSeconds\":2,\"healthyThresholdCount\":2},
      \"deregistrationDelay\":{\"timeoutSeconds\":0}}]${2:-}}" >/dev/null
}
# host_of SERVICE: its host name.
host_of() {
  local route url
  route=$(call ecs ListGatewayRoutes "{\"service\":\"$1\"}" | at '.gatewayRoutes[0].gatewayRouteArn')
  url=$(call ecs DescribeGatewayRoute "{\"gatewayRouteArn\":\"$route\"}" | at .gatewayRoute.serviceUrl)
  url=${url#http://}
  printf '%s\n' "${url%:*}"
}
deployed() {
  [[ $(call ecs DescribeServices "{\"services\":[\"$1\"]}" |
    at '[.services[0].deployments[].rolloutState] | join(" ")') == COMPLETED ]]
}

connect rolling
connect shifting ',"deploymentConfiguration":{"strategy":"BLUE_GREEN","bakeTimeInMinutes":0}'
rolling=$(host_of rolling)
shifting=$(host_of shifting)
contains "$rolling" .ecs.us-east-1.localhost
within 30 answers "$rolling" v1
within 10 answers "${rolling%.localhost}.on.aws" v1
port=${DRYDOCK_URL##*:}
equal v1 "$(curl -sS -m 10 --resolve "*:$port:127.0.0.1" "http://$rolling:$port/" | cut -d' ' -f1)"
equal 1 "$(aws elbv2 describe-load-balancers --query 'length(LoadBalancers)' --output text)"
within 60 deployed rolling
within 60 deployed shifting

# A rolling update loses no request.
control assertions/mark -fX POST >/dev/null
call ecs UpdateService '{"service":"rolling","taskDefinition":"shop:2"}' >/dev/null
for ((i = 0; i < 30; ++i)); do answer "$rolling" >/dev/null; done
within 60 deployed rolling
within 10 answers "$rolling" v2
control 'assertions?requestsFailed=0' -f >/dev/null || failed "requests failed: $(control assertions)"

# Green is tested by the header before it gets any other request.
call ecs UpdateService '{"service":"shifting","taskDefinition":"shop:2","deploymentConfiguration":
  {"lifecycleHooks":[{"targetType":"PAUSE","lifecycleStages":["POST_TEST_TRAFFIC_SHIFT"]}]}}' >/dev/null
within 60 answers "$shifting" v2 'x-test: green'
equal v1 "$(answer "$shifting")"
arn=$(call ecs DescribeServices '{"services":["shifting"]}' | at '.services[0].currentServiceDeployment')
hook() {
  call ecs DescribeServiceDeployments "{\"serviceDeploymentArns\":[\"$arn\"]}" |
    at '.serviceDeployments[0].lifecycleHookDetails[0].hookId'
}
paused() { [[ $(hook) != null ]]; }
within 30 paused
call ecs ContinueServiceDeployment "{\"serviceDeploymentArn\":\"$arn\",\"hookId\":\"$(hook)\"}" >/dev/null
within 60 answers "$shifting" v2
within 60 deployed shifting

# Disassociated it serves what it has, until that is deployed without it.
call ecs DisassociateGatewayFromCluster '{"gateway":"edge","cluster":"default"}' >/dev/null
equal DISASSOCIATING "$(call ecs ListGatewayClusterAssociations '{}' | at '.gatewayClusterAssociations[0].status')"
equal v2 "$(answer "$rolling")"
call ecs UpdateService '{"service":"rolling","gatewayConnectors":[]}' >/dev/null
call ecs DeleteService '{"service":"shifting","force":true}' >/dev/null
no_routes() { [[ $(call ecs ListGatewayRoutes '{}' | at '.gatewayRoutes | length') == 0 ]]; }
within 60 no_routes
equal 0 "$(call ecs ListGatewayClusterAssociations '{}' | at '.gatewayClusterAssociations | length')"
equal 0 "$(aws elbv2 describe-load-balancers --query 'length(LoadBalancers)' --output text)"
equal 0 "$(aws elbv2 describe-target-groups --query 'length(TargetGroups)' --output text)"
equal DELETED "$(call ecs DeleteGateway '{"gateway":"edge"}' | at .status)"
