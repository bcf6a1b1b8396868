#!/usr/bin/env bash
# What outlives drydock: records, layers, logins and sessions, however it ended; on a real engine
# also the containers of tasks, which the next start takes over.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

port=$(own_port 28000)
# open [OPTION]...: drydock on the one data folder, always at the same port.
open() { start_drydock --port "$port" --data "$work/data" "$@"; }
kill_drydock() {
  kill -KILL "$DRYDOCK_PID"
  wait "$DRYDOCK_PID" 2>/dev/null || true
  DRYDOCK_PID=
}
state() { curl -sSf "$DRYDOCK_URL/_drydock/state" | jq -S .; }
digest_of() { skopeo inspect --tls-verify=false --creds "$1" --format '{{.Digest}}' \
  "docker://localhost:$port/shop:v1"; }

# Killed in the middle of it all, drydock knows what it has told.
open --engine simulated
aws ecr create-repository --repository-name shop >/dev/null
login=AWS:$(aws ecr get-login-password)
shop_image "$work/v1" v1 VERSION=v1
skopeo copy --insecure-policy --dest-tls-verify=false -q --dest-creds "$login" \
  "oci:$work/v1:v1" "docker://localhost:$port/shop:v1"
digest=$(digest_of "$login")
aws ecs create-cluster --cluster-name harbour >/dev/null
for ((i = 0; i < 20; ++i)); do
  call ecs RegisterTaskDefinition "{\"family\":\"f$i\",\"containerDefinitions\":[{\"name\":\"app\",
    \"image\":\"x\",\"memory\":64}]}" >/dev/null
done
session=$(aws sts assume-role --role-arn arn:aws:iam::123456789012:role/deploy \
  --role-session-name me --query Credentials --output json)
before=$(state)
kill_drydock
open --engine simulated
equal "$before" "$(state)" 'what it knows'
equal "$digest" "$(digest_of "$login")" 'what an earlier login may pull'
contains "$(AWS_ACCESS_KEY_ID=$(jq -r .AccessKeyId <<<"$session") \
  AWS_SECRET_ACCESS_KEY=$(jq -r .SecretAccessKey <<<"$session") \
  AWS_SESSION_TOKEN=$(jq -r .SessionToken <<<"$session") \
  aws sts get-caller-identity)" assumed-role/deploy/me

# A blob without a record goes at the start, and so does nothing else.
blobs() { find "$work/data/blobs" -type f | sort; }
before=$(blobs)
mkdir -p "$work/data/blobs/sha256/00"
echo stray >"$work/data/blobs/sha256/00/$(printf '%064d' 7)"
stop_drydock
open --engine simulated
equal "$before" "$(blobs)" 'the blobs that are kept'

# A state with a name is there again, its images too; a file takes it elsewhere.
drydock() { "$DRYDOCK_PROGRAM" "$@" --port "$port"; }
before=$(state)
drydock snapshot save lesson-1
drydock state export "$work/state.json"
aws ecs create-cluster --cluster-name another >/dev/null
aws ecr delete-repository --repository-name shop --force >/dev/null
no_blobs() { [[ -z $(blobs) ]]; }
within 10 no_blobs
drydock snapshot load lesson-1
equal "$before" "$(state)" 'the state of the snapshot'
equal "$digest" "$(digest_of "$login")" 'the image of the snapshot'
drydock snapshot save lesson-2
equal 'lesson-1 lesson-2' "$(drydock snapshot list | xargs)"
contains "$(drydock snapshot load lesson-3 2>&1 || true)" 'There is no snapshot lesson-3.'
contains "$(drydock snapshot save ../up 2>&1 || true)" 'cannot be called'
kill_drydock
open --engine simulated
equal "$before" "$(state)" 'the state after a snapshot and a kill'
curl -sSf -X POST -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/reset" >/dev/null
contains "$(echo '{"worlds": [7]}' | drydock state import - 2>&1 || true)" 'was not imported'
drydock state import "$work/state.json"
equal "$before" "$(state)" 'the state that was imported'

# A listener whose port somebody else has keeps the one that it got instead.
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
balancer=$(aws elbv2 create-load-balancer --name kept --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].LoadBalancerArn' --output text)
listener=$(aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP --port "$port" \
  --default-actions "Type=fixed-response,FixedResponseConfig={StatusCode=204}" \
  --query 'Listeners[0].ListenerArn' --output text)
port_of_listener() { aws elbv2 describe-tags --resource-arns "$listener" --output text \
  --query "TagDescriptions[0].Tags[?Key=='aws:drydock:port'].Value" | grep .; }
within 10 port_of_listener
before=$(port_of_listener)
kill_drydock
open --engine simulated
equal "$before" "$(port_of_listener)" 'the port of a listener'
equal 204 "$(curl -sS -o /dev/null -w '%{http_code}' "http://127.0.0.1:$before/")"

# A service that ran has its tasks started anew, and the old ones have a reason.
service_is() { aws ecs describe-services --cluster harbour --services shop --output json |
  jq -e ".services[0] | $1"; }
