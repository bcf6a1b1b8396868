#!/usr/bin/env bash
# CodeDeploy's blue/green deployments of an ECS service, as `aws ecs deploy` and `aws deploy` ask for
# them: with a test listener, a wait for somebody's word, a canary, a way back, alarms and a hook.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
command -v python3 >/dev/null || skip 'no python3 that could be a function'

server=
undo() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; }

# The function of a hook: notes what it is asked, and leaves it to the test to tell its verdict.
cat >"$work/function.py" <<'PYTHON'
import http.server, sys
class Function(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        with open(sys.argv[1] + '/calls', 'ab') as calls:
            calls.write(self.rfile.read(int(self.headers['Content-Length'])) + b'\n')
        self.send_response(200)
        self.send_header('Content-Length', '0')
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Function)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
python3 "$work/function.py" "$work" >"$work/function.port" &
server=$!
within 10 test -s "$work/function.port"
start_drydock --port 0 --ephemeral --engine simulated --scenario "$root/fixtures/scenarios/shop.yaml" \
  --lambda "smoke=http://127.0.0.1:$(<"$work/function.port")/"

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
group second >/dev/null
# listener PORT: its ARN.
listener() {
  aws elbv2 create-listener --load-balancer-arn "$front" --protocol HTTP --port "$1" \
    --default-actions "Type=forward,TargetGroupArn=$first" --query 'Listeners[0].ListenerArn' \
    --output text
}
production_port=$(own_port 28000)
test_port=$(own_port 28500)
production=$(listener "$production_port")
test=$(listener "$test_port")

# task_definition VERSION: what registers shop:VERSION.
task_definition() {
  printf '{"family":"shop","networkMode":"awsvpc","containerDefinitions":[{"name":"shop",
    "image":"shop:%s","memory":64,"portMappings":[{"containerPort":8080}]}]}' "$1"
}
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
call ecs RegisterTaskDefinition "$(task_definition v1)" >/dev/null
call ecs CreateService "{\"serviceName\":\"shop\",\"taskDefinition\":\"shop:1\",\"desiredCount\":2,
  \"launchType\":\"EC2\",\"deploymentController\":{\"type\":\"CODE_DEPLOY\"},
  \"networkConfiguration\":{\"awsvpcConfiguration\":{\"subnets\":[\"${subnets[0]}\"]}},
  \"loadBalancers\":[{\"targetGroupArn\":\"$first\",\"containerName\":\"shop\",
    \"containerPort\":8080}]}" >/dev/null

answer() { curl -sS -m 10 "http://127.0.0.1:$1/" | cut -d' ' -f1; }
answers() { [[ $(answer "$1") == "$2" ]]; }
within 30 answers "$production_port" v1

# `aws ecs deploy` finds these by their names.
app=AppECS-default-shop
dgp=DgpECS-default-shop
aws deploy create-application --application-name "$app" --compute-platform ECS >/dev/null
group=$(jq -n --arg production "$production" --arg test "$test" --arg app "$app" '{
    applicationName: $app, serviceRoleArn: "arn:aws:iam::000000000000:role/deploy",
    ecsServices: [{clusterName: "default", serviceName: "shop"}],
    deploymentStyle: {deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL"},
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: {actionOnTimeout: "CONTINUE_DEPLOYMENT"},
      terminateBlueInstancesOnDeploymentSuccess: {action: "TERMINATE"}},
    loadBalancerInfo: {targetGroupPairInfoList: [{
      targetGroups: [{name: "first"}, {name: "second"}],
      prodTrafficRoute: {listenerArns: [$production]},
      testTrafficRoute: {listenerArns: [$test]}}]}}')
aws deploy create-deployment-group --deployment-group-name "$dgp" --cli-input-json "$group" >/dev/null

# update JSON: changes members of the group.
update() {
  aws deploy update-deployment-group --application-name "$app" --current-deployment-group-name \
    "$dgp" --cli-input-json "$1" >/dev/null
}

