#!/usr/bin/env bash
# Prints what drydock costs, beside what it was built to cost and, for the proxy and the rollout,
# beside its peers in the same run.
#   tests/bench/bench.sh [--smoke] [PART]...
# Parts: start memory calls durable hostile registry proxy simulated_rollout docker_rollout
# balanced_rollout scale, all of them where none is named; and build, what a developer waits for.
# --smoke takes one short reading of each, to prove that the bench works.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
work=$(mktemp -d /tmp/drydock-bench.XXXXXX)
source fixtures/drydock.sh
# What is measured is drydock's part of a rollout, not AWS's wait for tasks that nothing checks.
export DRYDOCK_PROOF_TIME=1
source fixtures/engine.sh

export LC_ALL=C # numbers have a point
runs=5 seconds=5 parts=()
for argument in "$@"; do
  case $argument in
    --smoke) runs=1 seconds=1 ;;
    start | memory | calls | durable | hostile | registry | proxy | simulated_rollout | docker_rollout | balanced_rollout | scale | build)
      parts+=("$argument") ;;
    *) printf 'bench: there is no %s to measure\n' "$argument" >&2 && exit 2 ;;
  esac
done
[[ ${#parts[@]} != 0 ]] || parts=(start memory calls durable hostile registry proxy simulated_rollout docker_rollout balanced_rollout scale)

peers=()
end() {
  local status=$?
  stop_drydock || true
  [[ ${#peers[@]} == 0 ]] || kill "${peers[@]}" 2>/dev/null || true
  remove_bench_containers
  [[ $status != 0 ]] || rm -rf "$work"
}
trap end EXIT

# --- numbers -----------------------------------------------------------------------------------

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
now_ms() { awk -v t="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", t * 1000 }'; }
difference() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", b - a }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f\n", a / b }'; }

# report WHAT VALUE UNIT most|least TARGET: one line, with the target and whether it holds.
report() {
  awk -v what="$1" -v value="$2" -v unit="$3" -v bound="$4" -v target="$5" 'BEGIN {
    holds = bound == "most" ? value <= target : value >= target
    printf "%-52s %10.4g %-10s at %-5s %6g: %s\n", what, value, unit, bound, target,
           holds ? "holds" : "DOES NOT HOLD" }'
}

note() { printf '%-52s %10.4g %s\n' "$1" "$2" "$3"; }

# --- drydock by itself -------------------------------------------------------------------------

# time_to_first_answer OPTION...: milliseconds from fork to it, this shell's own part included.
time_to_first_answer() {
  local from to line
  from=$EPOCHREALTIME
  exec 8< <(exec "$DRYDOCK_PROGRAM" --port 0 "$@" 2>"$work/drydock.log")
  DRYDOCK_PID=$!
  read -r line <&8
  line=${line#*localhost:}
  exec 9<>"/dev/tcp/127.0.0.1/${line%% *}"
  printf 'GET /_drydock/health HTTP/1.1\r\nHost: localhost\r\n\r\n' >&9
  read -r line <&9
  to=$EPOCHREALTIME
  [[ $line == 'HTTP/1.1 200'* ]]
  awk -v a="$from" -v b="$to" 'BEGIN { printf "%.3f\n", (b - a) * 1000 }'
  exec 8>&- 9>&-
}

bench_start() {
  local i
  for ((i = 0; i < 2 * runs + 1; ++i)); do
    # Not in a subshell: this shell has to end what it started.
    time_to_first_answer --ephemeral >>"$work/start"
    stop_drydock || true
  done
  report 'start: exec to first answer, median' "$(median <"$work/start")" ms most 15
}

bench_memory() {
  start_drydock --port 0 --ephemeral
  call ecs ListClusters '{}' >/dev/null
  sleep 1
  local rollup=/proc/$DRYDOCK_PID/smaps_rollup
  report 'idle: resident' "$(awk '/^Rss:/ { print $2 / 1024 }' "$rollup")" MiB most 18
  report 'idle: anonymous' "$(awk '/^Anonymous:/ { print $2 / 1024 }' "$rollup")" MiB most 8
  stop_drydock || true
}

# --- API calls ---------------------------------------------------------------------------------

# load URL [WRK ARGUMENT]... [-- SCRIPT ARGUMENT]...: one run of wrk with one thread; prints
# "requests-a-second p99-in-ms". An answer that is an error fails the bench.
load() {
  local output
  output=$(wrk -t1 -d"${seconds}s" --latency "$@")
  if grep -q 'Non-2xx\|Socket errors' <<<"$output"; then
    printf '%s\n' "$output" >&2
    return 1
  fi
  awk '/^Requests\/sec/ { rate = $2 }
    $1 == "99%" { p99 = $2 + 0; if ($2 ~ /us$/) p99 /= 1000; else if ($2 !~ /ms$/) p99 *= 1000 }
    END { print rate, p99 }' <<<"$output"
}

readonly bench_definition='{"family":"bench","containerDefinitions":[{"name":"app","image":"app:1","memory":64}]}'

# start_bench_service OPTION...: a drydock with the service that calls are about.
start_bench_service() {
  start_drydock --port 0 --engine simulated --log-level warn "$@"
  call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
  call ecs RegisterTaskDefinition "$bench_definition" >/dev/null
  call ecs CreateService '{"serviceName":"bench","taskDefinition":"bench","desiredCount":0}' >/dev/null
}

# bench_call ACTION BODY TARGET
bench_call() {
  local i
  : >"$work/calls"
  for ((i = 0; i < runs; ++i)); do
    load -c16 -s tests/bench/call.lua "$DRYDOCK_URL" -- \
      "AmazonEC2ContainerServiceV20141113.$1" "$(authorization ecs)" "$2" >>"$work/calls"
  done
  report "$1: calls a second" "$(cut -d' ' -f1 "$work/calls" | median)" 1/s least "$3"
  report "$1: p99" "$(cut -d' ' -f2 "$work/calls" | median)" ms most 3
}

bench_calls() {
  start_bench_service --ephemeral
  bench_call ListClusters '{}' 50000
  bench_call DescribeServices '{"services":["bench"]}' 40000
  bench_call RegisterTaskDefinition "$bench_definition" 25000
  stop_drydock || true
}

# --- what is kept ------------------------------------------------------------------------------

# interleaved ACTION BODY: the call's medians with a journal and without, as their ratio.
interleaved() {
  local i name
  for ((i = 0; i < runs; ++i)); do
    for name in kept ephemeral; do
      load -c16 -s tests/bench/call.lua "${urls[$name]}" -- \
        "AmazonEC2ContainerServiceV20141113.$1" "$(authorization ecs)" "$2" |
        cut -d' ' -f1 >>"$work/$1.$name"
    done
  done
  ratio "$(median <"$work/$1.kept")" "$(median <"$work/$1.ephemeral")"
}

# Calls a second beside those of a drydock that keeps nothing, and what one client waits for a commit.
bench_commits() {
  local -A urls
  local latency
  start_bench_service --ephemeral
  urls[ephemeral]=$DRYDOCK_URL
  peers+=("$DRYDOCK_PID")
  start_bench_service --data "$work/commits"
  urls[kept]=$DRYDOCK_URL
  report 'durable: reads beside --ephemeral' \
    "$(interleaved DescribeServices '{"services":["bench"]}')" x least 0.95
  latency=$(wrk -t1 -c1 -d"${seconds}s" --latency -s tests/bench/call.lua "$DRYDOCK_URL" -- \
    AmazonEC2ContainerServiceV20141113.UpdateService "$(authorization ecs)" '{"service":"bench"}' |
    awk '$1 == "50%" || $1 == "99%" { printf "%s ", $2 ~ /us$/ ? $2 + 0 : ($2 + 0) * 1000 }')
  note 'durable: one client, commit latency, p50' "${latency%% *}" us
  note 'durable: one client, commit latency, p99' "$(cut -d' ' -f2 <<<"$latency")" us
  report 'durable: writes beside --ephemeral' \
    "$(interleaved RegisterTaskDefinition "$bench_definition")" x least 0.6
  stop_drydock || true
  kill "${peers[@]}"
  wait "${peers[@]}" || true
  peers=()
  rm -rf "$work/commits"
}

# repeat COUNT ACTION BODY
repeat() {
  python3 tests/bench/repeat.py "$DRYDOCK_PORT" "$1" \
    "AmazonEC2ContainerServiceV20141113.$2" "$(authorization ecs)" "$3"
}

# start_on WHAT FOLDER TARGET: the median start-up; `anew` has the folder made by each start.
start_on() {
  local i
  : >"$work/start"
  for ((i = 0; i < 2 * runs + 1; ++i)); do
    [[ $2 != */anew ]] || rm -rf "$2"
    time_to_first_answer --data "$2" --engine simulated >>"$work/start"
    stop_drydock || true
  done
  report "durable: exec to first answer, $1" "$(median <"$work/start")" ms most "$3"
}

bench_folder() {
  local records=10000 changes=100000
  [[ $runs -gt 1 ]] || { records=1000 changes=5000; }
  start_on 'new folder' "$work/anew" 15
  start_bench_service --data "$work/folder"
  repeat "$records" RegisterTaskDefinition "$bench_definition"
  repeat $((changes - 2 * records)) UpdateService '{"service":"bench"}'
  report "durable: folder after $changes changes, beside the state" "$(ratio \
    "$(folder_bytes "$work/folder")" "$(curl -sS "$DRYDOCK_URL/_drydock/state" | wc -c)")" x most 3
  stop_drydock || true
  start_on "$records records" "$work/folder" 200
  start_drydock --port 0 --engine simulated --log-level warn --data "$work/folder"
  bench_holds "$records"
  stop_drydock || true
  rm -rf "$work/folder" "$work/anew"
}

# control METHOD PAGE: a call to a page of drydock's own.
control() { curl -sS --fail -X "$1" -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/$2"; }

# How long those who tell all records, or take them away, keep others waiting.
bench_holds() {
  control POST holds >/dev/null
  control GET state >/dev/null
  control POST reset >/dev/null
  report "durable: state and reset of $1 records: longest hold" \
    "$(control GET holds | jq .longestMilliseconds)" ms most 20
}

folder_bytes() { du -sb "$1" | cut -f1; }
resident_kib() { awk '/^VmRSS:/ { print $2 }' "/proc/$DRYDOCK_PID/status"; }

# A service whose task crashes again and again, for a day in which a second is a millisecond.
bench_day() {
  local day=86 fifth=17 memory folder
  [[ $runs -gt 1 ]] || day=5 fifth=1
  printf 'images:\n  - image: app\n    exit_after: 10s\n    exit_code: 3\n' >"$work/crash.yaml"
  start_bench_service --data "$work/day" --speed 1000 --scenario "$work/crash.yaml"
  call ecs UpdateService '{"service":"bench","desiredCount":1}' >/dev/null
  sleep "$fifth"
  memory=$(resident_kib) folder=$(folder_bytes "$work/day")
  sleep $((day - fifth))
  note 'durable: a day of a crashing task: resident' "$(ratio "$(resident_kib)" 1024)" MiB
  report 'durable: a day of it beside a fifth: resident' \
    "$(ratio "$(resident_kib)" "$memory")" x most 1.1
  note 'durable: a day of a crashing task: folder' "$(ratio "$(folder_bytes "$work/day")" 1048576)" MiB
  report 'durable: a day of it beside a fifth: folder' \
    "$(ratio "$(folder_bytes "$work/day")" "$folder")" x most 1.1
  stop_drydock || true
}

bench_durable() {
  bench_commits
  bench_folder
  bench_day
}

# --- the registry beside Debian's docker-registry ------------------------------------------------

# request METHOD PATH [CURL ARGUMENT]...: to the registry in hand, which is `base` with `login`.
request() {
  local method=$1 path=$2
  shift 2
  curl -sS --fail-with-body -m 600 -X "$method" ${login:+-H "Authorization: $login"} "$@" "$base$path"
}

# begin_upload: where a new upload is to be sent, as a path with a query to go on with.
begin_upload() {
  local place
  place=$(request POST /v2/bench/blobs/uploads/ -o /dev/null -D - |
    awk 'tolower($1) == "location:" { print $2 }' | tr -d '\r')
  place=${place#"$base"}
  [[ $place == *\?* ]] && printf '%s&' "$place" || printf '%s?' "$place"
}

# push_large, pull_large: MiB a second of one transfer of the large blob.
push_large() {
  local place took
  place=$(begin_upload)
  took=$(request PUT "${place}digest=$large_digest" -T "$work/large" -o /dev/null \
    -H 'Content-Type: application/octet-stream' -H 'Expect:' -w '%{time_total}')
  ratio "$large_mib" "$took"
}
pull_large() {
  local took
  took=$(request GET "/v2/bench/blobs/$large_digest" -o /dev/null -w '%{time_total}')
  ratio "$large_mib" "$took"
}

# Small blobs pushed a second by one client.
push_small() {
  wrk -t1 -c1 -d"${seconds}s" -s tests/bench/small_blobs.lua "$base" -- \
    bench "$login" "$work/small" | awk '/^Requests\/sec/ { print $2 / 2 }
      /Non-2xx/ { exit 1 }'
}

# The blobs, their digests, and the two registries; sets their addresses and pids.
start_registries() {
  large_mib=512
  [[ $runs -gt 1 ]] || large_mib=32
  head -c "${large_mib}M" /dev/urandom >"$work/large"
  large_digest=sha256:$(sha256sum <"$work/large" | cut -d' ' -f1)
  mkdir -p "$work/small" "$work/registry"
  (cd "$work/small" && head -c 8M /dev/urandom | split -b 4096 -a 4 && sha256sum x* >digests)
  peer_port=$(free_port 25000)
  sed -e "s|@work@|$work|; s|@port@|$peer_port|" tests/bench/registry.yml >"$work/registry.yml"
  docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
  peers+=($!)
  start_drydock --port 0 --ephemeral --engine simulated --log-level warn
  call ecr CreateRepository '{"repositoryName":"bench"}' >/dev/null
  local tries
  for ((tries = 0; tries < 100; ++tries)); do
    curl -s -o /dev/null "http://127.0.0.1:$peer_port/v2/" && break
    sleep 0.05
  done
}

# use NAME: the registry that the next transfers go to.
use() {
  if [[ $1 == drydock ]]; then
    base=$DRYDOCK_URL pid=$DRYDOCK_PID
    login="Basic $(call ecr GetAuthorizationToken '{}' | jq -r '.authorizationData[0].authorizationToken')"
  else
    base=http://127.0.0.1:$peer_port pid=${peers[-1]} login=
  fi
}

# bench_transfer WHAT UNIT FUNCTION TARGET: medians of both, their ratio, and CPU beside CPU.
bench_transfer() {
  local i name cpu
  local -A rate used=([drydock]=0 [docker-registry]=0)
  for ((i = 0; i < runs; ++i)); do
    for name in drydock docker-registry; do
      use "$name"
      cpu=$(cpu_seconds "$pid")
      "$3" >>"$work/$3.$name"
      used[$name]=$(awk -v sum="${used[$name]}" -v a="$cpu" -v b="$(cpu_seconds "$pid")" \
        'BEGIN { print sum + b - a }')
    done
  done
  for name in drydock docker-registry; do
    rate[$name]=$(median <"$work/$3.$name")
    note "registry: $1, $name" "${rate[$name]}" "$2"
  done
  report "registry: $1, beside docker-registry" \
    "$(ratio "${rate[drydock]}" "${rate[docker-registry]}")" x least "$4"
  [[ $3 != *_large ]] || report "registry: $1, CPU beside docker-registry's" \
    "$(ratio "${used[drydock]}" "${used[docker-registry]}")" x most 1
}

# The most that drydock has had resident, in MiB.
peak_mib() { awk '/^VmHWM:/ { print $2 / 1024 }' "/proc/$DRYDOCK_PID/status"; }

# One UploadLayerPart of ECR's largest size.
bench_layer_part() {
  start_drydock --port 0 --ephemeral --engine simulated --log-level warn
  call ecr CreateRepository '{"repositoryName":"bench"}' >/dev/null
  local id before size=$((20 * 1024 * 1024))
  id=$(call ecr InitiateLayerUpload '{"repositoryName":"bench"}' | jq -r .uploadId)
  {
    printf '{"repositoryName":"bench","uploadId":"%s","partFirstByte":0,"partLastByte":%d,' \
      "$id" $((size - 1))
    printf '"layerPartBlob":"' && head -c "$size" /dev/urandom | base64 -w0 && printf '"}'
  } >"$work/part.json"
  before=$(peak_mib)
  call ecr UploadLayerPart "@$work/part.json" | grep -q lastByteReceived
  report 'UploadLayerPart of 20 MiB: resident growth' \
    "$(difference "$before" "$(peak_mib)")" MiB most 64
  stop_drydock || true
}

bench_registry() {
  start_registries
  bench_transfer "push of $large_mib MiB" MiB/s push_large 1.5
  bench_transfer "pull of $large_mib MiB" MiB/s pull_large 1.2
  report 'registry: resident at most, large blobs' "$(peak_mib)" MiB most 64
  bench_transfer 'push of 4 KiB blobs, 1 client' blobs/s push_small 5
  stop_drydock || true
  kill "${peers[@]}"
  peers=()
  bench_layer_part
}

# --- hostile clients ---------------------------------------------------------------------------

# What the worst that a client can do costs everybody else.
bench_hostile() {
  start_drydock --port 0 --ephemeral --engine simulated --log-level warn
  python3 tests/hostile/hostile.py "$DRYDOCK_PORT" "$DRYDOCK_PID" >"$work/hostile"
  report 'hostile: longest hold of the control thread' "$(jq .longestHoldMs "$work/hostile")" ms most 20
  note "  by: $(jq -r .longestHold "$work/hostile")" "$(jq .longestHoldMs "$work/hostile")" ms
  report 'hostile: 1,000 connections at once' "$(jq .crowdMiB "$work/hostile")" MiB most 256
  report 'hostile: resident at most' "$(jq .mostMiB "$work/hostile")" MiB most 300
  stop_drydock || true
}

# --- the proxy beside its peers ----------------------------------------------------------------

# Two keep-alive backends, each an nginx of one worker; and nginx and haproxy before them.
start_peers() {
  backend_address=127.0.0.1
  backend_1=$(free_port 21000) backend_2=$(free_port $((backend_1 + 1)))
  nginx_port=$(free_port 22000) haproxy_port=$(free_port 23000)
  local name
  for name in backend-1 backend-2 nginx; do
    mkdir -p "$work/$name"
    sed -e "s|@work@|$work/$name|g; s|@port@|${nginx_port}|; s|@address@|$backend_address|g" \
      -e "s|@backend_1@|$backend_1|g; s|@backend_2@|$backend_2|g" \
      "tests/bench/${name%-*}.conf" >"$work/$name.conf"
  done
  sed -i "s|@backend@|$backend_1|" "$work/backend-1.conf"
  sed -i "s|@backend@|$backend_2|" "$work/backend-2.conf"
  sed -e "s|@port@|$haproxy_port|; s|@address@|$backend_address|g" \
    -e "s|@backend_1@|$backend_1|; s|@backend_2@|$backend_2|" \
    tests/bench/haproxy.cfg >"$work/haproxy.cfg"
  for name in backend-1 backend-2 nginx; do
    /usr/sbin/nginx -c "$work/$name.conf" -e "$work/$name/error.log" &
    peers+=($!)
  done
  /usr/sbin/haproxy -db -q -f "$work/haproxy.cfg" &
  peers+=($!)
}

# A load balancer with AWS's defaults; sets listener_port, target_group and subnets.
create_load_balancer() {
  listener_port=$(free_port 24000)
  local vpc load_balancer
  vpc=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
  read -ra subnets < <(aws ec2 describe-subnets --query 'Subnets[].SubnetId' --output text)
  load_balancer=$(aws elbv2 create-load-balancer --name bench --subnets "${subnets[@]}" \
    --query 'LoadBalancers[0].LoadBalancerArn' --output text)
  target_group=$(aws elbv2 create-target-group --name bench --protocol HTTP --port 80 \
    --vpc-id "$vpc" --target-type ip --query 'TargetGroups[0].TargetGroupArn' --output text)
  aws elbv2 create-listener --load-balancer-arn "$load_balancer" --protocol HTTP \
    --port "$listener_port" --default-actions "Type=forward,TargetGroupArn=$target_group" >/dev/null
}

# A load balancer of drydock's before the two backends.
start_balancer() {
  start_drydock --port 0 --ephemeral --engine simulated --io-threads 1 --log-level warn
  create_load_balancer
  aws elbv2 register-targets --target-group-arn "$target_group" --targets \
    "Id=$backend_address,Port=$backend_1" \
    "Id=$backend_address,Port=$backend_2"
  aws elbv2 wait target-in-service --target-group-arn "$target_group"
}

bench_proxy() {
  start_peers
  start_balancer
  local i name
  local -A ports=([drydock]=$listener_port [nginx]=$nginx_port [haproxy]=$haproxy_port)
  for ((i = 0; i < runs; ++i)); do
    for name in drydock nginx haproxy; do
      load -c32 "http://127.0.0.1:${ports[$name]}/" | cut -d' ' -f1 >>"$work/proxy.$name"
    done
  done
  local -A rate
  for name in drydock nginx haproxy; do rate[$name]=$(median <"$work/proxy.$name"); done
  for name in drydock nginx haproxy; do note "proxy: $name" "${rate[$name]}" 'requests/s'; done
  report 'proxy: drydock beside nginx, 1 worker' "$(ratio "${rate[drydock]}" "${rate[nginx]}")" x least 1
  report 'proxy: drydock beside haproxy, 1 thread' "$(ratio "${rate[drydock]}" "${rate[haproxy]}")" x least 1
  stop_drydock || true
  kill "${peers[@]}"
  peers=()
}

# --- rollouts ----------------------------------------------------------------------------------

# cpu_seconds [PID]: what drydock has used, or another process.
cpu_seconds() {
  awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' "/proc/${1:-$DRYDOCK_PID}/stat"
}

service_is() {
  call ecs DescribeServices '{"services":["bench"]}' | jq -e "$1" >/dev/null
}

until_service_is() {
  local deadline=$((SECONDS + 180))
  until service_is "$1"; do
    [[ $SECONDS -lt $deadline ]] || { printf 'bench: the service never was: %s\n' "$1" >&2; return 1; }
    sleep 0.05
  done
}

readonly settled='.services[0] | (.deployments | length) == 1 and
  .deployments[0].rolloutState == "COMPLETED" and .runningCount == .desiredCount'

# roll_out COUNT DEFINITION [MEMBERS]: a service of COUNT tasks with more members, rolled once. Sets
# rollout_ms, rollout_cpu.
roll_out() {
  local count=$1 definition=$2 members=${3:-} from cpu
  call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
  call ecs RegisterTaskDefinition "$definition" >/dev/null
  call ecs RegisterTaskDefinition "$definition" >/dev/null
  call ecs CreateService "{\"serviceName\":\"bench\",\"taskDefinition\":\"bench:1\",
    \"desiredCount\":$count$members}" >/dev/null
  until_service_is "$settled"
  from=$(now_ms) cpu=$(cpu_seconds)
  call ecs UpdateService '{"service":"bench","taskDefinition":"bench:2"}' >/dev/null
  until_service_is "$settled"
  rollout_ms=$(difference "$from" "$(now_ms)")
  rollout_cpu=$(awk -v a="$cpu" -v b="$(cpu_seconds)" 'BEGIN { print b - a }')
}

bench_simulated_rollout() {
  local count=1000
  [[ $runs -gt 1 ]] || count=50
  start_drydock --port 0 --ephemeral --engine simulated --log-level warn
  roll_out "$count" '{"family":"bench","containerDefinitions":
    [{"name":"app","image":"app:1","memory":64}]}'
  note "rollout of $count simulated tasks" "$(awk -v t="$rollout_ms" 'BEGIN { print t / 1000 }')" s
  report "rollout of $count simulated tasks: CPU" "$rollout_cpu" s most 2
  stop_drydock || true
}

remove_bench_containers() {
  if ! command -v docker >/dev/null; then return; fi
  docker ps -aq --filter label=drydock.bench="$$" 2>/dev/null | xargs -r docker rm -f >/dev/null
}

# The engine's own work for one task that comes and one that goes, by its bare API.
engine_turns_over_a_task() {
  local id
  id=$(engine_api POST /v1.41/containers/create -H 'Content-Type: application/json' \
    -d "{\"Image\":\"$1\",\"Labels\":{\"drydock.bench\":\"$$\"}}" | jq -r .Id)
  engine_api POST "/v1.41/containers/$id/start"
  engine_api POST "/v1.41/containers/$id/stop?t=10"
  engine_api DELETE "/v1.41/containers/$id"
}

# has_engine WHAT: whether an engine answers; says that WHAT is not measured where none does.
has_engine() {
  engine_answers || { printf '%s: not measured, no engine answers\n' "$1"; return 1; }
}

start_on_docker() {
  start_drydock --port 0 --ephemeral --engine docker --log-level warn
  aws ecr create-repository --repository-name bench >/dev/null
}

# roll_out_on_docker IMAGE NETWORK [MEMBERS]: 2 tasks of the shop; ends drydock.
roll_out_on_docker() {
  "$DRYDOCK_PROGRAM" import "$1" bench:1 --port "$DRYDOCK_PORT" >/dev/null
  roll_out 2 "{\"family\":\"bench\",\"networkMode\":\"$2\",\"containerDefinitions\":[{
    \"name\":\"app\",\"memory\":64,\"portMappings\":[{\"containerPort\":8080}],
    \"image\":\"localhost:$DRYDOCK_PORT/bench:1\"}]}" "${3:-}"
  call ecs DeleteService '{"service":"bench","force":true}' >/dev/null
  until_service_is '.services[0].status == "INACTIVE"'
  stop_drydock || true
  docker image rm -f "$1" "localhost:$DRYDOCK_PORT/bench:1" >/dev/null
}

bench_docker_rollout() {
  local what='rollout of 2 tasks on Docker' image=drydock-bench:$$ from engine_ms
  has_engine "$what" || return 0
  docker_image "$image"
  from=$(now_ms)
  engine_turns_over_a_task "$image" & engine_turns_over_a_task "$image" &
  wait %% && wait
  engine_ms=$(difference "$from" "$(now_ms)")
  start_on_docker
  roll_out_on_docker "$image" bridge
  note "$what: the engine alone" "$engine_ms" ms
  note "$what: drydock" "$rollout_ms" ms
  report "$what: over the engine alone" "$(difference "$engine_ms" "$rollout_ms")" ms most 1500
}

# With what AWS has where nothing is said: an interval of 30 s, 5 successes.
bench_balanced_rollout() {
  local what='rollout of 2 tasks behind a load balancer on Docker' image=drydock-bench:$$
  has_engine "$what" || return 0
  docker_image "$image"
  start_on_docker
  create_load_balancer
  roll_out_on_docker "$image" awsvpc ",\"networkConfiguration\":{\"awsvpcConfiguration\":{
    \"subnets\":[\"${subnets[0]}\"]}},\"loadBalancers\":[{\"targetGroupArn\":\"$target_group\",
    \"containerName\":\"app\",\"containerPort\":8080}]"
  report "$what" "$(awk -v t="$rollout_ms" 'BEGIN { print t / 1000 }')" s most 15
}

docker_image() {
  mkdir -p "$work/image"
  cp "$SHOP_PROGRAM" fixtures/shop/Dockerfile "$work/image/"
  DOCKER_BUILDKIT=0 docker build -q -t "$1" "$work/image" >/dev/null 2>&1
}

# --- very many services ------------------------------------------------------------------------

# scale_of FIGURE SERVICES: one of scale.py's figures, by its path in jq's words.
scale_of() { jq ".$1" "$work/scale.$2"; }

# growth WHAT FIGURE FEW MANY MOST: a figure with many services beside the same with few. It is of
# one task or one change each, so it grows where the cost of one depends on how many others there are.
growth() {
  report "scale: $1, $4 services beside $3" \
    "$(ratio "$(scale_of "$2" "$4")" "$(scale_of "$2" "$3")")" x most "$5"
}

bench_scale() {
  local -a sizes=(10 100 1000)
  local changes=40 services few many action
  [[ $runs -gt 1 ]] || { sizes=(2 4) changes=4; }
  for services in "${sizes[@]}"; do
    start_drydock --port 0 --ephemeral --engine simulated --log-level warn
    python3 tests/bench/scale.py "$DRYDOCK_PORT" "$DRYDOCK_PID" "$services" "$changes" >"$work/scale.$services"
    stop_drydock || true
    note "scale: $services services: tasks" "$(scale_of tasks "$services")" ''
    note "scale: $services services: resident" "$(scale_of residentMiB "$services")" MiB
    note "scale: $services services: resident at most, rolling" "$(scale_of peakMiB "$services")" MiB
    note "scale: $services services: CPU of creating one task" "$(scale_of create.cpuMsOfTask "$services")" ms
    note "scale: $services services: CPU of rolling one task" "$(scale_of roll.cpuMsOfTask "$services")" ms
    note "scale: $services services: CPU of changing one service" "$(scale_of changeCpuMs "$services")" ms
    note "scale: $services services: longest hold" "$(scale_of roll.longestHoldMs "$services")" ms
  done
  few=${sizes[0]} many=${sizes[-1]}
  growth 'CPU of creating one task' create.cpuMsOfTask "$few" "$many" 1.5
  growth 'CPU of rolling one task' roll.cpuMsOfTask "$few" "$many" 1.5
  growth 'CPU of changing one service' changeCpuMs "$few" "$many" 1.5
  growth 'resident of one task' residentKibOfTask "$few" "$many" 1.1
  report "scale: $many services: resident" "$(scale_of residentMiB "$many")" MiB most 1024
  report "scale: $many services rolled at once: CPU" "$(scale_of roll.cpuSeconds "$many")" s most 60
  report "scale: $many services rolled at once: longest hold" "$(scale_of roll.longestHoldMs "$many")" ms most 20
  for action in DescribeServices ListTasks DescribeTasks; do
    note "scale: a page of $action meanwhile, median" "$(scale_of "roll.$action.medianMs" "$many")" ms
    report "scale: a page of $action meanwhile, p99" "$(scale_of "roll.$action.p99Ms" "$many")" ms most 5
  done
}

# --- the build ---------------------------------------------------------------------------------

# logged COMMAND...: what it says is shown where it fails.
logged() {
  "$@" >"$work/build.log" 2>&1 || { tail -n 40 "$work/build.log" >&2 && return 1; }
}

# cpu_of COMMAND...: the processor's seconds that it takes.
cpu_of() {
  local TIMEFORMAT='%U %S'
  { time logged "$@"; } 2>&1 | awk 'END { print $1 + $2 }'
}

# rebuilt_after HEADER: the processor's seconds of building all that needs it anew, without a cache.
rebuilt_after() {
  touch "$1"
  CCACHE_DISABLE=1 cpu_of cmake --build "$work/quick" -j 2
}

bench_build() {
  local from size
  logged cmake --preset release -B "$work/build" -DDRYDOCK_TESTS=OFF
  from=$SECONDS
  CCACHE_DISABLE=1 logged cmake --build "$work/build" -j 2
  report 'clean release build, 2 jobs' $((SECONDS - from)) s most 200
  size=$(du -cm "$work/build"/emulator/CMakeFiles/*/*.gch | awk 'END { print $1 }')
  report 'precompiled headers' "$size" MB most 120
  logged cmake --preset quick -B "$work/quick" -DDRYDOCK_SUITES=
  logged cmake --build "$work/quick" -j 2
  # Half of the records have fewer sources that need them than this one has; Task has most.
  report 'rebuild after ScalableTarget, 2 jobs: CPU' \
    "$(rebuilt_after emulator/autoscaling/scalable_target.h)" s most 60
  note 'rebuild after Task, 2 jobs: CPU' "$(rebuilt_after emulator/ecs/task.h)" s
  from=$SECONDS
  logged ./dev lint --all
  report 'lint of all sources' $((SECONDS - from)) s most 720
}

for part in "${parts[@]}"; do "bench_$part"; done
