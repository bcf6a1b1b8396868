"""What the crash test knows of drydock's things, and what it does to them.

A thing is changed by one worker alone, and read by all. `states` is all that it may be: one state
while nothing is in flight, and both the one before and the one after while a change is. A state is
None where the thing is not there, else a dict of what is known of it; what a read tells has at
least those members with those values.
"""

import json
import random
import threading

from client import Refused, digest_of

CLUSTER = "harbour"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
# Few layers, so that repositories share them: what one gives up another still needs.
LAYERS = [random.Random(i).randbytes(size) for i, size in enumerate([1, 90, 900, 4_000, 30_000, 200_000] * 2)]


class Wrong(Exception):
    """drydock broke its word."""


def fits(known, told):
    if known is None or told is None:
        return known is told
    return all(told.get(member) == value for member, value in known.items())


def tags_of(tags, key="key", value="value"):
    return {tag[key]: tag[value] for tag in tags or []}


def as_tags(tags):
    return [{"key": key, "value": value} for key, value in tags.items()]


class Thing:
    def __init__(self, name):
        self.name = name
        self.lock = threading.Lock()
        self.states = [None]
        self.version = 0  # Grows when a change begins, and when it ends.

    def __str__(self):
        return f"{type(self).__name__} {self.name}"

    @property
    def state(self):
        """For its worker, which has nothing in flight."""
        (state,) = self.states
        return state

    def is_there(self):
        return self.state is not None

    def set(self, states):
        with self.lock:
            self.states = states
            self.version += 1

    def change(self, after, send, learn=lambda answer: {}, may_refuse=()):
        """Sends a change: the thing may be as it was until the answer is whole, which tells more of
        what it is now. Whatever is lost meanwhile leaves both."""
        before = self.states
        self.set(before + [after])
        try:
            answer = send()
        except Refused as refusal:
            if refusal.code.split("#")[-1] not in may_refuse:
                raise Wrong(f"{self} was refused: {refusal}") from refusal
            self.set(before)
            return None
        self.set([None if after is None else {**after, **learn(answer)}])
        return answer

    def read(self, client):
        """Reads it while others may change it. What has been told once will not be otherwise."""
        with self.lock:
            before = self.version
        told = self.observe(client)
        with self.lock:
            if self.version != before:
                return
            possible = [place for place, state in enumerate(self.states) if fits(state, told)]
            if not possible:
                raise Wrong(f"{self} is told to be\n  {told}\nand should be one of\n  {self.states}")
            # A change in flight may still come; one that was told of does not go again.
            self.states = self.states[possible[0] :]

    def verify(self, client):
        """Once nothing is in flight: it is one of what it may be, and is that from now on."""
        told = self.observe(client)
        if not any(fits(state, told) for state in self.states):
            raise Wrong(f"{self} is\n  {told}\nand should be one of\n  {self.states}")
        self.set([told])


class Cluster(Thing):
    def observe(self, client):
        found = client.call("ecs", "DescribeClusters", clusters=[self.name], include=["TAGS"])["clusters"]
        return self.told(found[0]) if found else None

    @staticmethod
    def told(cluster):
        return {"arn": cluster["clusterArn"], "status": cluster["status"], "tags": tags_of(cluster.get("tags"))}

    def act(self, client, rng):
        if not self.is_there() or self.state["status"] == "INACTIVE":
            return self.create(client, {"n": str(rng.random())})
        return rng.choice([self.tag, self.tag, self.delete])(client, rng)

    def create(self, client, tags):
        self.change(
            {"status": "ACTIVE", "tags": tags},
            lambda: client.call("ecs", "CreateCluster", clusterName=self.name, tags=as_tags(tags)),
            lambda answer: self.told(answer["cluster"]),
        )

    def tag(self, client, rng):
        arn, tags = self.state["arn"], {rng.choice("nop"): str(rng.random())}
        self.change(
            {**self.state, "tags": {**self.state["tags"], **tags}},
            lambda: client.call("ecs", "TagResource", resourceArn=arn, tags=as_tags(tags)),
        )

    def delete(self, client, rng):
        self.change({"status": "INACTIVE"}, lambda: client.call("ecs", "DeleteCluster", cluster=self.name))