# deployment PATH: of $id.
deployment() {
  aws deploy get-deployment --deployment-id "${2:-$id}" --query "deploymentInfo.$1" --output text
}
status_is() { [[ $(deployment status "${2:-$id}") == "$1" ]]; }
# target QUERY: of $id's one target.
target() {
  aws deploy get-deployment-target --deployment-id "$id" --target-id default:shop \
    --query "deploymentTarget.ecsTarget.$1" --output text
}
# create VERSION [OPTION...]: a deployment of it, with the AppSpec's hooks in $hooks; sets id.
hooks='[]'
create() {
  local arn
  arn=$(call ecs RegisterTaskDefinition "$(task_definition "$1")" | jq -r .taskDefinition.taskDefinitionArn)
  shift
  id=$(aws deploy create-deployment --application-name "$app" --deployment-group-name "$dgp" \
    --revision "$(jq -n --arg arn "$arn" --argjson hooks "$hooks" '{revisionType: "AppSpecContent", appSpecContent: {content:
      ({version: 0.0, Resources: [{TargetService: {Type: "AWS::ECS::Service", Properties: {
        TaskDefinition: $arn, LoadBalancerInfo: {ContainerName: "shop", ContainerPort: 8080}}}}],
        Hooks: $hooks} | tojson)}}')" "$@" --query deploymentId --output text)
}
control() { curl -sS -m 10 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$1" "${@:2}"; }
task_sets() { call ecs DescribeServices '{"services":["shop"]}' | jq ".services[0].taskSets | $1"; }

# `aws ecs deploy` registers the task definition and waits for the end; not a request is lost.
task_definition v2 >"$work/task.json"
cat >"$work/appspec.yaml" <<'END'
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo:
          ContainerName: "shop"
          ContainerPort: 8080
END
control assertions/mark -fX POST >/dev/null
# Its client of CodeDeploy takes no --endpoint-url, and older CLIs read no AWS_ENDPOINT_URL.
if [[ $(command aws --version) != aws-cli/2.[0-9].* ]]; then
  AWS_ENDPOINT_URL=$DRYDOCK_URL aws ecs deploy --service shop --task-definition "$work/task.json" \
    --codedeploy-appspec "$work/appspec.yaml" >"$work/deploy.log" &
  deploying=$!
  while kill -0 "$deploying" 2>/dev/null; do answer "$production_port" >/dev/null; done
  wait "$deploying" || failed "aws ecs deploy: $(cat "$work/deploy.log")"
  contains "$(cat "$work/deploy.log")" "to service 'shop'"
else
  create v2
  aws deploy wait deployment-successful --deployment-id "$id"
fi
control 'assertions?requestsFailed=0' -f >/dev/null || failed "requests failed: $(control assertions)"
equal v2 "$(answer "$production_port")"
equal v2 "$(answer "$test_port")"
id=$(aws deploy list-deployments --application-name "$app" --deployment-group-name "$dgp" \
  --query 'deployments[0]' --output text)
equal Succeeded "$(deployment status)"
equal user "$(deployment creator)"
equal 1 "$(deployment deploymentOverview.Succeeded)"
equal "AllowTraffic Succeeded" \
  "$(target 'lifecycleEvents[6].[lifecycleEventName,status]' | tr '\t' ' ')"
equal "$id" "$(aws deploy get-deployment-group --application-name "$app" --deployment-group-name \
  "$dgp" --query deploymentGroupInfo.lastSuccessfulDeployment.deploymentId --output text)"

# Ready: the test listener has the new version, and somebody lets production follow.
update '{"blueGreenDeploymentConfiguration": {
  "deploymentReadyOption": {"actionOnTimeout": "STOP_DEPLOYMENT", "waitTimeInMinutes": 60},
  "terminateBlueInstancesOnDeploymentSuccess":
    {"action": "TERMINATE", "terminationWaitTimeInMinutes": 60}}}'
