#!/usr/bin/env python3
"""Very many services: creates them, changes one of them CHANGES times, rolls all of them at once, and prints
what drydock used for it as one JSON object.

usage: scale.py PORT PID SERVICES CHANGES

Ten services have 1,000 tasks: nine of 105 each on a container instance, and one of 55 of Fargate's behind a
load balancer, each with an address of its own.
"""

import collections
import http.client
import json
import os
import re
import sys
import time
import urllib.parse

PORT, PID, SERVICES, CHANGES = (int(argument) for argument in sys.argv[1:])
PAGE = 10  # Services that DescribeServices takes at once.
PATIENCE = 900  # Seconds until what should settle has to have settled.
PLAIN, BALANCED = 105, 55
RULES = 50  # Services behind one load balancer.


def authorization(service):
    return (
        f"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    )


connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)


def send(method, path, body, headers):
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        sys.exit(f"{path} {body[:200]}: {answer.status} {text[:500]}")
    return text


def text_of(action, members):
    """One awsJson call to ECS: the text of its answer."""
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{action}",
        "Authorization": authorization("ecs"),
    }
    return send("POST", "/", json.dumps(members), headers)


def call(action, **members):
    return json.loads(text_of(action, members))


def query(service, version, action, **members):
    """One awsQuery call: the text of its answer."""
    fields = urllib.parse.urlencode({"Action": action, "Version": version, **members})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": authorization(service),
    }
    return send("POST", "/", fields, headers)


def elb(action, **members):
    return query("elasticloadbalancing", "2015-12-01", action, **members)


def control(method, page):
    return send(method, f"/_drydock/{page}", "", {"X-Drydock": "1"})


