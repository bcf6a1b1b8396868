#include <array>

#include "model/ecr/image.h"
#include "model/ecr/layer.h"
#include "model/ecr/repository.h"
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

namespace ecs = model::ecs;
namespace ecr = model::ecr;

/// Those that differ most: lists in lists, maps, blobs, enumerations, times, texts with patterns.
constexpr std::array operations{
    operation<ecs::RegisterTaskDefinitionRequest>(ecs::service, "RegisterTaskDefinition"),
    operation<ecs::CreateServiceRequest>(ecs::service, "CreateService"),
    operation<ecs::UpdateServiceRequest>(ecs::service, "UpdateService"),
    operation<ecs::RunTaskRequest>(ecs::service, "RunTask"),
    operation<ecs::ListServiceDeploymentsRequest>(ecs::service, "ListServiceDeployments"),
    operation<ecs::DescribeServiceDeploymentsRequest>(ecs::service, "DescribeServiceDeployments"),
    operation<ecs::DescribeServicesRequest>(ecs::service, "DescribeServices"),
    operation<ecr::CreateRepositoryRequest>(ecr::service, "CreateRepository"),
    operation<ecr::PutImageRequest>(ecr::service, "PutImage"),
    operation<ecr::UploadLayerPartRequest>(ecr::service, "UploadLayerPart"),
    operation<ecr::BatchDeleteImageRequest>(ecr::service, "BatchDeleteImage"),
    operation<ecr::DescribeImagesRequest>(ecr::service, "DescribeImages"),
};

void check_text(std::string_view input) {
  const std::size_t before = allocated_bytes();
  const auto document = json::parse(input);
  if (!document) return;
  require(allocated_since(before) <= 32 * input.size() + 64 * 1024,
          "a document holds a small multiple of its text");
  const std::string text = json::to_text(document->root());
  const auto again = json::parse(text);
  require(again.has_value() && json::is_utf8(text), "what is written is JSON");
  require_equal(json::to_text(again->root()), text, "a document written anew says the same");
}

}  // namespace

void run_aws_json(std::string_view input) {
  check_call(operations, input);
  if (!input.empty()) check_text(input.substr(1));
}

}  // namespace drydock::fuzz
