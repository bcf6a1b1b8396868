#!/usr/bin/env python3
"""Kills drydock at random moments under a random workload, and holds it to what it had told.

usage: crash.py [--rounds N] [--seed S] [--engine simulated|docker] [--seconds N] PROGRAM

A world is a data folder with up to 25 rounds in it (5 on Docker). In a round several clients change things of
their own and read everybody's over loopback, until drydock is killed; it is started again on the
folder (now and then it is killed once more while it starts) and must then know all that it had
acknowledged or told, whole, and nothing that was only half done. What was in flight may have
happened or not. World after world has the next seed; a world that fails is kept, and says how to
play it again. Threads and the moment of the kill make no two plays quite the same.
"""

import argparse
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import containers
from client import Client, Lost, Refused
from things import CLUSTER, Cluster, Family, Repository, Run, Service, Session, TargetGroup, Wrong

ROUNDS_A_WORLD = {"simulated": 25, "docker": 5}
WORKERS = {"simulated": 5, "docker": 2}
PAUSES = {"simulated": 0.0, "docker": 0.2}  # Seconds after each change: containers are slow.
LAST_KILLS = {"simulated": 0.4, "docker": 4.0}  # Seconds after a round's begin.
READERS = 2
STEP = 500  # Records that drydock takes away at once.


class Drydock:
    """The program on one data folder, always at the same port."""

    def __init__(self, program, folder, engine):
        self.program, self.folder, self.engine = program, folder, engine
        self.port, self.process = 0, None
        self.log = folder.with_suffix(".log")

    def launch(self):
        options = ["--port", str(self.port), "--data", str(self.folder), "--engine", self.engine, "--log-level", "warn"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.program, *options], stdout=subprocess.PIPE, stderr=log)

    def start(self):
        self.launch()
        ready = self.process.stdout.readline().decode()
        if " is ready at " not in ready:
            raise Wrong(f"drydock did not start: {self.log.read_text()[-2000:]}")
        self.port = int(ready.split("localhost:")[1].split()[0])

    def kill(self):
        """Gives whether it still ran."""
        if self.process is None:
            return False
        ran = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None
        return ran


