#!/usr/bin/env bash
# What containers may have of the host, and what several drydocks have of one engine: refusals, a
# folder that may be mounted, ports on one address, a health check that hangs, two drydocks beside
# each other, and what a killed one leaves.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
needs_docker

image=drydock-host-test-$$:v1
undo() {
  [[ -z ${other_pid:-} ]] || kill -KILL "$other_pid" 2>/dev/null || true
  docker image rm -f "$image" >/dev/null 2>&1 || true
}
mkdir "$work/context" "$work/allowed" "$work/temporary"
export TMPDIR=$work/temporary
cp "$SHOP_PROGRAM" "$root/fixtures/shop/Dockerfile" "$work/context/"
DOCKER_BUILDKIT=0 docker build -q -t "$image" "$work/context" >/dev/null 2>&1
start_drydock --port 0 --ephemeral --engine docker --allow-mount "$work/allowed"
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null

# register FAMILY CONTAINER-MEMBERS [MEMBERS]: its answer; members start with a comma.
register() {
  call ecs RegisterTaskDefinition "{\"family\":\"$1\",\"containerDefinitions\":[{\"name\":\"app\",
    \"image\":\"$image\",\"memory\":64$2}]${3:-}}"
}
run() { call ecs RunTask "{\"taskDefinition\":\"$1\"${2:-}}" | jq -re '.tasks[0].taskArn'; }
task_is() { call ecs DescribeTasks "{\"tasks\":[\"$1\"]}" | jq -e ".tasks[0] | $2"; }
container_of() { docker ps -aq --no-trunc --filter "label=drydock.task=${1##*/}" \
  --filter label=drydock.container=app; }
of_instance() { docker "$1" ls -q --filter "label=drydock.instance=$2"; }
instance_in() { cut -d' ' -f1 "$1"/drydock-*/instance; }

# What reaches the host is refused, and the sentence names the option.
contains "$(register no ',"privileged":true')" --allow-privileged
contains "$(register no '' ',"networkMode":"host"')" --allow-privileged
volume() { printf ',"volumes":[{"name":"data","host":{"sourcePath":"%s"}},{"name":"scratch"}]' "$1"; }
contains "$(register no '' "$(volume /etc)")" '--allow-mount /etc'
ln -s /etc "$work/allowed/out"
contains "$(register no '' "$(volume "$work/allowed/out")")" 'leads to /etc'

# What may be mounted is, by its real path; the task's volume goes with it.
ln -s "$work/allowed" "$work/link"
register mounts ',"mountPoints":[{"sourceVolume":"data","containerPath":"/data","readOnly":true},
  {"sourceVolume":"scratch","containerPath":"/scratch"}],
  "portMappings":[{"containerPort":8080}]' "$(volume "$work/link/made")" >/dev/null
task=$(run mounts)
within 60 task_is "$task" '.lastStatus == "RUNNING"'
mounts=$(docker inspect "$(container_of "$task")" --format '{{json .Mounts}}')
equal "$(realpath "$work/allowed")/made false" \
  "$(jq -r '.[] | select(.Destination == "/data") | "\(.Source) \(.RW)"' <<<"$mounts")"
volume=ecs-${task##*/}-scratch
equal "$volume" "$(jq -r '.[] | select(.Destination == "/scratch").Name' <<<"$mounts")"
equal "$(instance_in "$TMPDIR")" \
  "$(docker volume inspect "$volume" --format '{{index .Labels "drydock.instance"}}')"
equal 127.0.0.1 "$(docker inspect "$(container_of "$task")" \
  --format '{{(index .NetworkSettings.Ports "8080/tcp" 0).HostIp}}')" 'where the port is published'
call ecs StopTask "{\"task\":\"$task\"}" >/dev/null
within 60 task_is "$task" '.lastStatus == "STOPPED"'
equal '' "$(docker volume ls -q --filter "name=$volume")" 'what is left of the volume'

# Somebody else's volume is not mounted, and stays.
foreign=drydock-host-test-$$
docker volume create "$foreign" >/dev/null
register foreign ',"mountPoints":[{"sourceVolume":"'$foreign'","containerPath":"/data"}]' \
  ',"volumes":[{"name":"'$foreign'","dockerVolumeConfiguration":{"scope":"shared"}}]' >/dev/null
task=$(run foreign)
within 60 task_is "$task" '.lastStatus == "STOPPED"'
contains "$(task_is "$task" '.containers[0].reason')" 'this drydock did not make it'
docker volume rm "$foreign" >/dev/null

# A health check that hangs is killed in the container, which has no shell, and counts as failed.
register hangs ',"healthCheck":{"command":["CMD","/shop","ask","127.0.0.1","9","--pause","1000"],
  "interval":5,"timeout":2,"retries":2}' >/dev/null
task=$(run hangs)
within 180 task_is "$task" '.healthStatus == "UNHEALTHY"'
processes() { docker top "$(container_of "$task")" -o pid | tail -n +2 | wc -l; }
[[ $(processes) -le 2 ]] || failed "health checks pile up: $(processes) processes"
call ecs StopTask "{\"task\":\"$task\"}" >/dev/null

# Two drydocks on one engine, each with an awsvpc task in the one network.
register vpc '' ',"networkMode":"awsvpc"' >/dev/null
subnet=$(aws ec2 describe-subnets --query 'Subnets[0].SubnetId' --output text)
network=",\"networkConfiguration\":{\"awsvpcConfiguration\":{\"subnets\":[\"$subnet\"]}}"
first=$(instance_in "$TMPDIR")
task=$(run vpc "$network")
within 60 task_is "$task" '.lastStatus == "RUNNING"'
first_url=$DRYDOCK_URL first_pid=$DRYDOCK_PID

mkdir "$work/other"
TMPDIR=$work/other start_drydock --port 0 --ephemeral --engine docker
other_pid=$DRYDOCK_PID other=$(instance_in "$work/other")
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
register vpc '' ',"networkMode":"awsvpc"' >/dev/null
other_task=$(run vpc "$network")
within 60 task_is "$other_task" '.lastStatus == "RUNNING"'
equal 2 "$(of_instance container "$first" | wc -l)" "the first drydock's containers"
equal 2 "$(of_instance container "$other" | wc -l)" "the other drydock's containers"

# The one that goes takes its own things with it, and no more.
stop_drydock
other_pid=
equal '' "$(of_instance container "$other")$(of_instance image "$other")" 'what it left'
DRYDOCK_URL=$first_url DRYDOCK_PID=$first_pid
task_is "$task" '.lastStatus == "RUNNING"' >/dev/null
equal 2 "$(of_instance container "$first" | wc -l)" "the first drydock's containers"

# A killed one is swept by the next.
kill -KILL "$DRYDOCK_PID"
wait "$DRYDOCK_PID" 2>/dev/null || true
start_drydock --port 0 --ephemeral --engine docker
equal '' "$(of_instance container "$first")$(of_instance image "$first")" 'what the killed one left'
equal 1 "$(find "$TMPDIR" -maxdepth 1 -name 'drydock-*' | wc -l)" 'temporary folders'

# A data folder is one drydock's at a time.
stop_drydock
start_drydock --port 0 --data "$work/data" --engine docker
if "$DRYDOCK_PROGRAM" --port 0 --data "$work/data" >"$work/said" 2>&1; then
  failed 'two drydocks use one folder'
fi
contains "$(<"$work/said")" "Another drydock uses the data folder $work/data"
stop_drydock
