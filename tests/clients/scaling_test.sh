#!/usr/bin/env bash
# Alarms and auto scaling, as the AWS CLI asks for them, on a clock that is moved.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

cat >"$work/scenario.yaml" <<'END'
images:
  - image: "busy:*"
    cpu_units: 230
    memory_mib: 32
END
start_drydock --port 0 --ephemeral --engine simulated --clock virtual \
  --scenario "$work/scenario.yaml"

advance() {
  curl -fsS -m 60 -H 'X-Drydock: 1' "$DRYDOCK_URL/_drydock/clock" -d "{\"advance\":\"$1\"}" >/dev/null
}
desired() { call ecs DescribeServices "{\"services\":[\"$1\"]}" | jq '.services[0].desiredCount'; }
# scaling SERVICE OPERATION [OPTION]...
scaling() {
  local service=$1 operation=$2
  shift 2
  aws application-autoscaling "$operation" --service-namespace ecs \
    --resource-id "service/default/$service" --scalable-dimension ecs:service:DesiredCount "$@"
}
alarm_state() {
  aws cloudwatch describe-alarms --alarm-names "$1" --query 'MetricAlarms[0].StateValue' --output text
}

call ecs CreateCluster '{"clusterName":"default"}' >/dev/null
for name in idle busy; do
  call ecs RegisterTaskDefinition "{\"family\":\"$name\",\"containerDefinitions\":[{\"name\":\"$name\",
    \"image\":\"$name:v1\",\"cpu\":256,\"memory\":64}]}" >/dev/null
  call ecs CreateService "{\"serviceName\":\"$name\",\"taskDefinition\":\"$name\",\"desiredCount\":2}" \
    >/dev/null
done
advance PT30S

# An alarm on a metric of one's own.
aws cloudwatch put-metric-alarm --alarm-name errors --namespace Shop --metric-name Errors \
  --statistic Sum --period 60 --evaluation-periods 1 --threshold 5 \
  --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching
equal INSUFFICIENT_DATA "$(alarm_state errors)"
aws cloudwatch put-metric-data --namespace Shop --metric-name Errors --value 7
advance PT1M
equal ALARM "$(alarm_state errors)"
advance PT3M
equal OK "$(alarm_state errors)"
aws cloudwatch set-alarm-state --alarm-name errors --state-value ALARM --state-reason 'a test'
equal ALARM "$(alarm_state errors)"
advance PT1M
equal OK "$(alarm_state errors)"
equal 'Alarm updated from ALARM to OK' "$(aws cloudwatch describe-alarm-history --alarm-name errors \
  --query 'AlarmHistoryItems[0].HistorySummary' --output text)"
refused ValidationError aws cloudwatch put-metric-alarm --alarm-name p99 --namespace Shop \
  --metric-name Latency --extended-statistic p99 --period 60 --evaluation-periods 1 --threshold 5 \
  --comparison-operator GreaterThanThreshold

# Steps, driven by an alarm's state.
scaling idle register-scalable-target --min-capacity 1 --max-capacity 6 >/dev/null
policy=$(scaling idle put-scaling-policy --policy-name out --policy-type StepScaling \
  --step-scaling-policy-configuration '{"AdjustmentType":"ChangeInCapacity","Cooldown":60,
    "StepAdjustments":[{"MetricIntervalLowerBound":0,"MetricIntervalUpperBound":10,"ScalingAdjustment":1},
      {"MetricIntervalLowerBound":10,"ScalingAdjustment":3}]}' --query PolicyARN --output text)
aws cloudwatch put-metric-alarm --alarm-name queue --namespace Shop --metric-name Queue \
  --statistic Average --period 60 --evaluation-periods 1 --threshold 50 \
  --comparison-operator GreaterThanThreshold --alarm-actions "$policy"
aws cloudwatch set-alarm-state --alarm-name queue --state-value ALARM --state-reason 'a test' \
  --state-reason-data '{"recentDatapoints":[65]}'
advance PT1S
equal 5 "$(desired idle)"
equal 'Setting desired count to 5.' "$(scaling idle describe-scaling-activities \
  --query 'ScalingActivities[0].Description' --output text)"
advance PT2M
equal Successful "$(scaling idle describe-scaling-activities \
  --query 'ScalingActivities[0].StatusCode' --output text)"

# A tracked metric: two tasks at 90 % are to be three at 60 %, and the scenario keeps them at 90 %.
scaling busy register-scalable-target --min-capacity 2 --max-capacity 10 >/dev/null
high=$(scaling busy put-scaling-policy --policy-name cpu --policy-type TargetTrackingScaling \
  --target-tracking-scaling-policy-configuration '{"TargetValue":60,"PredefinedMetricSpecification":
    {"PredefinedMetricType":"ECSServiceAverageCPUUtilization"}}' \
  --query 'Alarms[0].AlarmName' --output text)
contains "$high" TargetTracking-service/default/busy-AlarmHigh-
advance PT4M
equal ALARM "$(alarm_state "$high")"
equal 3 "$(desired busy)"
contains "$(call ecs DescribeServices '{"services":["busy"]}' | jq -r '.services[0].events[].message')" \
  "Cause: monitor alarm $high in state ALARM triggered policy cpu"
advance PT6M
equal 5 "$(desired busy)"

# By the clock, which shows the time of another place.
now=$(curl -fsS "$DRYDOCK_URL/_drydock/clock" | jq -r .now)
at=$(TZ=Asia/Tokyo date -d "$now + 10 minutes" +%Y-%m-%dT%H:%M:%S)
scaling idle put-scheduled-action --scheduled-action-name rest --schedule "at($at)" \
  --timezone Asia/Tokyo --scalable-target-action MinCapacity=0,MaxCapacity=0
advance PT9M
equal 5 "$(desired idle)"
advance PT2M
equal 0 "$(desired idle)"

scaling idle deregister-scalable-target
equal 1 "$(aws application-autoscaling describe-scalable-targets --service-namespace ecs \
  --query 'length(ScalableTargets)')"

# A clean slate has no alarms, and nothing that was measured.
curl -fsS -m 60 -H 'X-Drydock: 1' -X POST "$DRYDOCK_URL/_drydock/reset" >/dev/null
equal 0 "$(aws cloudwatch describe-alarms --query 'length(MetricAlarms)')"
equal 0 "$(aws cloudwatch list-metrics --query 'length(Metrics)')"
