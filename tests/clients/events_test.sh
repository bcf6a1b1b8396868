#!/usr/bin/env bash
# What happens, as it happens: server-sent events, which a reader can take up again.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

start_drydock --port 0 --ephemeral --engine simulated --clock virtual
reader=
undo() { [[ -z $reader ]] || kill "$reader" 2>/dev/null || true; }
clock() { curl -fsS -m 60 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/clock" "$@" >/dev/null; }

curl -fsSN "$DRYDOCK_URL/_drydock/events" >"$work/events" &
reader=$!
within 10 test -s "$work/events"
call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
call ecs RegisterTaskDefinition '{"family":"web","containerDefinitions":[{"name":"web",
  "image":"web:v1","memory":64}]}' >/dev/null
call ecs CreateService '{"serviceName":"web","taskDefinition":"web","desiredCount":1}' >/dev/null
clock -d '{"until":"idle"}'
within 10 grep -q 'has reached a steady state' "$work/events"
grep -q '"lastStatus":"RUNNING"' "$work/events" || failed 'no task was told of'
grep -q '^event: deployment' "$work/events" || failed 'no deployment was told of'

# Another reader goes on after the third event.
third=$(grep '^id: ' "$work/events" | sed -n 3p)
fourth=$(grep '^id: ' "$work/events" | sed -n 4p)
again=$(curl -sSN -m 2 -H "Last-Event-ID: ${third#id: }" "$DRYDOCK_URL/_drydock/events" || true)
equal "$fourth" "$(grep -m1 '^id: ' <<<"$again")"
contains "$(curl -sSN -m 2 -H 'Last-Event-ID: 1-1' "$DRYDOCK_URL/_drydock/events" || true)" 'event: lost'

# No web page reads it, and a stop does not wait for its readers.
equal 403 "$(curl -s -o /dev/null -w '%{http_code}' -H 'Origin: http://evil.example' \
  "$DRYDOCK_URL/_drydock/events")"
stop_drydock
wait "$reader" || true
reader=
