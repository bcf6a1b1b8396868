#include "api/aws/protocol.h"

namespace drydock::aws {

const WireProtocol& protocol_of(const model::ServiceModel& service) {
  switch (service.protocols.front()) {
    case model::Protocol::json:
      break;
    case model::Protocol::cbor:
      return cbor_protocol();
    case model::Protocol::query:
      return query_protocol();
    case model::Protocol::ec2:
      return ec2_protocol();
  }
  return json_protocol(service.json_version);
}

}  // namespace drydock::aws
