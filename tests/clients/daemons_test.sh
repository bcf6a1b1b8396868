#!/usr/bin/env bash
# Managed daemons as a platform team has them: one task on each instance, before all others, and
# a new revision rolled out instance by instance. botocore stands for a CLI that knows the calls.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

# shellcheck source=fixtures/botocore.sh
source "$root/fixtures/botocore.sh"
python=$(cbor_python) || skip 'no botocore that knows managed daemons'
start_drydock --port 0 --ephemeral --engine simulated --scenario "$root/fixtures/scenarios/shop.yaml"

aws ecs create-cluster --cluster-name shop >/dev/null
for _ in 1 2; do
  aws ecs register-container-instance --cluster shop \
    --attributes name=drydock.capacity-provider,value=mi >/dev/null
done
aws ecs register-task-definition --family shop --container-definitions \
  '[{"name":"shop","image":"shop:v1","memory":64}]' >/dev/null

"$python" - "$DRYDOCK_URL" <<'PYTHON'
import sys
import time
import botocore.exceptions
import botocore.session

session = botocore.session.get_session()
ecs = session.create_client("ecs", endpoint_url=sys.argv[1])


def equal(expected, actual):
    assert expected == actual, f"expected {expected!r}, not {actual!r}"


def within(limit, seconds=60):
    """Waits until the condition holds."""
    deadline = time.monotonic() + seconds
    while not limit():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.1)


def deployment(arn):
    return ecs.describe_daemon_deployments(daemonDeploymentArns=[arn])["daemonDeployments"][0]


def running(**of):
    arns = ecs.list_tasks(cluster="shop", **of)["taskArns"]
    tasks = ecs.describe_tasks(cluster="shop", tasks=arns)["tasks"] if arns else []
    return [task for task in tasks if task["lastStatus"] == "RUNNING"]


def active_instances():
    return set(ecs.list_container_instances(cluster="shop", status="ACTIVE")["containerInstanceArns"])


def register(tag):
    return ecs.register_daemon_task_definition(family="agent", containerDefinitions=[
        {"name": "agent", "image": f"shop:{tag}", "memory": 64}])["daemonTaskDefinitionArn"]


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except botocore.exceptions.ClientError as refusal:
        equal(code, refusal.response["Error"]["Code"])
        return refusal.response["Error"]["Message"]
    raise AssertionError(f"was not refused: {parameters}")


first = register("v1")
described = ecs.describe_daemon_task_definition(daemonTaskDefinition="agent")["daemonTaskDefinition"]
equal((first, "ACTIVE", 1), (described["daemonTaskDefinitionArn"], described["status"],
                             described["revision"]))
wanted = {"daemonName": "agent", "clusterArn": "shop", "daemonTaskDefinitionArn": first}
refused("UnsupportedFeatureException", ecs.create_daemon, capacityProviderArns=["FARGATE"], **wanted)
assert "drydock.capacity-provider=other" in refused(
    "InvalidParameterException", ecs.create_daemon, capacityProviderArns=["other"], **wanted)

# The daemon's tasks run before any other.
created = ecs.create_daemon(capacityProviderArns=["mi"], tags=[{"key": "team", "value": "platform"}],
                            propagateTags="DAEMON", **wanted)
equal("ACTIVE", created["status"])
ecs.create_service(cluster="shop", serviceName="shop", taskDefinition="shop", desiredCount=2)
within(lambda: len(running(serviceName="shop")) == 2)
agents = running(daemonName="agent")
equal(active_instances(), {task["containerInstanceArn"] for task in agents})
latest = max(task["startedAt"] for task in agents)
assert all(task["createdAt"] >= latest for task in running(serviceName="shop"))
equal({("daemon:agent", "mi", "MANAGED_INSTANCES")},
      {(task["group"], task["capacityProviderName"], task["launchType"]) for task in agents})
equal([{"key": "team", "value": "platform"}], ecs.describe_tasks(
    cluster="shop", tasks=[agents[0]["taskArn"]], include=["TAGS"])["tasks"][0]["tags"])
within(lambda: deployment(created["deploymentArn"])["status"] == "SUCCESSFUL")
equal(2, deployment(created["deploymentArn"])["targetDaemonRevision"]["totalRunningInstanceCount"])
equal(4, ecs.describe_clusters(clusters=["shop"])["clusters"][0]["runningTasksCount"])
equal([created["daemonArn"]], [daemon["daemonArn"] for daemon in ecs.list_daemons(
    clusterArn="shop")["daemonSummariesList"]])

# An instance that comes later has one, too.
ecs.register_container_instance(cluster="shop", attributes=[
    {"name": "drydock.capacity-provider", "value": "mi"}])
within(lambda: len(running(daemonName="agent")) == 3)

# A new revision comes with new instances, and the service's tasks move there.
before = active_instances()
updated = ecs.update_daemon(daemonArn=created["daemonArn"], daemonTaskDefinitionArn=register("v2"),
                            capacityProviderArns=["mi"],
                            deploymentConfiguration={"drainPercent": 100.0})
within(lambda: deployment(updated["deploymentArn"])["status"] == "SUCCESSFUL")
equal(set(), before & active_instances())
equal({"agent:2"}, {task["taskDefinitionArn"].split("/")[-1] for task in running(daemonName="agent")})
within(lambda: {task["containerInstanceArn"] for task in running(serviceName="shop")}
       <= active_instances() and len(running(serviceName="shop")) == 2)

# A newer deployment takes the place of one under way.
broken = ecs.update_daemon(daemonArn=created["daemonArn"], daemonTaskDefinitionArn=register("v3"),
                           capacityProviderArns=["mi"])
equal("PENDING", deployment(broken["deploymentArn"])["status"])
again = ecs.update_daemon(daemonArn=created["daemonArn"], daemonTaskDefinitionArn="agent:2",
                          capacityProviderArns=["mi"],
                          deploymentConfiguration={"drainPercent": 100.0})
equal("STOPPED", deployment(broken["deploymentArn"])["status"])
within(lambda: deployment(again["deploymentArn"])["status"] == "SUCCESSFUL")

deleted = ecs.delete_daemon(daemonArn=created["daemonArn"])
equal("DELETE_IN_PROGRESS", deleted["status"])
within(lambda: deployment(deleted["deploymentArn"])["status"] == "SUCCESSFUL")
equal([], running(daemonName="agent"))
refused("DaemonNotFoundException", ecs.describe_daemon, daemonArn=created["daemonArn"])
PYTHON
