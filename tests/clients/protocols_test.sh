#!/usr/bin/env bash
# Services that speak several protocols: a client is answered in the one that it speaks. An
# operation of CloudWatch's that has no handler comes back with the error that says so. And the
# log, which has a line for every call.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
start_drydock --port 0 --ephemeral --engine simulated --log-level info
missing='drydock does not emulate cloudwatch:ListDashboards yet.'

# The AWS CLI speaks what its release likes best: JSON the newest, query Debian 12's.
refused NotImplemented aws cloudwatch list-dashboards
equal "$missing" "$message"
refused NotImplemented aws deploy list-on-premises-instances
refused NotImplemented aws servicediscovery list-namespaces

signature='AWS4-HMAC-SHA256 Credential=123456789012/20260801/us-east-1/monitoring/aws4_request,
  SignedHeaders=host, Signature=00'
signature=${signature//$'\n'/}

# post PATH [CURL OPTION]...: the answer's header goes to $work/head, its body to $work/body.
post() {
  local path=$1
  shift
  curl -sS -o "$work/body" -D "$work/head" -H "Authorization: $signature" "$@" "$DRYDOCK_URL$path"
  tr -d '\r' <"$work/head" >"$work/header"
}

post / -H 'X-Amz-Target: GraniteServiceVersion20100801.ListDashboards' \
  -H 'Content-Type: application/x-amz-json-1.0' -d '{}'
equal "{\"__type\":\"NotImplemented\",\"message\":\"$missing\"}" "$(cat "$work/body")"
contains "$(cat "$work/header")" 'Content-Type: application/x-amz-json-1.0'
contains "$(cat "$work/header")" 'x-amzn-query-error: NotImplemented;Receiver'

post / -d 'Action=ListDashboards&Version=2010-08-01'
contains "$(cat "$work/body")" "<Code>NotImplemented</Code><Message>$missing</Message>"
contains "$(cat "$work/header")" 'Content-Type: text/xml'

printf '\xa0' >"$work/cbor"
post /service/GraniteServiceVersion20100801/operation/ListDashboards -H 'smithy-protocol: rpc-v2-cbor' \
  -H 'Content-Type: application/cbor' -H 'Accept: application/cbor' --data-binary "@$work/cbor"
printf '\xa2\x66__type\x6eNotImplemented\x67message\x78\x37%s' "$missing" >"$work/expected"
cmp "$work/expected" "$work/body"
contains "$(cat "$work/header")" 'HTTP/1.1 501'
contains "$(cat "$work/header")" 'Content-Type: application/cbor'
contains "$(cat "$work/header")" 'smithy-protocol: rpc-v2-cbor'
contains "$(cat "$work/header")" 'x-amzn-query-error: NotImplemented;Receiver'

# Too much for CBOR's client to send is refused in CBOR, before anything knows the operation.
head -c 2000000 /dev/zero >"$work/large"
post /service/GraniteServiceVersion20100801/operation/ListDashboards -H 'smithy-protocol: rpc-v2-cbor' \
  -H 'Content-Type: application/cbor' --data-binary "@$work/large"
contains "$(cat "$work/header")" 'HTTP/1.1 413'
contains "$(cat "$work/header")" 'Content-Type: application/cbor'

aws ecs create-cluster --cluster-name harbour >/dev/null
refused ClusterNotFoundException aws ecs delete-cluster --cluster nowhere
post / -H $'X-Amz-Target: x.Fly\x01\x7f' -d '{}'
calls() { grep -c " info $1\$" "$work/drydock.log" || true; }
equal 1 "$(calls '000000000000 ecs:CreateCluster 200 - [0-9.]* ms')" 'lines of one call'
equal 1 "$(calls '000000000000 ecs:DeleteCluster 400 ClusterNotFoundException [0-9.]* ms')"
equal 4 "$(calls '- cloudwatch:ListDashboards 501 NotImplemented [0-9.]* ms')"
stop_drydock

# A start that asks for nothing tells of no call.
start_drydock --port 0 --ephemeral --engine simulated
aws ecs create-cluster --cluster-name harbour >/dev/null
equal 0 "$(grep -c ecs: "$work/drydock.log" || true)" 'lines of calls'