def cpu_seconds():
    with open(f"/proc/{PID}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mib(what):
    with open(f"/proc/{PID}/status", encoding="ascii") as status:
        return int(re.search(rf"{what}:\s+(\d+)", status.read())[1]) / 1024


def found(pattern, text):
    return re.search(pattern, text)[1]


def is_balanced(number):
    return number % 10 == 0


TASKS = sum(BALANCED if is_balanced(number) else PLAIN for number in range(SERVICES))


def name(number):
    return f"service-{number}"


def definition(number):
    return "balanced" if is_balanced(number) else "plain"


def register_definitions():
    container = {"name": "app", "image": "app:1", "memory": 64}
    balanced = {"networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512"}
    for _ in range(2):
        call("RegisterTaskDefinition", family="plain", containerDefinitions=[container])
        reached = {**container, "portMappings": [{"containerPort": 80}]}
        call("RegisterTaskDefinition", family="balanced", containerDefinitions=[reached], **balanced)


class Balancers:
    """A target group for each service that asks for one, behind as many load balancers as they need."""

    def __init__(self):
        described = query("ec2", "2016-11-15", "DescribeSubnets")
        self.subnets = re.findall(r"<subnetId>(.*?)</subnetId>", described)
        self.place = {"VpcId": found(r"<vpcId>(.*?)</vpcId>", described), "TargetType": "ip"}
        self.rules = 0
        self.listener = ""

    def next_group(self):
        group = found(
            r"<TargetGroupArn>(.*?)</TargetGroupArn>",
            elb("CreateTargetGroup", Name=f"group-{self.rules}", Protocol="HTTP", Port=80, **self.place),
        )
        if self.rules % RULES == 0:
            self.listener = self.next_listener(group)
        path = {"Conditions.member.1.Field": "path-pattern", "Conditions.member.1.Values.member.1": f"/{self.rules}/*"}
        forward = {"Actions.member.1.Type": "forward", "Actions.member.1.TargetGroupArn": group}
        elb("CreateRule", ListenerArn=self.listener, Priority=self.rules % RULES + 1, **path, **forward)
        self.rules += 1
        return group

    def next_listener(self, group):
        subnets = {f"Subnets.member.{i + 1}": subnet for i, subnet in enumerate(self.subnets)}
        balancer = found(
            r"<LoadBalancerArn>(.*?)</LoadBalancerArn>",
            elb("CreateLoadBalancer", Name=f"balancer-{self.rules // RULES}", **subnets),
        )
        forward = {"DefaultActions.member.1.Type": "forward", "DefaultActions.member.1.TargetGroupArn": group}
        return found(
            r"<ListenerArn>(.*?)</ListenerArn>",
            elb("CreateListener", LoadBalancerArn=balancer, Protocol="HTTP", Port=80, **forward),
        )

    def members(self):
        """What makes a service one behind a load balancer."""
        place = {"targetGroupArn": self.next_group(), "containerName": "app", "containerPort": 80}
        return {
            "launchType": "FARGATE",
            "loadBalancers": [place],
            "networkConfiguration": {"awsvpcConfiguration": {"subnets": self.subnets}},
        }


def create_services():
    balancers = Balancers()
    for number in range(SERVICES):
        balanced = is_balanced(number)
        call(
            "CreateService",
            serviceName=name(number),
            taskDefinition=definition(number) + ":1",
            desiredCount=BALANCED if balanced else PLAIN,
            **(balancers.members() if balanced else {}),
        )


def is_settled(service):
    deployments = service["deployments"]
    return (
        len(deployments) == 1
        and deployments[0]["rolloutState"] == "COMPLETED"
        and service["runningCount"] == service["desiredCount"]
    )


waits = collections.defaultdict(list)


def timed(action, **members):
    begun = time.perf_counter()
    answer = text_of(action, members)
    waits[action].append((time.perf_counter() - begun) * 1000)
    return json.loads(answer)


def await_settled(numbers):
    """Asks for page after page until all of these services have settled, and for tasks in between."""
    left = collections.deque(numbers)
    deadline = time.monotonic() + PATIENCE
    arns, token = [], {}
    while left:
        if time.monotonic() > deadline:
            sys.exit(f"{len(left)} services did not settle, {name(left[0])} among them")
        page = [left.popleft() for _ in range(min(PAGE, len(left)))]
        services = timed("DescribeServices", services=[name(number) for number in page])["services"]
        unsettled = [number for number, service in zip(page, services) if not is_settled(service)]
        left.extend(unsettled)
        listed = timed("ListTasks", **token)
        token = {"nextToken": listed["nextToken"]} if "nextToken" in listed else {}
        arns = listed["taskArns"] or arns
        if arns:
            timed("DescribeTasks", tasks=arns)
        if unsettled:
            time.sleep(0.2)


def control_ms():
    """What the control thread, drydock's first one, has used: finer than the seconds of all threads."""
    with open(f"/proc/{PID}/schedstat", encoding="ascii") as stat:
        return int(stat.read().split()[0]) / 1e6


def change_one():
    """The control thread's time for one service's change, its answers to this client included: the median."""
    used = []
    for change in range(CHANGES):
        before = control_ms()
        call("UpdateService", service=name(1), desiredCount=PLAIN + (change + 1) % 2)
        await_settled([1])
        used.append(control_ms() - before)
    return percentile(used, 50)


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def measured(work):
    """What the work cost: CPU and wall seconds, the longest hold, and how long pages took."""
    waits.clear()
    control("POST", "holds")
    begun, used = time.monotonic(), cpu_seconds()
    work()
    await_settled(range(SERVICES))
    cpu = cpu_seconds() - used
    figures = {
        "cpuSeconds": cpu,
        "cpuMsOfTask": cpu * 1000 / TASKS,
        "seconds": time.monotonic() - begun,
        "longestHoldMs": json.loads(control("GET", "holds"))["longestMilliseconds"],
    }
    for action, values in waits.items():
        figures[action] = {"medianMs": percentile(values, 50), "p99Ms": percentile(values, 99)}
    return figures


def roll_all():
    for number in range(SERVICES):
        call("UpdateService", service=name(number), taskDefinition=definition(number) + ":2")


call("CreateCluster", clusterName="default")
register_definitions()
empty = memory_mib("VmRSS")
created = measured(create_services)
standing = memory_mib("VmRSS")
changed = change_one()
rolled = measured(roll_all)
print(
    json.dumps(
        {
            "services": SERVICES,
            "tasks": TASKS,
            "residentMiB": standing,
            "residentKibOfTask": (standing - empty) * 1024 / TASKS,
            "peakMiB": memory_mib("VmHWM"),
            "changeCpuMs": changed,
            "create": created,
            "roll": rolled,
        }
    )
)