aws ecs create-service --cluster harbour --service-name shop --task-definition f0 \
  --desired-count 2 >/dev/null
within 30 service_is '.runningCount == 2'
kill_drydock
open --engine simulated
stopped() { aws ecs list-tasks --cluster harbour --desired-status STOPPED --query taskArns --output text; }
within 30 stopped
read -ra gone < <(stopped)
equal 2 "${#gone[@]}" 'stopped tasks'
contains "$(aws ecs describe-tasks --cluster harbour --tasks "${gone[0]}")" 'no longer in the engine'
within 30 service_is '.runningCount == 2'
stop_drydock

# What it cannot read, it leaves alone.
python3 - "$work/data/journal.db" <<'PYTHON'
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("PRAGMA user_version = 99")
PYTHON
if "$DRYDOCK_PROGRAM" --port 0 --data "$work/data" --engine simulated >"$work/said" 2>&1; then
  failed 'data of a newer drydock are used'
fi
contains "$(<"$work/said")" 'is of a newer drydock'

needs_docker
rm -rf "$work/data"
undo() {
  docker ps -aq --filter "label=drydock.instance=$(cut -d' ' -f1 "$work/data/instance")" |
    xargs -r docker rm -f >/dev/null
  docker image rm -f "localhost:$port/shop:v1" >/dev/null 2>&1
}
open --engine docker
aws ecr create-repository --repository-name shop >/dev/null
skopeo copy --insecure-policy --dest-tls-verify=false -q \
  --dest-creds "AWS:$(aws ecr get-login-password)" "oci:$work/v1:v1" "docker://localhost:$port/shop:v1"
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
front=$(own_port 29000)
read -r balancer name < <(aws elbv2 create-load-balancer --name front --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].[LoadBalancerArn, DNSName]' --output text)
group=$(aws elbv2 create-target-group --name shops --protocol HTTP --port 8080 --target-type ip \
  --vpc-id "$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)" \
  --health-check-path /health --query 'TargetGroups[0].TargetGroupArn' --output text)
aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP --port "$front" \
  --default-actions "Type=forward,TargetGroupArn=$group" >/dev/null
aws ecs create-cluster --cluster-name harbour >/dev/null
aws ecs register-task-definition --family shop --network-mode awsvpc --cpu 256 --memory 512 \
  --container-definitions "[{\"name\":\"shop\",\"image\":\"localhost:$port/shop:v1\",
    \"portMappings\":[{\"containerPort\":8080}],\"stopTimeout\":2}]" >/dev/null
aws ecs create-service --cluster harbour --service-name shop --task-definition shop \
  --desired-count 2 --launch-type FARGATE \
  --network-configuration "awsvpcConfiguration={subnets=[${subnets[0]}]}" \
  --load-balancers "targetGroupArn=$group,containerName=shop,containerPort=8080" >/dev/null
aws ecs wait services-stable --cluster harbour --services shop

containers() { docker ps -q --filter label=drydock.container=shop | sort; }
tasks() {
  local -a arns
  read -ra arns < <(aws ecs list-tasks --cluster harbour --query taskArns --output text)
  aws ecs describe-tasks --cluster harbour --tasks "${arns[@]}" --output json |
    jq -S '[.tasks[] | [.taskArn, .startedAt, .attachments[0].details, .containers[0].runtimeId]] | sort'
}
ask() { curl -sS -m 5 --connect-to "$name::127.0.0.1:" "http://$name:$front/"; }

# Killed or stopped with --leave-running: the same tasks in the same containers, and no wrong answer.
before_containers=$(containers) before_tasks=$(tasks)
kill_drydock
equal "$before_containers" "$(containers)" 'the containers of a killed drydock'
open --engine docker --leave-running
contains "$(ask)" 'v1 '
stop_drydock
equal "$before_containers" "$(containers)" 'the containers that were left running'
open --engine docker
contains "$(ask)" 'v1 '
sleep 3
equal "$before_containers" "$(containers)" 'the containers that were taken over'
equal "$before_tasks" "$(tasks)" 'the tasks that were taken over'

# One that died meanwhile is told with its exit code, and replaced; a stranger is taken away.
kill_drydock
victim=$(head -1 <<<"$before_containers")
docker kill "$victim" >/dev/null
instance=$(cut -d' ' -f1 "$work/data/instance")
stray=$(docker create --label "drydock.instance=$instance" --label drydock.task=none \
  "localhost:$port/shop:v1")
open --engine docker
if docker inspect "$stray" >/dev/null 2>&1; then failed 'a container without a task is still there'; fi
within 60 stopped
contains "$(aws ecs describe-tasks --cluster harbour --tasks "$(stopped)")" '"exitCode": 137'
service_runs() { [[ $(containers | wc -l) == 2 ]] && ask; }
within 60 service_runs

# By default a clean stop takes everything of drydock's out of the engine.
stop_drydock
equal '' "$(docker ps -aq --filter "label=drydock.instance=$instance")" 'what a clean stop leaves'
open --engine docker
within 60 service_runs
