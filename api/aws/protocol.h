#pragma once

#include <string>
#include <string_view>

#include "api/aws/error_reply.h"
#include "emulator/base/result.h"
#include "emulator/model/service.h"
#include "emulator/model/violation.h"

namespace drydock::aws {

class Form;

/// What an operation's input is read from: a body for JSON and CBOR, a form for the others.
struct InputText {
  std::string_view body;
  const Form* form = nullptr;
  /// Where a large body lies, which reading it uses up; else null.
  std::string* storage = nullptr;
};

/// How the services of one protocol read a request and write their answers. Stateless.
class WireProtocol {
 public:
  virtual ~WireProtocol() = default;

  [[nodiscard]] virtual model::Protocol kind() const = 0;

  /// Fills `input`, a struct of the operation's input shape with nothing set. An error tells of
  /// text that is not of the protocol's format or of a value of the wrong type; what is missing or
  /// no enumerator goes to `violations`.
  [[nodiscard]] virtual Result<Done> decode(const InputText& text,
                                            const model::OperationModel& operation, void* input,
                                            model::Violations& violations) const = 0;

  /// The body of a successful answer. `output` is a struct of the operation's output shape, or null
  /// where there is nothing to tell.
  [[nodiscard]] virtual std::string encode(const model::ServiceModel& service,
                                           const model::OperationModel& operation,
                                           const void* output,
                                           std::string_view request_id) const = 0;

  /// The body of an error's answer.
  [[nodiscard]] virtual std::string encode_error(const model::ServiceModel& service,
                                                 const ErrorReply& error,
                                                 std::string_view request_id) const = 0;

  /// The Content-Type of both; a constant's text.
  [[nodiscard]] virtual std::string_view content_type() const = 0;
  /// The answers' header smithy-protocol; empty for the protocols that are older than it.
  [[nodiscard]] virtual std::string_view smithy_protocol() const { return {}; }
};

/// What requests and answers of Smithy's RPC v2 in CBOR have in their header smithy-protocol.
inline constexpr std::string_view rpc_v2_cbor = "rpc-v2-cbor";

/// What clients like best of what the service speaks.
const WireProtocol& protocol_of(const model::ServiceModel& service);

/// awsJson of the version "1.0", or else 1.1: they differ in their Content-Type.
/// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
const WireProtocol& json_protocol(std::string_view version);
/// Smithy's RPC v2 in CBOR.
/// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
const WireProtocol& cbor_protocol();
/// awsQuery. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
const WireProtocol& query_protocol();
/// EC2's dialect of it. https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
const WireProtocol& ec2_protocol();

}  // namespace drydock::aws
