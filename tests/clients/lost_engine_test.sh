#!/usr/bin/env bash
# The Docker engine is killed in the middle of a rollout. drydock says so, goes on answering, and
# finishes the rollout once the engine is back. Then the engine freezes: it takes connections and
# answers nothing. drydock notices within ten seconds, and ends when it is told to. The engine is this test's own, in a network
# namespace of its own, so that nobody else's is touched.
if [[ -z ${IN_NAMESPACE:-} && $(id -u) == 0 ]]; then
  IN_NAMESPACE=yes exec unshare --net -- "$0" "$@"
fi
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
[[ $(id -u) == 0 ]] || skip 'only root can start a Docker engine for this test'
command -v dockerd >/dev/null || skip 'no dockerd is installed'

export DOCKER_HOST=unix://$work/docker.sock
engine_pid=
containerd_pid=
undo() {
  [[ -n $engine_pid ]] || return 0
  stop_drydock || true
  docker ps -aq | xargs -r docker rm -f >/dev/null
  end_process "$engine_pid"
  end_process "$containerd_pid"
  ! mountpoint -q "$work/engine" || umount "$work/engine"
}

end_process() {
  [[ -z $1 ]] || { kill "$1" && wait "$1"; } 2>/dev/null || true
}

# Beside dockerd and not below it, as a machine has it: so containers outlive a dockerd.
start_containerd() {
  printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' >"$work/containerd.toml"
  containerd --config "$work/containerd.toml" --address "$work/containerd.sock" \
    --root "$work/containerd" --state "$work/containerd-state" >"$work/containerd.log" 2>&1 &
  containerd_pid=$!
}

start_engine() {
  dockerd --data-root "$work/engine" --exec-root "$work/exec" --pidfile "$work/engine.pid" \
    --containerd "$work/containerd.sock" -H "$DOCKER_HOST" \
    --bridge=none --iptables=false --ip6tables=false >>"$work/dockerd.log" 2>&1 &
  engine_pid=$!
  within 60 curl -fsS -m 2 --unix-socket "$work/docker.sock" http://docker/_ping
}

kill_engine() {
  kill -KILL "$engine_pid"
  wait "$engine_pid" 2>/dev/null || true
  rm -f "$work/engine.pid" "$work/docker.sock"
}

ip link set lo up
start_containerd
start_engine
start_drydock --port 0 --ephemeral --engine docker

aws ecr create-repository --repository-name shop >/dev/null
for version in v1 v2; do
  shop_image "$work/$version" $version VERSION=$version
  skopeo copy --insecure-policy -q --dest-tls-verify=false \
    --dest-creds "AWS:$(aws ecr get-login-password)" \
    "oci:$work/$version:$version" "docker://localhost:$DRYDOCK_PORT/shop:$version"
  call ecs RegisterTaskDefinition "{\"family\":\"shop\",\"networkMode\":\"awsvpc\",\"cpu\":\"256\",
    \"memory\":\"512\",\"requiresCompatibilities\":[\"FARGATE\"],\"containerDefinitions\":[{
    \"name\":\"shop\",\"image\":\"localhost:$DRYDOCK_PORT/shop:$version\",
    \"portMappings\":[{\"containerPort\":8080}]}]}" >/dev/null
done
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
subnet=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)
call ecs CreateService "{\"serviceName\":\"shop\",\"taskDefinition\":\"shop:1\",\"desiredCount\":2,
  \"launchType\":\"FARGATE\",\"networkConfiguration\":{\"awsvpcConfiguration\":{
  \"subnets\":[\"$subnet\"]}}}" >/dev/null

service_is() { call ecs DescribeServices '{"services":["shop"]}' | jq -e ".services[0] | $1"; }
settled='(.deployments | length) == 1 and .runningCount == 2 and .pendingCount == 0 and
  .deployments[0].rolloutState == "COMPLETED"'
within 60 service_is "$settled"

call ecs UpdateService '{"service":"shop","taskDefinition":"shop:2"}' >/dev/null
within 30 service_is '[.deployments[] | select(.status == "PRIMARY") | .runningCount + .pendingCount] == [2]'
kill_engine

within 30 grep -qi 'engine' <(tail -n 20 "$work/drydock.log")
within 30 service_is '.events | any(.message | test("engine"))'
equal 1 "$(aws ecs list-clusters --query 'length(clusterArns)' --output text)"

start_engine
within 120 service_is "$settled and (.taskDefinition | endswith(\":2\"))"

# Frozen.
kill -STOP "$engine_pid"
health_is() { curl -fsS -m 5 "$DRYDOCK_URL/_drydock/health" | jq -e "$1"; }
frozen_at=$SECONDS
within 12 health_is '.engineReachable == false'
[[ $((SECONDS - frozen_at)) -le 10 ]] || failed "noticed after $((SECONDS - frozen_at)) s only"
within 10 service_is '.events[0].message | test("engine does not answer")'
kill -CONT "$engine_pid"
within 30 health_is '.engineReachable == true'
within 30 service_is '.runningCount == 2'

# Frozen just now, so that drydock does not know it yet.
kill -STOP "$engine_pid"
told_at=$SECONDS
stop_drydock
[[ $((SECONDS - told_at)) -le 10 ]] || failed "it took $((SECONDS - told_at)) s to end"
contains "$(<"$work/drydock.log")" 'leaves things in the engine'
kill -CONT "$engine_pid"
start_drydock --port 0 --ephemeral --engine docker
equal '' "$(docker ps -aq)" 'what the next start left of it'
