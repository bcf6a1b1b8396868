#pragma once

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

/// One operation of a service.
struct OperationModel {
  std::string_view name;
  const Shape* input;               ///< Null where drydock has no use for the operation's shapes.
  const Shape* output;              ///< Null there too, and where the model has none.
  std::string_view result_wrapper;  ///< Query protocol: "DescribeRulesResult"; else empty.
  std::string_view http_method;
  std::string_view http_path;
  std::span<const std::uint16_t> errors;  ///< Indices into ServiceModel::errors.
};

/// How a service speaks.
enum class Protocol : std::uint8_t {
  json,   ///< awsJson 1.0 or 1.1.
  query,  ///< awsQuery: a form in, XML out.
  ec2,    ///< The query protocol's older dialect that EC2 alone speaks.
};

/// One service: what its model says of it as a whole.
struct ServiceModel {
  std::string_view name;             ///< drydock's name for it, also the namespace: "elbv2".
  std::string_view signing_name;     ///< In a credential scope: "elasticloadbalancing".
  std::string_view endpoint_prefix;  ///< First labels of its host: "api.ecr".
  Protocol protocol;
  std::string_view json_version;   ///< "1.1"; empty for query.
  std::string_view target_prefix;  ///< Of X-Amz-Target, without the dot; empty for query.
  std::string_view api_version;    ///< "2015-12-01".
  std::string_view xml_namespace;  ///< Empty for json.
  std::span<const OperationModel> operations;  ///< Sorted by name.
  std::span<const ErrorShape> errors;          ///< Sorted by name.
  std::span<const Shape> shapes;               ///< All that the operations reach, parts first.
};

/// The operation called `name`, or null.
const OperationModel* find_operation(const ServiceModel& service, std::string_view name);

/// The error whose shape is called `code`, or null. A handler's aws::Error carries that name.
const ErrorShape* find_error(const ServiceModel& service, std::string_view code);

/// Every service that has a model, sorted by name.
std::span<const ServiceModel* const> services();

}  // namespace drydock::model