class Family(Thing):
    """A family of task definitions: its newest revision, and in `marks` what each one holds."""

    def __init__(self, name):
        super().__init__(name)
        self.marks = {}
        self.image = "app:1"

    def observe(self, client):
        try:
            return self.told(client.call("ecs", "DescribeTaskDefinition", taskDefinition=self.name)["taskDefinition"])
        except Refused:
            return None

    @staticmethod
    def told(definition):
        return {
            "arn": definition["taskDefinitionArn"],
            "revision": definition["revision"],
            "mark": definition["containerDefinitions"][0]["environment"][0]["value"],
        }

    def definition(self, mark):
        return {
            "family": self.name,
            "containerDefinitions": [
                {"name": "app", "image": self.image, "memory": 16, "environment": [{"name": "MARK", "value": mark}], "stopTimeout": 2}
            ],
        }

    def act(self, client, rng):
        mark = str(rng.random())
        revision = self.state["revision"] + 1 if self.is_there() else 1
        self.marks[revision] = mark  # Meant, until the next one takes its place.
        self.change(
            {"revision": revision, "mark": mark},
            lambda: client.call("ecs", "RegisterTaskDefinition", **self.definition(mark)),
            lambda answer: self.told(answer["taskDefinition"]),
        )

    def verify(self, client):
        super().verify(client)
        last = self.state["revision"] if self.is_there() else 0
        for revision in [revision for revision in self.marks if revision > last]:
            del self.marks[revision]
        for revision in random.Random(last).sample(range(1, last + 1), min(last, 2)):
            name = f"{self.name}:{revision}"
            told = client.call("ecs", "DescribeTaskDefinition", taskDefinition=name)["taskDefinition"]
            if self.told(told)["mark"] != self.marks[revision]:
                raise Wrong(f"the task definition {name} has not the content that was registered")


class Service(Thing):
    def __init__(self, name, family):
        super().__init__(name)
        self.family = family

    def observe(self, client):
        try:
            found = client.call("ecs", "DescribeServices", cluster=CLUSTER, services=[self.name], include=["TAGS"])["services"]
        except Refused:
            return None
        return self.told(found[0]) if found else None

    def told(self, service):
        if service["status"] != "ACTIVE":
            return {"status": "GONE"}
        primaries = [deployment for deployment in service["deployments"] if deployment["status"] == "PRIMARY"]
        if len(primaries) != 1 or primaries[0]["taskDefinition"] != service["taskDefinition"]:
            raise Wrong(f"{self} is not whole: {json.dumps(service)}")
        return {
            "status": "ACTIVE",
            "desired": service["desiredCount"],
            "definition": service["taskDefinition"],
            "deployment": primaries[0]["id"],
            "created": service["createdAt"],
            "tags": tags_of(service.get("tags")),
        }

    def act(self, client, rng):
        if not self.family.is_there():
            return
        if not self.is_there() or self.state["status"] == "GONE":
            return self.create(client, rng)
        rng.choice([self.update, self.update, self.roll, self.delete])(client, rng)

    def create(self, client, rng):
        desired, tags = rng.randint(0, 2), {"n": str(rng.random())}
        definition = self.family.state["arn"]
        token = {"clientToken": f"{rng.getrandbits(64):x}"} if rng.random() < 0.5 else {}
        self.change(
            {"status": "ACTIVE", "desired": desired, "definition": definition, "tags": tags},
            lambda: client.call(
                "ecs", "CreateService", cluster=CLUSTER, serviceName=self.name, taskDefinition=definition,
                desiredCount=desired, tags=as_tags(tags), **token,
            ),
            lambda answer: self.told(answer["service"]),
            may_refuse=["InvalidParameterException"],  # The one before still drains.
        )

    def update(self, client, rng):
        desired = rng.randint(0, 2)
        self.change_by(client, {**self.state, "desired": desired}, desiredCount=desired)

    def roll(self, client, rng):
        definition = self.family.state["arn"]
        after = {**self.state, "definition": definition}
        del after["deployment"]
        self.change_by(client, after, taskDefinition=definition, forceNewDeployment=True)

    def change_by(self, client, after, **members):
        self.change(
            after,
            lambda: client.call("ecs", "UpdateService", cluster=CLUSTER, service=self.name, **members),
            lambda answer: self.told(answer["service"]),
        )

    def delete(self, client, rng):
        self.change(
            {"status": "GONE"},
            lambda: client.call("ecs", "DeleteService", cluster=CLUSTER, service=self.name, force=True),
        )


