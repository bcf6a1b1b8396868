#!/usr/bin/env bash
# An availability zone is lost: its tasks run elsewhere, and when it is back they are spread again.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

start_drydock --port 0 --ephemeral --engine simulated --clock virtual

control() { curl -sS -m 60 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$1" "${@:2}"; }
until_idle() { equal true "$(control clock -fd '{"until":"idle"}' | jq .idle)" idle; }
# zones: how many tasks run in each, such as "1 us-east-1a 2 us-east-1c".
zones() {
  local tasks
  read -ra tasks < <(aws ecs list-tasks --service-name web --query taskArns --output text)
  aws ecs describe-tasks --tasks "${tasks[@]}" --query 'tasks[].availabilityZone' --output text |
    tr '\t' '\n' | sort | uniq -c | xargs
}
agent_connected() {
  aws ecs describe-container-instances --container-instances "$1" \
    --query 'containerInstances[0].agentConnected' --output text
}

aws ecs create-cluster >/dev/null
declare -A instances
for letter in a b c; do
  instances[$letter]=$(call ecs RegisterContainerInstance "{\"totalResources\":[
    {\"name\":\"CPU\",\"type\":\"INTEGER\",\"integerValue\":4096},
    {\"name\":\"MEMORY\",\"type\":\"INTEGER\",\"integerValue\":4096}],\"attributes\":[
    {\"name\":\"ecs.availability-zone\",\"value\":\"us-east-1$letter\"}]}" |
    jq -r .containerInstance.containerInstanceArn)
done
aws ecs register-task-definition --family web --container-definitions \
  'name=web,image=web:v1,memory=64,portMappings=[{containerPort=8080}]' >/dev/null
vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
group=$(aws elbv2 create-target-group --name web --protocol HTTP --port 80 --vpc-id "$vpc" \
  --query 'TargetGroups[0].TargetGroupArn' --output text)
balancer=$(aws elbv2 create-load-balancer --name web --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].LoadBalancerArn' --output text)
aws elbv2 create-listener --load-balancer-arn "$balancer" --protocol HTTP \
  --port 80 --default-actions "Type=forward,TargetGroupArn=$group" >/dev/null
host=$(aws elbv2 describe-load-balancers --query 'LoadBalancers[0].DNSName' --output text)
visit() { for _ in 1 2 3 4 5 6; do curl -sS -m 10 -H "Host: $host" "$DRYDOCK_URL/" >/dev/null; done; }

# Rebalancing is on where nobody says otherwise, and refused where it cannot be.
service=(--service-name web --task-definition web --desired-count 3
  --load-balancers "targetGroupArn=$group,containerName=web,containerPort=8080")
refused InvalidParameterException aws ecs create-service "${service[@]}" \
  --availability-zone-rebalancing ENABLED \
  --deployment-configuration minimumHealthyPercent=50,maximumPercent=100
contains "$message" 'Availability Zone Rebalancing does not support maximumPercent <= 100 %'
equal ENABLED "$(aws ecs create-service "${service[@]}" \
  --query service.availabilityZoneRebalancing --output text)"
until_idle
equal '1 us-east-1a 1 us-east-1b 1 us-east-1c' "$(zones)"
control assertions/mark -fX POST >/dev/null
visit

# The zone goes, and its task with it; the others carry all.
victim=$(call ecs ListTasks "{\"containerInstance\":\"${instances[b]}\"}" | jq -r '.taskArns[0]')
equal us-east-1b "$(control faults -fd '{"zone":{"name":"us-east-1b","lost":true}}' | jq -r .zone.name)"
equal '{"id":"1","zone":{"name":"us-east-1b","lost":true}}' "$(control faults | jq -c '.faults[0]')"
equal False "$(agent_connected "${instances[b]}")"
equal True "$(agent_connected "${instances[a]}")"
equal unavailable "$(aws ec2 describe-availability-zones --zone-names us-east-1b \
  --query 'AvailabilityZones[0].State' --output text)"
until_idle
equal 3 "$(aws ecs describe-services --services web --query 'services[0].runningCount')"
fuller=$(zones | grep -o '2 us-east-1[ac]' | cut -d' ' -f2)
other=$(zones | grep -o '1 us-east-1[ac]' | cut -d' ' -f2)
[[ -n $fuller && -n $other ]] || failed "the tasks lie otherwise: $(zones)"
equal STOPPED "$(aws ecs describe-tasks --tasks "$victim" --query 'tasks[0].lastStatus' --output text)"
equal TerminationNotice "$(aws ecs describe-tasks --tasks "$victim" --query 'tasks[0].stopCode' --output text)"
contains "$(aws ecs describe-tasks --tasks "$victim" --query 'tasks[0].stoppedReason')" \
  'Host EC2 (instance i-'
visit

# It is back, and the tasks are spread again; at no time were fewer than two healthy.
control faults -fX DELETE -d '{"id":"1"}' >/dev/null
until_idle
equal True "$(agent_connected "${instances[b]}")"
equal '1 us-east-1a 1 us-east-1b 1 us-east-1c' "$(zones)"
visit
control 'assertions?requests=18&requestsFailed=0&fewestHealthyTasks=2&longestOutage=PT0S' -f >/dev/null ||
  failed "$(control assertions)"

events=$(aws ecs describe-services --services web --query 'reverse(services[0].events[].message)' --output json)
story=$(jq -r '.[] | select(contains("AZ"))' <<<"$events" | sed -E 's/task [0-9a-f]{32}/task ID/')
equal "(service web) is not AZ balanced with 2 tasks in $fuller, 1 tasks in $other, 0 tasks in us-east-1b. AZ Rebalancing in progress.
(service web) has started 1 tasks in us-east-1b to AZ Rebalance: (task ID).
(service web) has stopped 1 running tasks in $fuller due to AZ rebalancing: (task ID).
(service web) is AZ balanced with 1 tasks in us-east-1a, 1 tasks in us-east-1b, 1 tasks in us-east-1c." "$story"

# A zone that is lost for a time comes back by itself.
control faults -fd '{"zone":{"name":"us-east-1a","lost":true,"for":"PT10M"}}' >/dev/null
control clock -fd '{"advance":"PT9M"}' >/dev/null
[[ $(zones) != *us-east-1a* ]] || failed "something runs in a lost zone: $(zones)"
equal 3 "$(aws ecs describe-services --services web --query 'services[0].runningCount')"
control clock -fd '{"advance":"PT2M"}' >/dev/null
until_idle
equal '1 us-east-1a 1 us-east-1b 1 us-east-1c' "$(zones)"
