#!/usr/bin/env bash
# botocore in CBOR: what it reads is drydock's error, like every other one. It likes JSON better where
# a service has both, so it is told that there is no JSON.
source "$(dirname "${BASH_SOURCE[0]}")/harness.sh"

# shellcheck source=fixtures/botocore.sh
source "$root/fixtures/botocore.sh"
python=$(cbor_python) || skip 'no botocore that speaks CBOR'
start_drydock --port 0 --ephemeral --engine simulated

# answer SERVICE METHOD: the protocol, the status, the code and the message.
answer() {
  "$python" - "$DRYDOCK_URL" "$@" <<'PYTHON'
import sys
import botocore.exceptions
import botocore.session

url, service, method = sys.argv[1:]
session = botocore.session.get_session()
# The loader keeps what it has loaded, so the client is made of this very model.
model = session.get_component("data_loader").load_service_model(
    service, "service-2", api_version=None)
model["metadata"]["protocols"] = ["smithy-rpc-v2-cbor"]
client = session.create_client(service, endpoint_url=url)
try:
    getattr(client, method)()
except botocore.exceptions.ClientError as refusal:
    error = refusal.response
    print(client.meta.service_model.resolved_protocol,
          error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"],
          error["Error"]["Message"], sep="|")
PYTHON
}

for call in cloudwatch:ListDashboards:list_dashboards codedeploy:ListOnPremisesInstances:list_on_premises_instances \
  servicediscovery:ListNamespaces:list_namespaces; do
  IFS=: read -r service operation method <<<"$call"
  equal "smithy-rpc-v2-cbor|501|NotImplemented|drydock does not emulate $service:$operation yet." \
    "$(answer "$service" "$method")"
done