class Run(Thing):
    """The tasks of one RunTask; each call has a name of its own."""

    ORDER = ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"]

    def __init__(self, name, family):
        super().__init__(name)
        self.base, self.family, self.count = name, family, 0
        self.seen = {}  # Each task's status when it was last told.

    def observe(self, client):
        # Another reader may be told more meanwhile, and be quicker to note it.
        seen = dict(self.seen)
        arns = set()  # A task that stops between the two lists is in both.
        try:
            for status in ["RUNNING", "STOPPED"]:
                arns |= set(client.call("ecs", "ListTasks", cluster=CLUSTER, startedBy=self.name, desiredStatus=status)["taskArns"])
        except Refused:
            return None
        if not arns:
            return None
        return self.told(client.call("ecs", "DescribeTasks", cluster=CLUSTER, tasks=sorted(arns))["tasks"], seen)

    def told(self, tasks, seen):
        for task in tasks:
            rank, before = self.ORDER.index(task["lastStatus"]), seen.get(task["taskArn"], 0)
            if rank < before:
                raise Wrong(f"the task {task['taskArn']} was {self.ORDER[before]} and is {task['lastStatus']}")
            self.seen[task["taskArn"]] = max(rank, self.seen.get(task["taskArn"], 0))
        return {
            "tasks": sorted(task["taskArn"] for task in tasks),
            "count": len(tasks),
            "definition": tasks[0]["taskDefinitionArn"],
            "stopped": sorted(task["taskArn"] for task in tasks if task["desiredStatus"] == "STOPPED"),
        }

    def act(self, client, rng):
        if not self.family.is_there():
            return
        if not self.is_there() or rng.random() < 0.5:
            return self.run(client, rng)
        self.stop(client, rng)

    def run(self, client, rng):
        self.name, self.seen = f"{self.base}-{rng.getrandbits(32):x}", {}
        self.set([None])
        self.count, definition = rng.randint(1, 3), self.family.state["arn"]
        self.token = f"{rng.getrandbits(64):x}"
        self.request = dict(
            cluster=CLUSTER, taskDefinition=definition, count=self.count, startedBy=self.name, clientToken=self.token
        )
        self.change(
            {"count": self.count, "definition": definition},
            lambda: client.call("ecs", "RunTask", **self.request),
            lambda answer: {"tasks": sorted(task["taskArn"] for task in answer["tasks"])},
        )

    def stop(self, client, rng):
        task = rng.choice(self.state["tasks"])
        after = {name: value for name, value in self.state.items() if name != "stopped"}
        self.change(after, lambda: client.call("ecs", "StopTask", cluster=CLUSTER, task=task))
        self.seen[task] = max(self.seen.get(task, 0), self.ORDER.index("PROVISIONING"))

    def verify(self, client):
        was_in_flight = len(self.states) > 1 and self.states[0] is None
        super().verify(client)
        if was_in_flight and self.family.is_there():
            # A client that had no answer asks again: the tasks are made once, whenever that was.
            client.call("ecs", "RunTask", **self.request)
            self.set([{"count": self.count, "definition": self.request["taskDefinition"]}])
            super().verify(client)
        # What runs may end, by itself or with drydock.
        if self.is_there():
            self.set([{name: value for name, value in self.state.items() if name != "stopped"}])


