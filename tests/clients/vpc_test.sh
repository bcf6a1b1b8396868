#!/usr/bin/env bash
# What a task reaches by name on a real engine: a load balancer, and through it a service; and
# drydock's own port.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
needs_docker
start_drydock --port 0 --ephemeral --engine docker

undo() { docker image rm -f "localhost:$DRYDOCK_PORT/shop:v1" >/dev/null; }

aws ecr create-repository --repository-name shop >/dev/null
shop_image "$work/v1" v1 VERSION=v1
skopeo copy --insecure-policy --dest-tls-verify=false -q \
  --dest-creds "AWS:$(aws ecr get-login-password)" "oci:$work/v1:v1" \
  "docker://localhost:$DRYDOCK_PORT/shop:v1"

# Two load balancers have the same port, each its own: the second answers by itself.
port=$(own_port 27000)
vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
balancer() {
  aws elbv2 create-load-balancer --name "$1" --subnets "${subnets[@]}" \
    --query 'LoadBalancers[0].[LoadBalancerArn, DNSName]' --output text
}
listener() {
  aws elbv2 create-listener --load-balancer-arn "$1" --protocol HTTP --port "$port" \
    --default-actions "$2" --query 'Listeners[0].ListenerArn' --output text >/dev/null
}
read -r closed closed_name < <(balancer closed)
read -r front front_name < <(balancer front)
group=$(aws elbv2 create-target-group --name shops --protocol HTTP --port 8080 --vpc-id "$vpc" \
  --target-type ip --health-check-path /health --query 'TargetGroups[0].TargetGroupArn' --output text)
listener "$closed" 'Type=fixed-response,FixedResponseConfig={StatusCode=410,ContentType=text/plain}'
listener "$front" "Type=forward,TargetGroupArn=$group"

aws ecs create-cluster --cluster-name harbour >/dev/null
network="awsvpcConfiguration={subnets=[${subnets[0]}]}"
# register FAMILY NETWORK_MODE [COMMAND_WORD]...
register() {
  local command
  command=$(jq -cn '$ARGS.positional' --args "${@:3}")
  aws ecs register-task-definition --family "$1" --network-mode "$2" --cpu 256 --memory 512 \
    --container-definitions "[{\"name\":\"shop\",\"image\":\"localhost:$DRYDOCK_PORT/shop:v1\",
      \"command\":$command,\"portMappings\":[{\"containerPort\":8080}],\"stopTimeout\":2}]" >/dev/null
}
register shop awsvpc
aws ecs create-service --cluster harbour --service-name shop --task-definition shop \
  --desired-count 1 --launch-type FARGATE --network-configuration "$network" \
  --load-balancers "targetGroupArn=$group,containerName=shop,containerPort=8080" >/dev/null
aws ecs wait services-stable --cluster harbour --services shop

# From the host, the name chooses as well.
ask() { curl -sS -m 10 --connect-to "$1::127.0.0.1:" "http://$1:$2/${3:-}"; }
contains "$(ask "$front_name" "$port")" 'v1 '
contains "$(ask "$front_name" "$DRYDOCK_PORT")" 'v1 '
contains "$(ask "$front_name" "$DRYDOCK_PORT" headers)" "X-Forwarded-Port: $DRYDOCK_PORT"
equal 410 "$(curl -sS -m 10 -o /dev/null -w '%{http_code}' --connect-to "$closed_name::127.0.0.1:" \
  "http://$closed_name:$port/")"

# hears FAMILY NETWORK_MODE TEXT HOST PORT: a task that asks there prints such an answer.
hears() {
  local options=() task container
  register "$1" "$2" ask "$4" "$5"
  [[ $2 != awsvpc ]] || options=(--launch-type FARGATE --network-configuration "$network")
  task=$(aws ecs run-task --cluster harbour --task-definition "$1" "${options[@]}" \
    --query 'tasks[0].taskArn' --output text)
  aws ecs wait tasks-running --cluster harbour --tasks "$task"
  container=$(docker ps -q --filter "label=drydock.task=${task##*/}" \
    --filter 'label=drydock.container=shop')
  said() { docker logs "$container" 2>&1 | grep -q "$1"; }
  within 20 said "$3"
  aws ecs stop-task --cluster harbour --task "$task" >/dev/null
}
hears customer awsvpc '^v1 ' "$front_name" "$port"
hears stranger awsvpc 'FAILED HTTP/1.1 410' "$closed_name" "$port"
hears by-own-port awsvpc '^v1 ' "$front_name" "$DRYDOCK_PORT"
hears api-caller awsvpc '^<!doctype html>' drydock.localhost "$DRYDOCK_PORT"
hears bridged bridge '^v1 ' "$front_name" "$port"

aws ecs delete-service --cluster harbour --service shop --force >/dev/null
aws ecs wait services-inactive --cluster harbour --services shop
