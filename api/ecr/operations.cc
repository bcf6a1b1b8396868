#include "api/ecr/operations.h"

#include "api/ecr/own_registry.h"
#include "api/ecr/tags.h"

namespace drydock::ecr::api {

void add_operations(aws::ServiceTable& table, const Handlers& handlers) {
  const auto add = [&table](std::string_view operation, const auto&... handler) {
    table.add(operation, in_own_registry(handler...));
  };
  add("CreateRepository", handlers.repositories, &Repositories::create);
  add("DescribeRepositories", handlers.repositories, &Repositories::describe);
  add("DeleteRepository", handlers.repositories, &Repositories::remove);
  add("PutImageTagMutability", &put_image_tag_mutability);
  add("PutImageScanningConfiguration", &put_image_scanning_configuration);
  add("GetLifecyclePolicy", &get_lifecycle_policy);
  add("GetRepositoryPolicy", &get_repository_policy);

  add("GetAuthorizationToken", handlers.authorization, &Authorization::get_token);

  add("BatchCheckLayerAvailability", handlers.layers, &Layers::check_availability);
  add("InitiateLayerUpload", handlers.layers, &Layers::initiate);
  add("UploadLayerPart", handlers.layers, &Layers::upload_part);
  add("CompleteLayerUpload", handlers.layers, &Layers::complete);
  add("GetDownloadUrlForLayer", handlers.layers, &Layers::get_download_url);

  add("PutImage", handlers.images, &Images::put);
  add("BatchGetImage", &batch_get_image);
  add("BatchDeleteImage", handlers.images, &Images::remove);
  add("ListImages", &list_images);
  add("DescribeImages", &describe_images);
  add("ListImageReferrers", handlers.images, &Images::list_referrers);

  add("TagResource", &tag_resource);
  add("UntagResource", &untag_resource);
  add("ListTagsForResource", &list_tags_for_resource);
}

}  // namespace drydock::ecr::api