class Repository(Thing):
    """A repository, its images with their tags, and the layers that were pushed to it."""

    def __init__(self, name):
        super().__init__(name)
        self.manifests = {}  # All that were ever sent to it, by digest.
        self.layers = set()  # What it surely has.

    def observe(self, client):
        try:
            found = client.call("ecr", "DescribeRepositories", repositoryNames=[self.name])["repositories"][0]
            images = client.call("ecr", "DescribeImages", repositoryName=self.name)["imageDetails"]
        except Refused:
            return None
        return {
            "created": found["createdAt"],
            "mutability": found["imageTagMutability"],
            "images": {image["imageDigest"]: sorted(image.get("imageTags", [])) for image in images},
        }

    def act(self, client, rng):
        if not self.is_there():
            return self.create(client, rng)
        acts = [self.push] * 5 + [self.put_image, self.delete_image, self.delete_image, self.delete]
        rng.choice(acts)(client, rng)

    def create(self, client, rng):
        self.layers = set()
        self.change(
            {"mutability": "MUTABLE", "images": {}},
            lambda: client.call("ecr", "CreateRepository", repositoryName=self.name),
            lambda answer: {"created": answer["repository"]["createdAt"]},
        )

    def with_image(self, digest, tag):
        """Its state with the tag on this image and no other."""
        images = {other: [kept for kept in tags if kept != tag] for other, tags in self.state["images"].items()}
        images[digest] = sorted({*images.get(digest, []), tag})
        return {**self.state, "images": images}

    def push_layer(self, client, data):
        digest = digest_of(data)
        if len(data) % 2:
            client.registry("POST", f"{self.name}/blobs/uploads/?digest={digest}", data)
        else:
            _, headers, _ = client.registry("POST", f"{self.name}/blobs/uploads/")
            place = headers["Location"]
            place = place[place.index("/v2/"):]
            _, headers, _ = client.registry("PATCH", place, data[: len(data) // 2], {"Content-Type": "application/octet-stream"})
            client.registry("PUT", f"{place}{'&' if '?' in place else '?'}digest={digest}", data[len(data) // 2 :])
        self.layers.add(digest)
        return {"digest": digest, "size": len(data)}

    def push(self, client, rng):
        config = json.dumps({"architecture": "amd64", "os": "linux", "n": rng.randint(0, 3)}).encode()
        layers = [self.push_layer(client, data) for data in rng.sample(LAYERS, rng.randint(1, 3))]
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **self.push_layer(client, config)},
                "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", **layer} for layer in layers],
            }
        ).encode()
        digest, tag = digest_of(manifest), rng.choice(["v1", "v2", "latest"])
        self.manifests[digest] = manifest
        self.change(
            self.with_image(digest, tag),
            lambda: client.registry("PUT", f"{self.name}/manifests/{tag}", manifest, {"Content-Type": MANIFEST}),
        )

    def put_image(self, client, rng):
        if not self.state["images"]:
            return
        digest, tag = rng.choice(sorted(self.state["images"])), rng.choice(["v1", "v2", "v3"])
        self.change(
            self.with_image(digest, tag),
            lambda: client.call(
                "ecr", "PutImage", repositoryName=self.name, imageTag=tag, imageManifestMediaType=MANIFEST,
                imageManifest=self.manifests[digest].decode(),
            ),
            may_refuse=["ImageAlreadyExistsException"],
        )

    def delete_image(self, client, rng):
        known = sorted(self.state["images"])
        if not known:
            return
        gone = rng.sample(known, rng.randint(1, len(known)))
        images = {digest: tags for digest, tags in self.state["images"].items() if digest not in gone}
        self.change(
            {**self.state, "images": images},
            lambda: client.call(
                "ecr", "BatchDeleteImage", repositoryName=self.name, imageIds=[{"imageDigest": digest} for digest in gone]
            ),
        )

    def delete(self, client, rng):
        self.change(None, lambda: client.call("ecr", "DeleteRepository", repositoryName=self.name, force=True))

    def fill(self, client, count):
        """Makes it a large one, which takes drydock more than one step to delete."""
        if not self.is_there():
            self.create(client, None)
        for i in range(count):
            self.push_layer(client, f"{self.name} {i}".encode() + bytes(i % 2))

    def verify(self, client):
        was_there = any(self.states)
        super().verify(client)
        if not self.is_there():
            self.layers = set()
            return
        needed = set(self.layers) if was_there else set()
        for digest, tags in self.state["images"].items():
            for reference in [digest, *tags]:
                _, headers, manifest = client.registry("GET", f"{self.name}/manifests/{reference}", headers={"Accept": MANIFEST})
                if digest_of(manifest) != digest or headers["Docker-Content-Digest"] != digest:
                    raise Wrong(f"{self}: {reference} is not the manifest that was pushed as {digest}")
            content = json.loads(manifest)
            needed |= {part["digest"] for part in [content["config"], *content["layers"]]}
        for digest in sorted(needed):
            try:
                _, _, data = client.registry("GET", f"{self.name}/blobs/{digest}")
            except Refused as refusal:
                raise Wrong(f"{self} has lost a layer: {refusal}") from refusal
            if digest_of(data) != digest:
                raise Wrong(f"{self}: the layer {digest} has other bytes")


