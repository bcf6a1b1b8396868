#!/usr/bin/env bash
# The AWS CLI against Elastic Load Balancing: a load balancer before targets that come and go,
# with the CLI's waiters.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated

# AWS refuses loopback as a target, and drydock an address that is public; this one every host has.
address=127.0.0.1
port=$(own_port 25000)
PORT=$port VERSION=v1 "$SHOP_PROGRAM" &
shop=$!
undo() { kill "$shop"; }

vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
refused LoadBalancerNotFound aws elbv2 describe-load-balancers --names front
front=$(aws elbv2 create-load-balancer --name front --subnets "${subnets[@]}" \
  --tags Key=owner,Value=yard --query 'LoadBalancers[0].LoadBalancerArn' --output text)
aws elbv2 wait load-balancer-available --load-balancer-arns "$front"
equal yard "$(aws elbv2 describe-tags --resource-arns "$front" \
  --query 'TagDescriptions[0].Tags[0].Value' --output text)"

group=$(aws elbv2 create-target-group --name shops --protocol HTTP --port 80 --vpc-id "$vpc" \
  --target-type ip --health-check-path /health --query 'TargetGroups[0].TargetGroupArn' --output text)
equal 300 "$(aws elbv2 describe-target-group-attributes --target-group-arn "$group" --query \
  "Attributes[?Key=='deregistration_delay.timeout_seconds'].Value" --output text)"
aws elbv2 modify-target-group-attributes --target-group-arn "$group" \
  --attributes Key=deregistration_delay.timeout_seconds,Value=0 >/dev/null
equal 0 "$(aws elbv2 describe-tags --resource-arns "$group" \
  --query 'length(TagDescriptions[0].Tags)' --output text)"

listener_port=$(own_port 26000)
listener=$(aws elbv2 create-listener --load-balancer-arn "$front" --protocol HTTP \
  --port "$listener_port" --default-actions "Type=forward,TargetGroupArn=$group" \
  --query 'Listeners[0].ListenerArn' --output text)
refused DuplicateListener aws elbv2 create-listener --load-balancer-arn "$front" --protocol HTTP \
  --port "$listener_port" --default-actions 'Type=fixed-response,FixedResponseConfig={StatusCode=200}'

get() { curl -sS -m 10 -w ' %{http_code}' "http://127.0.0.1:$listener_port$1"; }
within 10 get /
contains "$(get /)" '503 Service Temporarily Unavailable'

# A target comes, is found healthy and is asked, with the headers that a load balancer adds.
aws elbv2 register-targets --target-group-arn "$group" --targets "Id=$address,Port=$port"
aws elbv2 wait target-in-service --target-group-arn "$group"
contains "$(get /)" 'v1 '
contains "$(get /headers)" 'X-Forwarded-For: 127.0.0.1'
contains "$(get /headers)" "X-Forwarded-Port: $listener_port"
contains "$(get /headers)" 'X-Amzn-Trace-Id: Root=1-'

# A second load balancer has the same port, and the host says which is meant.
back=$(aws elbv2 create-load-balancer --name back --subnets "${subnets[@]}" \
  --query 'LoadBalancers[0].[LoadBalancerArn, DNSName]' --output text)
read -r back back_name <<<"$back"
back_listener=$(aws elbv2 create-listener --load-balancer-arn "$back" --protocol HTTP \
  --port "$listener_port" --query 'Listeners[0].ListenerArn' --output text --default-actions \
  'Type=fixed-response,FixedResponseConfig={StatusCode=200,ContentType=text/plain,MessageBody=back}')
# shellcheck disable=SC2053  # a pattern
back_is() { [[ $(curl -sS -m 10 -H "Host: $1" "http://127.0.0.1:$2/") == $3 ]]; }
within 5 back_is "$back_name" "$listener_port" back
within 5 back_is "${back_name^^}." "$listener_port" back
within 5 back_is "${back_name^^}." "$DRYDOCK_PORT" back
contains "$(get /)" 'v1 '

# A listener that is modified moves.
other_port=$(own_port 26500)
aws elbv2 modify-listener --listener-arn "$back_listener" --port "$other_port" >/dev/null
within 5 back_is localhost "$other_port" back
within 5 back_is "$back_name" "$listener_port" 'v1 *'
aws elbv2 delete-load-balancer --load-balancer-arn "$back"

# Rules choose by path, in the order of their priorities.
rule=$(aws elbv2 create-rule --listener-arn "$listener" --priority 10 \
  --conditions Field=path-pattern,Values='/closed/*' --actions \
  'Type=fixed-response,FixedResponseConfig={StatusCode=410,ContentType=text/plain,MessageBody=gone}' \
  --query 'Rules[0].RuleArn' --output text)
# shellcheck disable=SC2053  # a pattern
closed_is() { [[ $(get /closed/now) == $1 ]]; }
within 5 closed_is 'gone 410'
refused PriorityInUse aws elbv2 create-rule --listener-arn "$listener" --priority 10 \
  --conditions Field=path-pattern,Values='/x' --actions "Type=forward,TargetGroupArn=$group"
aws elbv2 delete-rule --rule-arn "$rule"
within 5 closed_is 'v1 *'

# The target goes; a load balancer and its group can be deleted, in the right order.
aws elbv2 deregister-targets --target-group-arn "$group" --targets "Id=$address,Port=$port"
aws elbv2 wait target-deregistered --target-group-arn "$group" --targets "Id=$address,Port=$port"
refused ResourceInUse aws elbv2 delete-target-group --target-group-arn "$group"
aws elbv2 delete-load-balancer --load-balancer-arn "$front"
aws elbv2 wait load-balancers-deleted --load-balancer-arns "$front"
aws elbv2 delete-target-group --target-group-arn "$group"
