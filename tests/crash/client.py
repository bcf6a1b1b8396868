"""One client of drydock, on loopback: whole answers, refusals in their own words, or nothing."""

import base64
import hashlib
import http.client
import json
import re
import urllib.parse
import xml.etree.ElementTree

SIGNED = "AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"
TARGETS = {"ecs": "AmazonEC2ContainerServiceV20141113.", "ecr": "AmazonEC2ContainerRegistry_V20150921."}
VERSIONS = {"elasticloadbalancing": "2015-12-01", "sts": "2011-06-15", "ec2": "2016-11-15"}
SECONDS = 30  # For an answer; none takes as long.


class Lost(Exception):
    """No whole answer came: what was asked for may have been done, or not."""


class Refused(Exception):
    """drydock says no: nothing was done."""

    def __init__(self, status, code, text):
        super().__init__(f"{status} {code}: {text}")
        self.status, self.code = status, code


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Client:
    """What one thread says. Registry requests have a connection of their own, as docker's have."""

    def __init__(self, port, login=None):
        self.port, self.login = port, login
        self.connections = {}

    def close(self):
        for connection in self.connections.values():
            connection.close()

    def ask(self, method, path, body=b"", headers=None, of="api"):
        """Status, headers and body of a whole answer; else Lost."""
        connection = self.connections.get(of)
        if connection is None:
            connection = self.connections[of] = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        except (OSError, http.client.HTTPException) as failure:
            connection.close()
            raise Lost(f"{method} {path}: {failure!r}") from failure

    def call(self, service, operation, /, **members):
        """One awsJson call."""
        headers = {
            "X-Amz-Target": TARGETS[service] + operation,
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": SIGNED.format("test", service),
        }
        status, _, text = self.ask("POST", "/", json.dumps(members).encode(), headers)
        answer = json.loads(text)
        if status != 200:
            raise Refused(status, answer.get("__type", ""), f"{operation}: {text[:300]!r}")
        return answer

    def form(self, service, action, fields=None, key="test", token=None):
        """One awsQuery call; the answer's elements without their name space."""
        text = urllib.parse.urlencode({"Action": action, "Version": VERSIONS[service], **(fields or {})})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "Authorization": SIGNED.format(key, service),
        }
        if token:
            headers["X-Amz-Security-Token"] = token
        status, _, answer = self.ask("POST", "/", text.encode(), headers)
        root = xml.etree.ElementTree.fromstring(re.sub(rb' xmlns="[^"]*"', b"", answer, count=1))
        if status != 200:
            raise Refused(status, root.findtext(".//Code"), f"{action}: {answer[:300]!r}")
        return root

    def registry(self, method, path, body=b"", headers=None):
        """One request of the distribution protocol; status, headers and body, Refused from 400 on."""
        headers = {"Authorization": "Basic " + self.login, **(headers or {})}
        status, told, answer = self.ask(method, path if path.startswith("/") else "/v2/" + path, body, headers, of="registry")
        if status >= 400:
            code = json.loads(answer)["errors"][0]["code"] if answer else ""
            raise Refused(status, code, f"{method} {path}: {answer[:300]!r}")
        return status, told, answer

    def log_in(self):
        token = self.call("ecr", "GetAuthorizationToken")["authorizationData"][0]["authorizationToken"]
        assert base64.b64decode(token).startswith(b"AWS:")
        self.login = token

    def state(self):
        """Every record, by table; those of all worlds together."""
        status, _, text = self.ask("GET", "/_drydock/state")
        if status != 200:
            raise Refused(status, "", "the state")
        tables = {}
        for world in json.loads(text)["worlds"]:
            for table, records in world["tables"].items():
                tables.setdefault(table, []).extend(records)
        return tables
