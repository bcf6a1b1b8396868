#!/usr/bin/env python3
"""Hostile and clumsy clients against a running drydock, on loopback, bounded in time and count.

usage: hostile.py PORT PID

Sends what a peer may send to make drydock spend more than the request is worth, and prints one JSON
object: what held the control thread longest and how long, what resident memory was at rest and at
most, and what was not answered as it should be.
"""

import base64
import hashlib
import http.client
import json
import socket
import struct
import sys
import threading
import time

PORT, PID = int(sys.argv[1]), int(sys.argv[2])
SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"
TARGETS = {"ecs": "AmazonEC2ContainerServiceV20141113.", "ecr": "AmazonEC2ContainerRegistry_V20150921."}
wrong = []
holds = {}


def resident_mib():
    with open(f"/proc/{PID}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


class MemoryWatch:
    """The most resident memory while it is entered, looked at every few milliseconds."""

    def __enter__(self):
        self.most = resident_mib()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def look(self):
        while not self.over.wait(0.005):
            self.most = max(self.most, resident_mib())

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def request(method, path, body=b"", headers=None, timeout=60):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read(), dict(response.getheaders())
    finally:
        connection.close()


def call(service, operation, body):
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "X-Amz-Target": TARGETS[service] + operation,
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": SIGNED.format(service),
    }
    return request("POST", "/", text, headers)


def form(service, text):
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "Authorization": SIGNED.format(service),
    }
    return request("POST", "/", text, headers)


def registry(method, path, body=b"", headers=None):
    return request(method, "/v2/" + path, body, {**LOGIN, **(headers or {})})


def control(method, path):
    return request(method, path, b"", {"X-Drydock": "1"})


def measured(what, function, *expected):
    """Calls it, and notes how long the control thread was held at most meanwhile."""
    control("POST", "/_drydock/holds")
    outcome = function()
    held = json.loads(control("GET", "/_drydock/holds")[1])["longestMilliseconds"]
    holds[what] = max(held, holds.get(what, 0.0))
    status = outcome[0] if outcome else None
    if expected and status not in expected:
        wrong.append(f"{what}: answered {status}, not {expected}: {outcome[1][:200]!r}")
    return outcome


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


# --- requests that cost more than they are worth --------------------------------------------------


def costly_inputs():
    many = b'{"family":"f","containerDefinitions":[' + b"{}," * 200_000 + b"{}]}"
    measured("a definition of 200,000 empty containers", lambda: call("ecs", "RegisterTaskDefinition", many), 400)
    deep = b'{"family":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    measured("values in one another 100,000 deep", lambda: call("ecs", "RegisterTaskDefinition", deep), 400)
    wide = b'{"clusters":[' + b'"a",' * 200_000 + b'"a"]}'
    measured("200,000 clusters to describe", lambda: call("ecs", "DescribeClusters", wide), 400)
    names = b'{"clusters":[' + b'"a",' * 40_000 + b'"a"]}'
    measured("40,000 clusters to describe", lambda: call("ecs", "DescribeClusters", names), 200, 400)
    environment = ",".join(f'{{"name":"n{i}","value":"v"}}' for i in range(20_000))
    text = f'{{"family":"f","containerDefinitions":[{{"name":"c","image":"i","memory":64,"environment":[{environment}]}}]}}'
    measured("a definition of 20,000 variables", lambda: call("ecs", "RegisterTaskDefinition", text.encode()), 200, 400)
    members = "{" + ",".join(f'"x{i}":0' for i in range(60_000)) + "}"
    measured("60,000 members that no shape has", lambda: call("ecs", "ListClusters", members.encode()), 200, 400)
    measured("a name of 900 kB", lambda: call("ecs", "CreateCluster", {"clusterName": "x" * 900_000}), 400)
    tags = [{"key": f"k{i}", "value": "v"} for i in range(20_000)]
    measured("20,000 tags", lambda: call("ecs", "CreateCluster", {"clusterName": "t", "tags": tags}), 400)
    measured("2 MiB for a small call", lambda: call("ecs", "ListClusters", b" " * 2**21), 413)
    parameters = "&".join(f"Conditions.member.{i}.Field=host-header" for i in range(1, 9_900))
    measured(
        "a form of 9,900 parameters",
        lambda: form("elasticloadbalancing", "Action=CreateRule&Version=2015-12-01&" + parameters),
        400,
    )
    measured(
        "a form of a 900 kB value",
        lambda: form("elasticloadbalancing", "Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=" + "%41" * 300_000),
        400,
    )
    measured("a header of 60 kB", lambda: request("POST", "/", b"{}", {"Authorization": "A," * 30_000}), 400, 403)


