"""What the crash test asks of a real engine, by the docker command."""

import hashlib
import io
import json
import os
import subprocess
import tarfile
import time

from things import MANIFEST, Repository, Wrong

SETTLED_WITHIN = 120  # Seconds.


def docker(*arguments):
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout


def push_shop(client):
    """An image of the sample shop; how a task definition names it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(os.environ["SHOP_PROGRAM"], "shop")
    layer = packed.getvalue()
    diff = "sha256:" + hashlib.sha256(layer).hexdigest()
    config = {"architecture": "amd64", "os": "linux", "config": {"Entrypoint": ["/shop"]}}
    config = json.dumps({**config, "rootfs": {"type": "layers", "diff_ids": [diff]}}).encode()
    shop = Repository("shop")
    shop.create(client, None)
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST}
    manifest["config"] = {"mediaType": "application/vnd.oci.image.config.v1+json", **shop.push_layer(client, config)}
    manifest["layers"] = [{"mediaType": "application/vnd.oci.image.layer.v1.tar", **shop.push_layer(client, layer)}]
    client.registry("PUT", "shop/manifests/v1", json.dumps(manifest).encode(), {"Content-Type": MANIFEST})
    return f"localhost:{client.port}/shop:v1"


def of_instance(folder):
    """The containers of this folder's drydock: each one's id and labels, and whether it runs."""
    instance = (folder / "instance").read_text().split()[0]
    ids = docker("ps", "-aq", "--no-trunc", "--filter", f"label=drydock.instance={instance}").split()
    listed = subprocess.run(["docker", "inspect", *ids], capture_output=True, text=True, check=False).stdout if ids else "[]"
    return {one["Id"]: (one["Config"]["Labels"], one["State"]["Running"]) for one in json.loads(listed)}


def unsettled(client, folder):
    """Why the containers are not what the records tell of; empty once they are."""
    found = of_instance(folder)
    tables = client.state()
    tasks = {task["id"]: task for task in tables.get("tasks", [])}
    for container, (labels, _) in found.items():
        task = labels.get("drydock.task")
        if task is None:
            continue
        if task not in tasks:
            raise Wrong(f"the container {container} is of the task {task}, which there is not")
        if tasks[task]["last_status"] == "stopped":
            return f"the container {container} outlives its task"
    for task in tasks.values():
        if task["last_status"] not in ("running", "stopped"):
            return f"the task {task['id']} is {task['last_status']}"
        for container in task["containers"]:
            if task["last_status"] == "running" and not found.get(container["engine_id"], ("", False))[1]:
                return f"the container {container['engine_id']} of a running task does not run"
    for service in tables.get("services", []):
        running = [task for task in tasks.values() if task["service"] == service["name"] and task["last_status"] == "running"]
        if len(running) != service["desired_count"]:
            return f"{service['name']} has {len(running)} tasks and wants {service['desired_count']}"
    return ""


def verify(client, folder):
    """Nothing runs that no record tells of, and all that should run does before long."""
    deadline = time.monotonic() + SETTLED_WITHIN
    while why := unsettled(client, folder):
        if time.monotonic() > deadline:
            raise Wrong(f"the engine never settled: {why}")
        time.sleep(0.5)


def verify_nothing_left(folder):
    if left := of_instance(folder):
        raise Wrong(f"a clean stop leaves containers: {left}")


def remove(folder, port):
    """Whatever became of the test."""
    if left := of_instance(folder):
        docker("rm", "-f", *left)
    subprocess.run(["docker", "image", "rm", "-f", f"localhost:{port}/shop:v1"], capture_output=True, check=False)
