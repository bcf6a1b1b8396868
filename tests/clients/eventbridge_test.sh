#!/usr/bin/env bash
# The AWS CLI against EventBridge: rules whose events reach an HTTP URL and run tasks.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"
command -v python3 >/dev/null || skip 'no python3 that could receive events'
start_drydock --port 0 --ephemeral --engine simulated

receiver=
undo() { [[ -z $receiver ]] || kill "$receiver" 2>/dev/null || true; }

# What receives events: a line for each call, with the header that says who sends it.
cat >"$work/receiver.py" <<'PYTHON'
import http.server, sys
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        with open(sys.argv[1], 'a') as log:
            log.write(self.headers['X-Key'] + ' ' + self.path + ' ' + body + '\n')
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(('127.0.0.1', 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
python3 "$work/receiver.py" "$work/received" >"$work/receiver.port" &
receiver=$!
within 10 test -s "$work/receiver.port"
received() { grep -q "$1" "$work/received"; }

connection=$(aws events create-connection --name key --authorization-type API_KEY \
  --auth-parameters 'ApiKeyAuthParameters={ApiKeyName=X-Key,ApiKeyValue=secret}' \
  --query ConnectionArn --output text)
# In JSON, since the CLI would read a parameter's value from where a URL points.
hook=$(aws events create-api-destination --query ApiDestinationArn --output text --cli-input-json \
  "{\"Name\":\"hook\",\"ConnectionArn\":\"$connection\",\"HttpMethod\":\"POST\",
    \"InvocationEndpoint\":\"http://127.0.0.1:$(<"$work/receiver.port")/events\"}")

# A client's own event, of which the target gets a part.
aws events put-rule --name orders --event-pattern '{"source":["shop"],"detail":{"price":[{"numeric":[">",10]}]}}' \
  >/dev/null
equal 0 "$(aws events put-targets --rule orders --query FailedEntryCount \
  --targets "[{\"Id\":\"hook\",\"Arn\":\"$hook\",\"InputPath\":\"\$.detail\"}]")"
equal 0 "$(aws events put-events --query FailedEntryCount --entries \
  '[{"Source":"shop","DetailType":"order","Detail":"{\"price\":5}"},
    {"Source":"shop","DetailType":"order","Detail":"{\"price\":50}"}]')"
within 10 received '^secret /events {"price":50}$'
received '"price":5}' && failed 'an event went out that no pattern takes'

# ECS tells of its tasks.
aws events put-rule --name stopped --event-pattern '{"source":["aws.ecs"],
  "detail-type":["ECS Task State Change"],"detail":{"lastStatus":["STOPPED"]}}' >/dev/null
aws events put-targets --rule stopped --targets "Id=hook,Arn=$hook" >/dev/null
aws ecs create-cluster --cluster-name harbour >/dev/null
aws ecs register-task-definition --family job \
  --container-definitions '[{"name":"job","image":"job:v1","memory":64}]' >/dev/null
task=$(aws ecs run-task --cluster harbour --task-definition job --query 'tasks[0].taskArn' --output text)
aws ecs wait tasks-running --cluster harbour --tasks "$task"
aws ecs stop-task --cluster harbour --task "$task" >/dev/null
within 20 received '"detail-type":"ECS Task State Change"'
event=$(grep 'ECS Task State Change' "$work/received" | head -n 1)
event=${event#* * }
equal "$task aws.ecs STOPPED UserInitiated" "$(jq -r \
  '[.resources[0], .source, .detail.lastStatus, .detail.stopCode] | join(" ")' <<<"$event")"

# And of what its services do.
aws events put-rule --name services --event-pattern '{"source":["aws.ecs"],
  "detail-type":["ECS Service Action"],"detail":{"eventType":["INFO"]}}' >/dev/null
aws events put-targets --rule services --targets "Id=hook,Arn=$hook" >/dev/null
aws ecs create-service --cluster harbour --service-name job --task-definition job \
  --desired-count 1 >/dev/null
within 20 received '"eventName":"SERVICE_STEADY_STATE"'
task=$(aws ecs list-tasks --cluster harbour --service-name job --query 'taskArns[0]' --output text)
aws ecs update-service --cluster harbour --service job --desired-count 0 >/dev/null
within 20 received '"eventName":"TASKS_STOPPED"'
event=$(grep '"eventName":"TASKS_STOPPED"' "$work/received" | head -n 1)
event=${event#* * }
equal "$task" "$(jq -r '.detail.taskArns[0]' <<<"$event")"
aws events remove-targets --rule services --ids hook >/dev/null

# A rule runs a task, with an override of the event's making.
aws events put-rule --name again --event-pattern '{"source":["again"]}' >/dev/null
aws events put-targets --rule again --targets '[{"Id":"task",
  "Arn":"'"$(aws ecs describe-clusters --clusters harbour --query 'clusters[0].clusterArn' --output text)"'",
  "RoleArn":"arn:aws:iam::000000000000:role/events",
  "EcsParameters":{"TaskDefinitionArn":"job","TaskCount":1},
  "InputTransformer":{"InputPathsMap":{"what":"$.detail.what"},
    "InputTemplate":"{\"containerOverrides\":[{\"name\":\"job\",\"command\":[<what>]}]}"}}]' >/dev/null
aws events put-events --entries \
  '[{"Source":"again","DetailType":"run","Detail":"{\"what\":\"sweep\"}"}]' >/dev/null
ran() {
  [[ $(aws ecs list-tasks --cluster harbour --started-by events-rule/again --query 'length(taskArns)') == 1 ]]
}
within 20 ran
task=$(aws ecs list-tasks --cluster harbour --started-by events-rule/again --query 'taskArns[0]' --output text)
equal sweep "$(aws ecs describe-tasks --cluster harbour --tasks "$task" \
  --query 'tasks[0].overrides.containerOverrides[0].command[0]' --output text)"

# What nothing would reach is refused, and said so.
refused ValidationException aws events put-targets --rule again \
  --targets 'Id=q,Arn=arn:aws:sqs:us-east-1:000000000000:q'
contains "$message" 'a target is an API destination'
refused ValidationException aws events delete-rule --name again
equal again "$(aws events list-rule-names-by-target --query 'RuleNames[0]' --output text --target-arn \
  "$(aws ecs describe-clusters --clusters harbour --query 'clusters[0].clusterArn' --output text)")"
aws events remove-targets --rule again --ids task >/dev/null
aws events delete-rule --name again
refused ResourceNotFoundException aws events describe-rule --name again
