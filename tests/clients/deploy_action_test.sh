#!/usr/bin/env bash
# GitHub's deploy action as its runner starts it: a rolling deployment of a service, a task on its
# own, and CodeDeploy's deployment of a service that is CodeDeploy's; each waited for to its end.
#   DRYDOCK_DEPLOY_ACTION=FOLDER  a checkout of aws-actions/amazon-ecs-deploy-task-definition v2
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

action=${DRYDOCK_DEPLOY_ACTION:-$root/build/clients/deploy-action}/dist/index.js
[[ -f $action ]] || missing "no checkout of GitHub's deploy action; ./dev setup fetches one"
command -v node >/dev/null || missing 'no node that could run GitHub'\''s deploy action'

start_drydock --port 0 --ephemeral --engine simulated --scenario "$root/fixtures/scenarios/shop.yaml"

# deploy NAME=VALUE...: the action with these inputs; its words are in $work/action.log and what it
# puts out in $work/action.out.
deploy() {
  local input name
  local -a inputs=()
  for input in "$@"; do
    name=${input%%=*}
    inputs+=("INPUT_${name^^}=${input#*=}")
  done
  : >"$work/action.out"
  env "INPUT_TASK-DEFINITION=$work/task.json" INPUT_CLUSTER=default INPUT_WAIT-FOR-MINUTES=2 \
    "${inputs[@]}" GITHUB_OUTPUT="$work/action.out" \
    GITHUB_WORKSPACE="$work" AWS_REGION=us-east-1 AWS_ENDPOINT_URL="$DRYDOCK_URL" \
    AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test node "$action" >"$work/action.log" 2>&1 ||
    failed "the action ended with $?: $(cat "$work/action.log")"
}
# output NAME: of the last run.
output() { grep -A1 "^$1<<" "$work/action.out" | tail -n 1; }
# task_definition VERSION: into $work/task.json.
task_definition() {
  printf '{"family":"shop","networkMode":"awsvpc","cpu":"256","memory":"512",
    "requiresCompatibilities":["FARGATE"],"containerDefinitions":[{"name":"shop","image":"shop:%s",
    "portMappings":[{"containerPort":8080}]}]}' "$1" >"$work/task.json"
}
service() { call ecs DescribeServices "{\"services\":[\"$1\"]}" | jq -r ".services[0].$2"; }

vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
network="\"launchType\":\"FARGATE\",\"desiredCount\":1,
  \"networkConfiguration\":{\"awsvpcConfiguration\":{\"subnets\":[\"${subnets[0]}\"]}}"
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
task_definition v1
call ecs RegisterTaskDefinition "$(<"$work/task.json")" >/dev/null

# A service that rolls: the action waits until it is stable.
call ecs CreateService "{\"serviceName\":\"web\",\"taskDefinition\":\"shop:1\",$network}" >/dev/null
task_definition v2
deploy service=web wait-for-service-stability=true
contains "$(<"$work/action.log")" 'Deployment started'
equal "$(service web taskDefinition)" "$(output task-definition-arn)"
equal COMPLETED "$(service web 'deployments[0].rolloutState')"
equal 1 "$(service web 'deployments | length')"

# A task on its own, before the service has its image.
deploy run-task=true "run-task-subnets=${subnets[0]}" run-task-tags='[{"key":"by","value":"ci"}]'
run=$(output run-task-arn | jq -r '.[0]')
equal ci "$(call ecs ListTagsForResource "{\"resourceArn\":\"$run\"}" | jq -r '.tags[0].value')"

# A service of CodeDeploy's: the other group has its traffic in the end.
front=$(aws elbv2 create-load-balancer --name front --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].LoadBalancerArn' --output text)
group() {
  aws elbv2 create-target-group --name "$1" --protocol HTTP --port 8080 --vpc-id "$vpc" \
    --target-type ip --query 'TargetGroups[0].TargetGroupArn' --output text
}
first=$(group first)
group second >/dev/null
port=$(own_port 31000)
production=$(aws elbv2 create-listener --load-balancer-arn "$front" --protocol HTTP --port "$port" \
  --default-actions "Type=forward,TargetGroupArn=$first" --query 'Listeners[0].ListenerArn' \
  --output text)
call ecs CreateService "{\"serviceName\":\"shop\",\"taskDefinition\":\"shop:1\",$network,
  \"deploymentController\":{\"type\":\"CODE_DEPLOY\"},\"loadBalancers\":[{
    \"targetGroupArn\":\"$first\",\"containerName\":\"shop\",\"containerPort\":8080}]}" >/dev/null
answers() { [[ $(curl -sS -m 10 "http://127.0.0.1:$port/" | cut -d' ' -f1) == "$1" ]]; }
within 30 answers v1
aws deploy create-application --application-name AppECS-default-shop --compute-platform ECS >/dev/null
aws deploy create-deployment-group --cli-input-json "$(jq -n --arg production "$production" '{
    applicationName: "AppECS-default-shop", deploymentGroupName: "DgpECS-default-shop",
    serviceRoleArn: "arn:aws:iam::000000000000:role/deploy",
    ecsServices: [{clusterName: "default", serviceName: "shop"}],
    deploymentStyle: {deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL"},
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: {actionOnTimeout: "CONTINUE_DEPLOYMENT"},
      terminateBlueInstancesOnDeploymentSuccess: {action: "TERMINATE"}},
    loadBalancerInfo: {targetGroupPairInfoList: [{
      targetGroups: [{name: "first"}, {name: "second"}],
      prodTrafficRoute: {listenerArns: [$production]}}]}}')" >/dev/null
cat >"$work/appspec.yaml" <<'END'
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: {ContainerName: shop, ContainerPort: 8080}
END
deploy service=shop wait-for-service-stability=true codedeploy-appspec="$work/appspec.yaml"
equal Succeeded "$(aws deploy get-deployment --deployment-id "$(output codedeploy-deployment-id)" \
  --query deploymentInfo.status --output text)"
within 5 answers v2
