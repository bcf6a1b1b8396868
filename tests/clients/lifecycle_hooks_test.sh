#!/usr/bin/env bash
# Lambda functions as lifecycle hooks: a small HTTP server stands for the function.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
command -v python3 >/dev/null || skip 'no python3 that could be a function'

server=
undo() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; }

# The function: notes what it is asked, asks for a second call after each scale-up, and fails the
# stage that $work/fail names.
cat >"$work/function.py" <<'PYTHON'
import http.server, json, os, sys
work = sys.argv[1]
class Function(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers['Content-Length'])).decode()
        with open(work + '/calls', 'a') as calls:
            calls.write(text + '\n')
        event = json.loads(text)
        status, answer = 200, {'hookStatus': 'SUCCEEDED'}
        details = event.get('hookDetails', {})
        if event['lifecycleStage'] == 'POST_SCALE_UP' and 'seen' not in details:
            answer = {'hookStatus': 'IN_PROGRESS', 'callBackDelay': 1, 'hookDetails': {'seen': True}}
        failing = open(work + '/fail').read().split() if os.path.exists(work + '/fail') else []
        if event['lifecycleStage'] in failing:
            answer = {'hookStatus': 'FAILED'}
        if 'crash' in failing and event['lifecycleStage'] == 'PRE_SCALE_UP':
            status = 500
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Function)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
python3 "$work/function.py" "$work" >"$work/function.port" &
server=$!
within 10 test -s "$work/function.port"
start_drydock --port 0 --ephemeral --engine simulated \
  --lambda "gate=http://127.0.0.1:$(<"$work/function.port")/gate"

prepare() {
  local version
  call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
  for version in v1 v2; do
    call ecs RegisterTaskDefinition "{\"family\":\"job\",\"containerDefinitions\":
      [{\"name\":\"job\",\"image\":\"job:$version\",\"memory\":64}]}" >/dev/null
  done
}
prepare
# hooks NAME: the hooks of a deployment, which all call the function of this name.
hooks() {
  printf '{"strategy":"BLUE_GREEN","bakeTimeInMinutes":0,"lifecycleHooks":[{
    "hookTargetArn":"arn:aws:lambda:us-east-1:000000000000:function:%s:live",
    "roleArn":"arn:aws:iam::000000000000:role/hooks","hookDetails":{"bucket":"b"},
    "lifecycleStages":["PRE_SCALE_UP","POST_SCALE_UP","PRODUCTION_TRAFFIC_SHIFT",
      "POST_PRODUCTION_TRAFFIC_SHIFT"]}]}' "$1"
}
# deployment JQ: of the service's present deployment.
deployment() {
  local arn
  arn=$(call ecs DescribeServices '{"services":["job"]}' | jq -r '.services[0].currentServiceDeployment')
  call ecs DescribeServiceDeployments "{\"serviceDeploymentArns\":[\"$arn\"]}" |
    jq -r ".serviceDeployments[0] | $1"
}
deployment_is() { [[ $(deployment "$1") == "$2" ]]; }
# asked JQ: of each call that the function has had, in their order, on one line.
asked() { jq -rc "$1" "$work/calls" | tr '\n' ' '; }

# A function that drydock has not been told of is refused, and how to tell.
message=$(call ecs CreateService "{\"serviceName\":\"job\",\"taskDefinition\":\"job:1\",
  \"deploymentConfiguration\":$(hooks other)}" | jq -r .message)
contains "$message" '--lambda other=URL'

# Each stage waits for its function, which may ask for another call and leave itself a note.
call ecs CreateService "{\"serviceName\":\"job\",\"taskDefinition\":\"job:1\",\"desiredCount\":1,
  \"deploymentConfiguration\":$(hooks gate)}" >/dev/null
within 30 deployment_is .status SUCCESSFUL
equal 'PRE_SCALE_UP POST_SCALE_UP POST_SCALE_UP PRODUCTION_TRAFFIC_SHIFT POST_PRODUCTION_TRAFFIC_SHIFT ' \
  "$(asked .lifecycleStage)"
equal '[{"bucket":"b"},{"bucket":"b"},{"bucket":"b","seen":true},{"bucket":"b"},{"bucket":"b"}]' \
  "$(jq -sc 'map(.hookDetails)' "$work/calls")"
equal "$(deployment .serviceDeploymentArn)" "$(jq -rs '.[0].resourceArn' "$work/calls")"
equal "AWS_LAMBDA SUCCEEDED" \
  "$(deployment '.lifecycleHookDetails[0] | "\(.targetType) \(.status)"')"

# What fails goes back, and the shift's hook hears of it.
: >"$work/calls"
echo POST_PRODUCTION_TRAFFIC_SHIFT >"$work/fail"
call ecs UpdateService '{"service":"job","taskDefinition":"job:2"}' >/dev/null
within 30 deployment_is .status ROLLBACK_SUCCESSFUL
contains "$(deployment .statusReason)" "because POST_PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) \
failed. Lifecycle hook target arn:aws:lambda:us-east-1:000000000000:function:gate:live returned \
FAILED status."
equal 'PRE_SCALE_UP POST_SCALE_UP POST_SCALE_UP PRODUCTION_TRAFFIC_SHIFT POST_PRODUCTION_TRAFFIC_SHIFT PRODUCTION_TRAFFIC_SHIFT ' \
  "$(asked .lifecycleStage)"
green=$(jq -rs '.[0].executionDetails.targetServiceRevisionArn' "$work/calls")
equal '100 0 ' "$(asked "select(.lifecycleStage==\"PRODUCTION_TRAFFIC_SHIFT\") |
  .executionDetails.productionTrafficWeights[\"$green\"]")" 'the share of green'

# A function that crashes fails its stage too.
echo crash >"$work/fail"
call ecs UpdateService '{"service":"job","taskDefinition":"job:2"}' >/dev/null
within 30 deployment_is .status ROLLBACK_SUCCESSFUL
contains "$(deployment .statusReason)" 'its endpoint answered with status 500'
equal 1 "$(call ecs DescribeServices '{"services":["job"]}' | jq '.services[0].runningCount')"

# Time that stands still stands while a function is called, and then its delay passes.
stop_drydock
rm "$work/fail"
start_drydock --port 0 --ephemeral --engine simulated --clock virtual \
  --lambda "gate=http://127.0.0.1:$(<"$work/function.port")/gate"
prepare
call ecs CreateService "{\"serviceName\":\"job\",\"taskDefinition\":\"job:1\",\"desiredCount\":1,
  \"deploymentConfiguration\":$(hooks gate)}" >/dev/null
equal true "$(curl -sS -m 60 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/clock" -d '{"until":"idle"}' | jq .idle)"
equal SUCCESSFUL "$(deployment .status)"
