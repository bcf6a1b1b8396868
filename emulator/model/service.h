#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "emulator/model/shape.h"

/// What a model says of its service beyond shapes: how it speaks, its operations and its errors.
/// Apart from the shapes, because every file that has a use for a struct reads those.
namespace drydock::model {

/// One error that a service's model defines.
struct ErrorShape {
  std::string_view name;       ///< The shape: "TargetGroupNotFoundException".
  std::string_view wire_code;  ///< What the client reads: "TargetGroupNotFound".
  int http_status;
  bool sender_fault;  ///< Whether the caller is to blame ("Sender") or the service ("Receiver").
};

/// How a service speaks.
enum class Protocol : std::uint8_t {
  json,   ///< awsJson 1.0 or 1.1.
  cbor,   ///< Smithy's RPC v2 in CBOR.
  query,  ///< awsQuery: a form in, XML out.
  ec2,    ///< The query protocol's older dialect that EC2 alone speaks.
};

/// How a request is refused that its model rules out.
enum class ViolationStyle : std::uint8_t {
  coral,  ///< All violations in the words of Coral, the framework of AWS's older services.
  ecs,    ///< The first in ECS's words.
  ecr,    ///< The first in ECR's.
  ec2,    ///< The first in EC2's, with a code for each kind.
};

/// The longest body, in bytes, of an operation that nothing else is known of.
inline constexpr std::size_t usual_body_limit = std::size_t{1024} * 1024;

/// One operation of a service.
struct OperationModel {
  std::string_view name;
  const Shape* input;               ///< Null where drydock has no use for the operation's shapes.
  const Shape* output;              ///< Null there too, and where the model has none.
  std::string_view result_wrapper;  ///< Query protocol: "DescribeRulesResult"; else empty.
  std::string_view http_method;
  std::string_view http_path;
  std::span<const std::uint16_t> errors;  ///< Indices into ServiceModel::errors.
  ViolationStyle violation_style;
  std::string_view violation_code;  ///< The error of a refusal; empty where the style has its own.
  bool is_unsigned;                 ///< A call needs no signature.
  std::size_t body_limit;           ///< The longest body that is read, in bytes.
};

/// One service: what its model says of it as a whole.
struct ServiceModel {
  std::string_view name;                ///< drydock's name for it, also the namespace: "elbv2".
  std::string_view signing_name;        ///< In a credential scope: "elasticloadbalancing".
  std::string_view endpoint_prefix;     ///< First labels of its host: "api.ecr".
  std::span<const Protocol> protocols;  ///< All that it speaks; what clients like best comes first.
  std::string_view json_version;        ///< "1.1"; empty where it does not speak json.
  std::string_view target_prefix;  ///< Of X-Amz-Target, without the dot, and in the paths of cbor.
  std::string_view api_version;    ///< "2015-12-01".
  std::string_view xml_namespace;  ///< Empty where it speaks neither query nor ec2.
  /// It spoke query before it spoke others, and tells clients the errors' old codes beside theirs.
  bool query_compatible;
  std::span<const OperationModel> operations;  ///< Sorted by name.
  std::span<const ErrorShape> errors;          ///< Sorted by name.
  std::span<const Shape> shapes;               ///< All that the operations reach, parts first.
};

/// Whether a protocol's requests are forms, and its answers XML.
bool is_form(Protocol protocol);

/// Whether a client may speak so to the service.
bool speaks(const ServiceModel& service, Protocol protocol);

/// The operation called `name`, or null.
const OperationModel* find_operation(const ServiceModel& service, std::string_view name);

/// The error whose shape is called `code`, or null. A handler's aws::Error carries that name.
const ErrorShape* find_error(const ServiceModel& service, std::string_view code);

/// Every service that has a model, sorted by name.
std::span<const ServiceModel* const> services();

}  // namespace drydock::model