def pipelined():
    one = (
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n"
        f"X-Amz-Target: {TARGETS['ecs']}ListClusters\r\nAuthorization: {SIGNED.format('ecs')}\r\nContent-Length: 2\r\n\r\n{{}}"
    ).encode()
    with socket.create_connection(("127.0.0.1", PORT), timeout=60) as client:
        sender = threading.Thread(target=client.sendall, args=(one * 2_000,))
        sender.start()
        seen = b""
        while seen.count(b"HTTP/1.1 200") < 2_000:
            piece = client.recv(65536)
            if not piece:
                break
            seen += piece
        sender.join()
    count = seen.count(b"HTTP/1.1 200")
    return (200 if count == 2_000 else count), b""


def layers_and_manifests():
    blob = bytes(20 * 2**20)
    part = base64.b64encode(blob).decode()
    _, answer, _ = call("ecr", "InitiateLayerUpload", {"repositoryName": "repo"})
    upload = json.loads(answer)["uploadId"]
    body = {"repositoryName": "repo", "uploadId": upload, "partFirstByte": 0, "partLastByte": len(blob) - 1, "layerPartBlob": part}
    text = json.dumps(body).encode()
    before = resident_mib()
    with MemoryWatch() as watch:
        measured("a layer part of 20 MiB", lambda: call("ecr", "UploadLayerPart", text), 200)
    figures["partMiB"] = round(watch.most, 1)
    figures["partGrowthMiB"] = round(watch.most - before, 1)
    absent = ",".join(
        f'{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:{i:064x}","size":1}}' for i in range(30_000)
    )
    manifest = (
        '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":'
        f'{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{1:064x}","size":1}},"layers":[{absent}]}}'
    ).encode()
    kind = {"Content-Type": "application/vnd.oci.image.manifest.v1+json"}
    measured("a manifest of 30,000 absent layers", lambda: registry("PUT", "repo/manifests/absent", manifest, kind), 400, 404, 413)
    measured("the same by PutImage", lambda: call("ecr", "PutImage", {"repositoryName": "repo", "imageManifest": manifest.decode()}), 400)
    values = b'{"schemaVersion":2,"x":[' + b"0," * 1_900_000 + b"0]}"
    measured("a manifest of 1,900,000 numbers", lambda: registry("PUT", "repo/manifests/wide", values, kind), 400, 413)


def broken_off_pulls():
    """Clients that go in the middle of a layer, in every way that there is to go."""
    layer = bytes(32 * 2**20)
    registry("POST", f"repo/blobs/uploads/?digest={digest(layer)}", layer)
    pull = f"GET /v2/repo/blobs/{digest(layer)} HTTP/1.1\r\nHost: localhost\r\n".encode() + LOGIN_LINE + b"\r\n"
    reset = struct.pack("ii", 1, 0)
    for i in range(30):
        with socket.create_connection(("127.0.0.1", PORT), timeout=60) as client:
            client.sendall(pull)
            client.recv(1_000)
            if i % 3 == 0:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            elif i % 3 == 1:
                client.shutdown(socket.SHUT_RDWR)
    return call("ecs", "ListClusters", {})


def open_uploads():
    def open_many():
        for _ in range(12_000):
            status, answer, headers = pooled("POST", "/v2/repo/blobs/uploads/")
            if status != 202:
                return status, answer, headers
        return status, answer, headers

    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

    def pooled(method, path):
        connection.request(method, path, b"", LOGIN)
        response = connection.getresponse()
        return response.status, response.read(), dict(response.getheaders())

    # A cap with its own error is as good as room for all of them.
    measured("12,000 open uploads", open_many, 202, 429, 503)
    connection.close()