class TargetGroup(Thing):
    def __init__(self, name, vpc):
        super().__init__(name)
        self.vpc = vpc

    def observe(self, client):
        try:
            group = client.form("elasticloadbalancing", "DescribeTargetGroups", {"Names.member.1": self.name})
            arn = group.findtext(".//TargetGroupArn")
            health = client.form("elasticloadbalancing", "DescribeTargetHealth", {"TargetGroupArn": arn})
        except Refused:
            return None
        targets = [
            int(told.findtext("Target/Port"))
            for told in health.iterfind(".//TargetHealthDescriptions/member")
            if told.findtext("TargetHealth/State") != "draining"
        ]
        return {"arn": arn, "port": int(group.findtext(".//TargetGroups/member/Port")), "targets": sorted(targets)}

    def act(self, client, rng):
        if not self.is_there():
            return self.create(client, rng)
        rng.choice([self.register, self.register, self.deregister, self.delete])(client, rng)

    def create(self, client, rng):
        port = rng.randint(1, 65535)
        fields = {"Name": self.name, "Protocol": "HTTP", "Port": port, "TargetType": "ip", "VpcId": self.vpc}
        self.change(
            {"port": port, "targets": []},
            lambda: client.form("elasticloadbalancing", "CreateTargetGroup", fields),
            lambda answer: {"arn": answer.findtext(".//TargetGroupArn")},
        )

    def send_targets(self, client, action, arn, ports):
        fields = {"TargetGroupArn": arn}
        for i, port in enumerate(ports, 1):
            fields |= {f"Targets.member.{i}.Id": "127.0.0.1", f"Targets.member.{i}.Port": port}
        return client.form("elasticloadbalancing", action, fields)

    def register(self, client, rng):
        state, ports = self.state, rng.sample(range(1, 100), rng.randint(1, 3))
        self.change(
            {**state, "targets": sorted({*state["targets"], *ports})},
            lambda: self.send_targets(client, "RegisterTargets", state["arn"], ports),
        )

    def deregister(self, client, rng):
        state = self.state
        if not state["targets"]:
            return
        gone = rng.sample(state["targets"], rng.randint(1, len(state["targets"])))
        self.change(
            {**state, "targets": sorted({*state["targets"]} - {*gone})},
            lambda: self.send_targets(client, "DeregisterTargets", state["arn"], gone),
        )

    def delete(self, client, rng):
        arn = self.state["arn"]
        self.change(None, lambda: client.form("elasticloadbalancing", "DeleteTargetGroup", {"TargetGroupArn": arn}))


class Session(Thing):
    """The newest session of a role that was acknowledged."""

    def act(self, client, rng):
        fields = {"RoleArn": "arn:aws:iam::123456789012:role/deploy", "RoleSessionName": f"{self.name}-{rng.getrandbits(32):x}"}
        answer = client.form("sts", "AssumeRole", fields)
        names = {"key": ".//AccessKeyId", "token": ".//SessionToken", "arn": ".//AssumedRoleUser/Arn"}
        self.set([{name: answer.findtext(path) for name, path in names.items()}])

    def observe(self, client):
        known = self.states[0]
        if known is None:
            return None
        try:
            told = client.form("sts", "GetCallerIdentity", key=known["key"], token=known["token"])
        except Refused:
            return None
        return {**known, "arn": told.findtext(".//Arn")}