class World:
    def __init__(self, program, seed, engine):
        self.seed, self.engine = seed, engine
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crash-world-")) / "data"
        self.drydock = Drydock(program, self.folder, engine)
        self.rng = random.Random(seed)
        self.wrong = []
        self.round = 0

    def begin(self):
        self.drydock.start()
        self.judge = Client(self.drydock.port)
        self.judge.log_in()
        self.make_things()

    def make_things(self):
        self.base = Cluster(CLUSTER)
        self.base.create(self.judge, {"n": "0"})
        vpc = self.judge.form("ec2", "DescribeVpcs").findtext(".//vpcId")
        self.owned = []
        image = containers.push_shop(self.judge) if self.engine == "docker" else "app:1"
        for i in range(WORKERS[self.engine]):
            family = Family(f"family{i}")
            family.image = image
            family.act(self.judge, self.rng)
            self.owned.append(
                [Cluster(f"cluster{i}"), family, Service(f"service{i}", family), Run(f"run{i}a", family), Run(f"run{i}b", family)]
                + [Repository(f"repository{i}"), TargetGroup(f"group{i}", vpc), Session(f"session{i}")]
            )
        self.things = [self.base] + [thing for owned in self.owned for thing in owned]
        self.large = Repository("large")

    # --- one round -------------------------------------------------------------------------------

    def play(self):
        """A round; Wrong if drydock broke its word."""
        self.round += 1
        self.over = threading.Event()
        threads = [threading.Thread(target=self.run, args=(self.work, i)) for i in range(WORKERS[self.engine])]
        threads += [threading.Thread(target=self.run, args=(self.look, i)) for i in range(READERS)]
        for thread in threads:
            thread.start()
        if self.round in (10, 20):
            self.end_by_a_long_one(threads)
        else:
            # Mostly early: that is when what the last kill broke off goes on.
            time.sleep(0.02 + (LAST_KILLS[self.engine] - 0.02) * self.rng.random() ** 4)
            self.kill()
        for thread in threads:
            thread.join()
        self.raise_wrong()
        self.start_again()
        self.verify()

    def run(self, what, number):
        client = Client(self.drydock.port, self.judge.login)
        try:
            what(client, random.Random(f"{self.seed} {self.round} {getattr(what, '__name__', '')} {number}"), number)
        except Lost as lost:
            if not self.over.is_set():
                self.wrong.append(f"drydock ran, and yet: {lost}")
        except Exception as failure:  # pylint: disable=broad-except
            self.wrong.append(f"{type(failure).__name__}: {failure}")
        finally:
            client.close()

    def work(self, client, rng, number):
        while not self.over.is_set():
            rng.choice(self.owned[number]).act(client, rng)
            time.sleep(PAUSES[self.engine])

    def look(self, client, rng, _):
        while not self.over.is_set():
            rng.choice(self.things).read(client)

    def end_by_a_long_one(self, threads):
        """The kill meets a change that takes drydock many steps, each of which lets others in."""
        time.sleep(0.05)
        self.over.set()
        for thread in threads:
            thread.join()
        self.raise_wrong()
        self.large.fill(self.judge, STEP + 200)
        if self.rng.random() < 0.5:
            change = lambda client, *_: self.large.delete(client, self.rng)
        else:
            change = lambda client, *_: client.ask("POST", "/_drydock/reset", b"", {"X-Drydock": "1"})
            for thing in [self.large, *self.things]:
                thing.set([state for state in thing.states if state is not None] + [None])
        sender = threading.Thread(target=self.run, args=(change, 0))
        sender.start()
        time.sleep(0.004 * self.rng.random())
        self.kill()
        sender.join()

    def kill(self):
        self.over.set()
        if not self.drydock.kill():
            raise Wrong("drydock ended by itself")

    def raise_wrong(self):
        if self.wrong:
            raise Wrong("\n".join(self.wrong))

    # --- after the kill --------------------------------------------------------------------------

    def start_again(self):
        while self.rng.random() < 0.2:
            self.drydock.launch()
            time.sleep(0.03 * self.rng.random())
            self.drydock.kill()
        self.drydock.start()
        self.judge.close()

    def verify(self):
        self.verify_log()
        self.verify_records(self.judge.state())
        was_reset = self.base.observe(self.judge) is None
        for thing in [*self.things, self.large]:
            if was_reset:
                self.verify_reset(thing)
            else:
                thing.verify(self.judge)
        if was_reset:
            self.begin_anew()
        if self.engine == "docker":
            containers.verify(self.judge, self.folder)

    def verify_log(self):
        """It has nothing to say, but that a real engine may give it reason for a warning."""
        said = self.drydock.log.read_text().splitlines()
        if self.engine == "docker":
            said = [line for line in said if " warning " not in line or "set aside" in line]
        if said:
            raise Wrong("the log has lines:\n" + "\n".join(said[-20:]))

    def verify_reset(self, thing):
        if None not in thing.states or thing.observe(self.judge) is not None:
            raise Wrong(f"half of a reset was done: {thing} is still there")
        thing.set([None])

    def begin_anew(self):
        left = {table: len(records) for table, records in self.judge.state().items() if records}
        if left:
            raise Wrong(f"half of a reset was done: {left}")
        self.make_things()

    @staticmethod
    def verify_records(tables):
        """What belongs together is together, whoever made it."""

        def keys(table, *members):
            return {tuple(record[member] for member in members) for record in tables.get(table, [])}

        def hold(condition, what):
            if not condition:
                raise Wrong(f"the state is not whole: {what}")

        layers, images = keys("layers", "repository", "digest"), keys("images", "repository", "digest")
        repositories, clusters = keys("repositories", "name"), keys("clusters", "name")
        tagged = [(image["repository"], tag) for image in tables.get("images", []) for tag in image["tags"]]
        hold(len(tagged) == len(set(tagged)), "a tag points to two images")
        for image in tables.get("images", []):
            for digest in image["references"]:
                part = (image["repository"], digest)
                hold(part in layers or part in images, f"{image['repository']} has not {digest}, which an image needs")
        for name, digest in layers | images:
            hold((name,) in repositories, f"{digest} is in {name}, which is not there")
        services, tasks = keys("services", "cluster", "name"), keys("tasks", "arn")
        for cluster, *_ in services | keys("tasks", "cluster"):
            hold((cluster,) in clusters, f"there is no cluster {cluster}")
        for use in tables.get("client_tokens", []):
            if use["service"]:
                hold(tuple(use["service"].split("/")) in services, f"a token's service {use['service']}")
        numbers = {}
        for record in tables.get("task_definitions", []):
            definition = record["definition"]
            numbers.setdefault(definition["family"], set()).add(definition["revision"])
        for family in tables.get("task_definition_families", []):
            last = family["last_revision"]
            hold(numbers.get(family["name"]) == set(range(1, last + 1)), f"revisions of {family['name']}")

    def verify_journal(self):
        """Nothing is set aside and the file is sound. drydock must not run: a copy is looked at."""
        with tempfile.TemporaryDirectory() as folder:
            for file in self.folder.glob("journal.db*"):
                shutil.copy(file, folder)
            database = sqlite3.connect(f"{folder}/journal.db")
            (unreadable,) = database.execute("SELECT count(*) FROM unreadable").fetchone()
            (sound,) = database.execute("PRAGMA integrity_check").fetchone()
            database.close()
        if unreadable or sound != "ok":
            raise Wrong(f"the journal has {unreadable} unreadable records; its check says {sound}")

    def end(self):
        if self.engine == "docker":
            self.drydock.process.terminate()
            self.drydock.process.wait()
            containers.verify_nothing_left(self.folder)
        self.drydock.kill()
        self.verify_journal()


def play_world(program, seed, rounds, engine, deadline):
    """How many rounds were played; None if one failed."""
    world, passed = None, False
    try:
        world = World(program, seed, engine)
        world.begin()
        while world.round < rounds and time.monotonic() < deadline:
            world.play()
        world.end()
        passed = True
        return world.round
    except (Wrong, Lost, Refused, KeyError, IndexError, ValueError) as failure:
        round_number = world.round if world else 0
        print(f"FAILED in round {round_number} of the world with seed {seed}: {type(failure).__name__}: {failure}")
        if world:
            print(f"its folder is kept: {world.folder}")
        print(f"to play it again: tests/crash/crash.py --engine {engine} --seed {seed} --rounds {rounds} {program}")
        return None
    finally:
        if world:
            world.drydock.kill()
            if engine == "docker":
                containers.remove(world.folder, world.drydock.port)
            if passed:
                shutil.rmtree(world.folder.parent)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["simulated", "docker"], default="simulated")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no round after so many")
    options = parser.parse_args()
    began, played, seed = time.monotonic(), 0, options.seed
    while played < options.rounds and time.monotonic() - began < options.seconds:
        rounds = min(ROUNDS_A_WORLD[options.engine], options.rounds - played)
        done = play_world(options.program, seed, rounds, options.engine, began + options.seconds)
        if done is None:
            return 1
        played, seed = played + done, seed + 1
    print(f"{played} rounds in {seed - options.seed} worlds, {time.monotonic() - began:.0f} s: all that was told was kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