def chain_of_referrers(length):
    """Images each of which says something about the one before; the root is then deleted."""
    empty = b"{}"
    registry("POST", "repo/blobs/uploads/?digest=" + digest(empty), empty)
    config = {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest(empty), "size": 2}
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    subject, root = None, None
    for i in range(length):
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "artifactType": "application/x.link",
            "config": config,
            "layers": [config],
            "annotations": {"n": str(i)},
        }
        if subject:
            manifest["subject"] = subject
        text = json.dumps(manifest).encode()
        connection.request("PUT", "/v2/repo/manifests/" + digest(text), text, {**LOGIN, "Content-Type": manifest["mediaType"]})
        response = connection.getresponse()
        response.read()
        if response.status != 201:
            wrong.append(f"link {i} of the chain: {response.status}")
            break
        subject = {"mediaType": manifest["mediaType"], "digest": digest(text), "size": len(text)}
        root = root or subject
    connection.close()
    measured("listing 2,000 images", lambda: call("ecr", "ListImages", {"repositoryName": "repo", "maxResults": 1000}), 200)
    measured("describing 1,000 images", lambda: call("ecr", "DescribeImages", {"repositoryName": "repo", "maxResults": 1000}), 200)
    measured("reading the whole state", lambda: control("GET", "/_drydock/state"), 200)
    measured("deleting the root of a chain of referrers", lambda: registry("DELETE", "repo/manifests/" + root["digest"]), 202)


# --- many connections at once ---------------------------------------------------------------------


def crowd(count):
    """As many connections as that, each holding on to as much as it can get."""
    large = b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: " + TARGETS["ecr"].encode()
    large += b"UploadLayerPart\r\nContent-Length: 29000000\r\n\r\n"
    openings = [
        b"",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"s" * 60_000,
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" + b"b" * 400_000,
        large + b" " * 400_000,
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f4240\r\n" + b"c" * 300_000,
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"e" * 100_000,
        b"GET /_drydock/state HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20,
        b"PATCH /v2/repo/blobs/uploads/x HTTP/1.1\r\nHost: localhost\r\n" + LOGIN_LINE + b"Content-Length: 9000000\r\n\r\n" + b"p" * 200_000,
        b"POST /v2/repo/blobs/uploads/?digest=sha256:" + b"0" * 64 + b" HTTP/1.1\r\nHost: localhost\r\n" + LOGIN_LINE
        + b"Content-Length: 9000000\r\n\r\n" + b"u" * 200_000,
    ]
    clients = []
    deadline = time.monotonic() + 20
    try:
        for i in range(count):
            client = socket.create_connection(("127.0.0.1", PORT), timeout=5)
            client.setblocking(False)
            clients.append((client, memoryview(openings[i % len(openings)])))
        pending = clients
        while pending and time.monotonic() < deadline:
            left = []
            for client, rest in pending:
                try:
                    sent = client.send(rest) if rest else 0
                except BlockingIOError:
                    sent = 0
                except OSError:
                    continue  # Refused, as it may be.
                if rest[sent:]:
                    left.append((client, rest[sent:]))
            pending = left
            if not pending:
                break
            time.sleep(0.01)
        status, answer, _ = call("ecs", "ListClusters", {})
        if status != 200:
            wrong.append(f"an honest call among the crowd: {status} {answer[:200]!r}")
        return status, answer
    finally:
        for client, _ in clients:
            client.close()


figures = {}
call("ecr", "CreateRepository", {"repositoryName": "repo"})
token = json.loads(call("ecr", "GetAuthorizationToken", {})[1])["authorizationData"][0]["authorizationToken"]
LOGIN = {"Authorization": "Basic " + token}
LOGIN_LINE = b"Authorization: Basic " + token.encode() + b"\r\n"

figures["restMiB"] = round(resident_mib(), 1)
with MemoryWatch() as all_along:
    measured("2,000 requests in one breath", pipelined, 200)
    costly_inputs()
    layers_and_manifests()
    measured("pulls that are broken off", broken_off_pulls, 200)
    chain_of_referrers(2_000)
    open_uploads()
    with MemoryWatch() as watch_crowd:
        at_rest = resident_mib()
        measured("1,000 hostile connections", lambda: crowd(1_000), 200)
    figures["crowdMiB"] = round(watch_crowd.most - at_rest, 1)
figures["mostMiB"] = round(all_along.most, 1)
figures["longestHold"] = max(holds, key=holds.get)
figures["longestHoldMs"] = round(max(holds.values()), 2)
figures["holdsMs"] = {what: round(held, 2) for what, held in sorted(holds.items(), key=lambda item: -item[1])}
figures["wrong"] = wrong
print(json.dumps(figures, indent=1))
