#include <array>

#include "api/aws/cbor_shapes.h"
#include "model/ec2/network.h"
#include "model/ec2/service_model.h"
#include "model/ecr/image.h"
#include "model/ecr/layer.h"
#include "model/ecr/service_model.h"
#include "model/ecs/service.h"
#include "model/ecs/service_deployment.h"
#include "model/ecs/service_model.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "tests/fuzz/aws_input.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

namespace ec2 = model::ec2;
namespace ecr = model::ecr;
namespace ecs = model::ecs;

/// What was read and written anew reads the same.
template <class Input>
void check_cbor_again(const Input& input) {
  cbor::Writer writer;
  aws::encode_cbor(writer, model::shape_of<Input>(), &input);
  const std::string bytes = writer.take();
  Input again;
  model::Violations violations;
  const auto decoded = aws::decode_cbor(bytes, model::shape_of<Input>(), &again, violations);
  require(decoded.has_value(), "what is written can be read again");
  require(violations.empty(), "and has all that it must have");
  require_equal(json_of(again), json_of(input), "and says the same");
}

template <class Input>
void check_cbor(const Operation& operation, std::string_view body) {
  check_body_in<Input>(aws::cbor_protocol(), operation, body);
  Input input;
  model::Violations violations;
  const auto decoded = aws::decode_cbor(body, model::shape_of<Input>(), &input, violations);
  if (decoded && violations.empty()) check_cbor_again(input);
}

template <class Input>
constexpr Operation in_cbor(const model::ServiceModel& service, std::string_view name) {
  return {&service, name, check_cbor<Input>};
}

/// None of these services speaks CBOR; what they are made of is what those have that do.
constexpr std::array operations{
    in_cbor<ecs::RegisterTaskDefinitionRequest>(ecs::service, "RegisterTaskDefinition"),
    in_cbor<ecs::RunTaskRequest>(ecs::service, "RunTask"),
    in_cbor<ecs::ListServiceDeploymentsRequest>(ecs::service, "ListServiceDeployments"),
    in_cbor<ecr::UploadLayerPartRequest>(ecr::service, "UploadLayerPart"),
    in_cbor<ecr::BatchDeleteImageRequest>(ecr::service, "BatchDeleteImage"),
    in_cbor<ec2::DescribeVpcsRequest>(ec2::service, "DescribeVpcs"),
};

}  // namespace

void run_aws_cbor(std::string_view input) { check_call(operations, input); }

}  // namespace drydock::fuzz
