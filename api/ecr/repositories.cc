#include "api/ecr/repositories.h"

#include <boost/asio/this_coro.hpp>

#include "api/aws/pagination.h"
#include "api/ecr/scope.h"
#include "api/ecr/tags.h"
#include "api/whole_change.h"
#include "emulator/base/arn.h"
#include "emulator/ecr/deletion.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/repository.h"
#include "model/ecr/common.h"

namespace drydock::ecr::api {
namespace asio = boost::asio;

namespace {

namespace wire = model::ecr;

Repository new_repository(const World& world, TimePoint now,
                          const wire::CreateRepositoryRequest& request) {
  Repository repository;
  repository.name = request.repository_name;
  repository.arn = make_arn("ecr", world, "repository/" + request.repository_name);
  repository.created_at = now;
  repository.image_tag_mutability =
      request.image_tag_mutability.value_or(wire::ImageTagMutability::mutable_);
  repository.exclusion_filters = request.image_tag_mutability_exclusion_filters.value_or(
      std::vector<wire::ImageTagMutabilityExclusionFilter>{});
  repository.image_scanning_configuration.scan_on_push =
      request.image_scanning_configuration &&
      request.image_scanning_configuration->scan_on_push.value_or(false);
  repository.encryption_configuration = request.encryption_configuration.value_or(
      wire::EncryptionConfiguration{.encryption_type = wire::EncryptionType::aes256});
  repository.tags = request.tags.value_or(std::vector<wire::Tag>{});
  return repository;
}

std::optional<std::vector<wire::ImageTagMutabilityExclusionFilter>> filters_of(
    const Repository& repository) {
  if (repository.exclusion_filters.empty()) return {};
  return repository.exclusion_filters;
}

wire::Repository to_wire(const Repository& repository, const World& world,
                         const std::string& authority) {
  wire::Repository description;
  description.repository_arn = repository.arn;
  description.registry_id = world.account;
  description.repository_name = repository.name;
  description.repository_uri = authority + '/' + repository.name;
  description.created_at = repository.created_at;
  description.image_tag_mutability = repository.image_tag_mutability;
  description.image_tag_mutability_exclusion_filters = filters_of(repository);
  description.image_scanning_configuration = repository.image_scanning_configuration;
  description.encryption_configuration = repository.encryption_configuration;
  return description;
}

}  // namespace

Result<wire::CreateRepositoryResponse> Repositories::create(
    aws::Context& context, const wire::CreateRepositoryRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  if (get_repository(context.store, world, request.repository_name)) {
    return repository_already_exists(world, request.repository_name);
  }
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  const Repository& made = context.store.put(world, new_repository(world, context.now, request));
  return wire::CreateRepositoryResponse{.repository = to_wire(made, world, authority_)};
}

Result<wire::DescribeRepositoriesResponse> Repositories::describe(
    aws::Context& context, const wire::DescribeRepositoriesRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  wire::DescribeRepositoriesResponse response;
  response.repositories.emplace();
  if (request.repository_names) {
    const auto unpaged = check_unpaged(request, "repositoryNames");
    if (!unpaged) return unpaged.error();
    for (const std::string& name : *request.repository_names) {
      const auto repository = get_repository(context.store, world, name);
      if (!repository) return repository.error();
      response.repositories->push_back(to_wire(**repository, world, authority_));
    }
    return response;
  }
  std::vector<const Repository*> all;
  for (const auto& [name, repository] : context.store.table<Repository>(world).rows()) {
    all.push_back(&repository);
  }
  auto page = aws::page_of(std::move(all), page_request(context, world, "", request),
                           [](const Repository* repository) { return repository->name; });
  if (!page) return invalid_token();
  for (const Repository* repository : page->items) {
    response.repositories->push_back(to_wire(*repository, world, authority_));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

asio::awaitable<Result<wire::DeleteRepositoryResponse>> Repositories::remove(
    aws::Context& context, const wire::DeleteRepositoryRequest& request) const {
  const World world = registry_of(context, request.registry_id);
  const auto repository = get_repository(context.store, world, request.repository_name);
  if (!repository) co_return repository.error();
  const auto& images = context.store.table<Image>(world).members(request.repository_name);
  if (!images.empty() && !request.force.value_or(false)) {
    co_return repository_not_empty(world, request.repository_name);
  }
  wire::DeleteRepositoryResponse response{.repository = to_wire(**repository, world, authority_)};
  RepositoryDeletion deletion(world, request.repository_name);
  const asio::any_io_executor control = co_await asio::this_coro::executor;
  co_await change_whole(control, context.store, [&] { return deletion.step(context.store); });
  co_return response;
}

Result<wire::PutImageTagMutabilityResponse> put_image_tag_mutability(
    aws::Context& context, const wire::PutImageTagMutabilityRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto known = get_repository(context.store, world, request.repository_name);
  if (!known) return known.error();
  const Repository& changed =
      context.store.change<Repository>(world, request.repository_name, [&](Repository& repository) {
        repository.image_tag_mutability = request.image_tag_mutability;
        repository.exclusion_filters = request.image_tag_mutability_exclusion_filters.value_or(
            std::vector<wire::ImageTagMutabilityExclusionFilter>{});
      });
  return wire::PutImageTagMutabilityResponse{
      .registry_id = world.account,
      .repository_name = changed.name,
      .image_tag_mutability = changed.image_tag_mutability,
      .image_tag_mutability_exclusion_filters = filters_of(changed)};
}

Result<wire::PutImageScanningConfigurationResponse> put_image_scanning_configuration(
    aws::Context& context, const wire::PutImageScanningConfigurationRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto known = get_repository(context.store, world, request.repository_name);
  if (!known) return known.error();
  const Repository& changed =
      context.store.change<Repository>(world, request.repository_name, [&](Repository& repository) {
        repository.image_scanning_configuration.scan_on_push =
            request.image_scanning_configuration.scan_on_push.value_or(false);
      });
  return wire::PutImageScanningConfigurationResponse{
      .registry_id = world.account,
      .repository_name = changed.name,
      .image_scanning_configuration = changed.image_scanning_configuration};
}

Result<wire::GetLifecyclePolicyResponse> get_lifecycle_policy(
    aws::Context& context, const wire::GetLifecyclePolicyRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto known = get_repository(context.store, world, request.repository_name);
  if (!known) return known.error();
  return lifecycle_policy_not_found(world, request.repository_name);
}

Result<wire::GetRepositoryPolicyResponse> get_repository_policy(
    aws::Context& context, const wire::GetRepositoryPolicyRequest& request) {
  const World world = registry_of(context, request.registry_id);
  const auto known = get_repository(context.store, world, request.repository_name);
  if (!known) return known.error();
  return repository_policy_not_found(world, request.repository_name);
}

}  // namespace drydock::ecr::api
