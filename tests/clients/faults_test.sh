#!/usr/bin/env bash
# What a test asks to go wrong goes wrong, and services do about it what they do on AWS.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

cat >"$work/scenario.yaml" <<'END'
images:
  - image: "*"
    start_after: 1s
END
start_drydock --port 0 --ephemeral --engine simulated --clock virtual \
  --scenario "$work/scenario.yaml"

control() { curl -sS -m 60 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$1" "${@:2}"; }
advance() { control clock -fd "{\"advance\":\"$1\"}" >/dev/null; }
until_idle() { equal true "$(control clock -fd '{"until":"idle"}' | jq .idle)" idle; }
fault() { control faults -fd "$1"; }
no_fault() { contains "$(control faults -d "$1")" "$2"; }
service() { call ecs DescribeServices '{"services":["web"]}' | jq -r ".services[0] | $1"; }
tasks() { call ecs ListTasks "{\"serviceName\":\"web\",\"desiredStatus\":\"$1\"}" | jq -r '.taskArns[]'; }
task() { call ecs DescribeTasks "{\"tasks\":[\"$1\"]}" | jq -r ".tasks[0] | $2"; }

call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
call ecs RegisterTaskDefinition '{"family":"web","containerDefinitions":[{"name":"web",
  "image":"web:v1","memory":64,"portMappings":[{"containerPort":8080}],
  "healthCheck":{"command":["CMD","check"],"interval":10,"retries":2}}]}' >/dev/null
vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
group=$(aws elbv2 create-target-group --name web --protocol HTTP --port 80 --vpc-id "$vpc" \
  --query 'TargetGroups[0].TargetGroupArn' --output text)
balancer=$(aws elbv2 create-load-balancer --name web --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].LoadBalancerArn' --output text)
aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP \
  --port "$(own_port 20000)" --default-actions "Type=forward,TargetGroupArn=$group" >/dev/null

# Two pulls fail, and the next ones do not.
equal 1 "$(fault '{"pulls":{"fail":2,"image":"web:*","reason":"toomanyrequests: slow down"}}' | jq -r .id)"
call ecs CreateService "{\"serviceName\":\"web\",\"taskDefinition\":\"web\",\"desiredCount\":2,
  \"loadBalancers\":[{\"targetGroupArn\":\"$group\",\"containerName\":\"web\",
  \"containerPort\":8080}]}" >/dev/null

until_idle
equal 2 "$(service .runningCount)"
stopped=$(tasks STOPPED)
equal 2 "$(wc -l <<<"$stopped")" 'tasks that stopped'
contains "$(task "${stopped%%$'\n'*}" .stoppedReason)" \
  'CannotPullContainerError: Error response from daemon: toomanyrequests: slow down'
equal '{"faults":[]}' "$(control faults)"

# A container that ends is replaced.
victim=$(tasks RUNNING | head -n 1)
equal 42 "$(fault "{\"container\":{\"task\":\"$victim\",\"crash\":42}}" | jq .container.crash)"
until_idle
equal 'STOPPED 42 EssentialContainerExited' \
  "$(task "$victim" '"\(.lastStatus) \(.containers[0].exitCode) \(.stopCode)"')"
equal 2 "$(service .runningCount)"

# So is one whose health check fails.
victim=$(tasks RUNNING | head -n 1)
fault "{\"container\":{\"task\":\"$victim\",\"name\":\"web\",\"unhealthy\":true}}" >/dev/null
advance PT25S
until_idle
contains "$(task "$victim" .stoppedReason)" 'failed container health checks'

# And one whose target does.
read -r id port < <(aws elbv2 describe-target-health --target-group-arn "$group" \
  --query 'TargetHealthDescriptions[0].Target.[Id,Port]' --output text)
fault "{\"target\":{\"targetGroup\":\"$group\",\"id\":\"$id\",\"port\":$port,\"unhealthy\":true,
  \"for\":\"PT2M\"}}" >/dev/null
advance PT65S
until_idle
contains "$(service '[.events[].message] | join(" ")')" 'is unhealthy in (target-group'
equal 2 "$(service .runningCount)"
control faults -fX DELETE >/dev/null

# A slow start takes as long as it was told to.
fault '{"starts":{"slow":"PT40S","image":"web:v1"}}' >/dev/null
started=$(call ecs RunTask '{"taskDefinition":"web"}' | jq -r '.tasks[0].taskArn')
advance PT40S
equal ACTIVATING "$(task "$started" .lastStatus)"
advance PT2S
equal RUNNING "$(task "$started" .lastStatus)"
control faults -fX DELETE >/dev/null

# The engine is lost for a minute: drydock says so, keeps all that runs, and goes on after it.
fault '{"engine":{"lost":"PT1M"}}' >/dev/null
advance PT1S
equal false "$(control health | jq .engineReachable)"
no_fault '{"engine":{"lost":"PT1M"}}' 'The engine is lost already.'
call ecs UpdateService '{"service":"web","desiredCount":3}' >/dev/null
advance PT30S
equal 2 "$(service .runningCount)"
until_idle
equal true "$(control health | jq .engineReachable)"
equal 3 "$(service .runningCount)"

# What would not show is refused.
no_fault '{}' 'Say one fault'
no_fault '{"pulls":{"fail":0}}' 'pulls.fail takes a number from 1 to 1000.'
no_fault '{"pulls":{"fail":1,"images":"a"}}' 'There is no member images of pulls.'
no_fault '{"container":{"task":"1234","crash":1}}' 'There is no task 1234.'
no_fault "{\"container\":{\"task\":\"$started\",\"name\":\"db\",\"crash\":1}}" \
  "Name one of the containers of task $started: web."

# A stop finds what runs though the engine is lost.
fault '{"engine":{"lost":"PT1H"}}' >/dev/null
stop_drydock
equal '' "$(grep -c 'leaves things' "$work/drydock.log" | grep -v '^0$' || true)" 'what a stop left'