create v4
within 30 status_is Ready
within 10 answers "$test_port" v4
equal v2 "$(answer "$production_port")"
equal "100.0 0.0" "$(target 'taskSetsInfo[].trafficWeight' | tr '\t' ' ')"
refused DeploymentLimitExceededException create v4
contains "$message" "already has an active Deployment '$id'"
aws deploy continue-deployment --deployment-id "$id" --deployment-wait-type READY_WAIT
within 10 answers "$production_port" v4
equal InProgress "$(deployment status)"
equal true "$(deployment instanceTerminationWaitTimeStarted | tr '[:upper:]' '[:lower:]')"
equal 2 "$(task_sets length)"
aws deploy continue-deployment --deployment-id "$id" --deployment-wait-type TERMINATION_WAIT
within 30 status_is Succeeded

# A canary that is stopped goes back.
update '{"deploymentConfigName": "CodeDeployDefault.ECSCanary10Percent5Minutes",
  "blueGreenDeploymentConfiguration": {"deploymentReadyOption": {},
    "terminateBlueInstancesOnDeploymentSuccess": {}}}'
create v1
canary() { [[ $(target 'taskSetsInfo[].trafficWeight' | tr '\t' ' ') == "90.0 10.0" ]]; }
within 30 canary
within 30 answers "$production_port" v1
aws deploy stop-deployment --deployment-id "$id" --auto-rollback-enabled >/dev/null
within 10 status_is Stopped
equal MANUAL_STOP "$(deployment errorInformation.code)"
back=$(deployment rollbackInfo.rollbackDeploymentId)
within 30 status_is Succeeded "$back"
equal codeDeployRollback "$(deployment creator "$back")"
equal "$id" "$(deployment rollbackInfo.rollbackTriggeringDeploymentId "$back")"
for ((i = 0; i < 10; ++i)); do equal v4 "$(answer "$production_port")"; done

# An alarm stops a deployment, and an AppSpec that is none fails it.
aws cloudwatch put-metric-alarm --alarm-name errors --namespace Shop --metric-name Errors \
  --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 \
  --comparison-operator GreaterThanThreshold
create v1 --override-alarm-configuration 'enabled=true,alarms=[{name=errors}]' \
  --auto-rollback-configuration enabled=true,events=DEPLOYMENT_STOP_ON_ALARM
within 30 canary
aws cloudwatch set-alarm-state --alarm-name errors --state-value ALARM --state-reason 'a test'
within 10 status_is Stopped
contains "$(deployment errorInformation.message)" 'Activated alarms: <errors>'
within 30 status_is Succeeded "$(deployment rollbackInfo.rollbackDeploymentId)"
equal v4 "$(answer "$production_port")"
id=$(aws deploy create-deployment --application-name "$app" --deployment-group-name "$dgp" \
  --revision 'revisionType=String,string={content="no: appspec"}' --query deploymentId --output text)
within 10 status_is Failed
equal INVALID_REVISION "$(deployment errorInformation.code)"

# A function sees the new version by the test listener, and finds it wanting.
hooks='[{"AfterAllowTestTraffic":"nobody"}]'
refused InvalidRevisionException create v1
contains "$message" '--lambda nobody=URL'
hooks='[{"AfterAllowTestTraffic":"smoke"}]'
create v1 --auto-rollback-configuration enabled=true,events=DEPLOYMENT_FAILURE
within 30 test -s "$work/calls"
within 10 answers "$test_port" v1
equal "$id" "$(jq -r .DeploymentId "$work/calls")"
execution=$(jq -r .LifecycleEventHookExecutionId "$work/calls")
equal "$execution" "$(aws deploy put-lifecycle-event-hook-execution-status --deployment-id "$id" \
  --lifecycle-event-hook-execution-id "$execution" --status Failed \
  --query lifecycleEventHookExecutionId --output text)"
within 10 status_is Failed
equal HOOK_EXECUTION_FAILURE "$(deployment errorInformation.code)"
within 30 status_is Succeeded "$(deployment rollbackInfo.rollbackDeploymentId)"
within 10 answers "$test_port" v4
