#include "api/ecr/operations.h"

#include "api/ecr/tags.h"

namespace drydock::ecr::api {

void add_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("CreateRepository", handlers.repositories, &Repositories::create);
  table.add("DescribeRepositories", handlers.repositories, &Repositories::describe);
  table.add("DeleteRepository", handlers.repositories, &Repositories::remove);
  table.add("PutImageTagMutability", &put_image_tag_mutability);
  table.add("PutImageScanningConfiguration", &put_image_scanning_configuration);
  table.add("GetLifecyclePolicy", &get_lifecycle_policy);
  table.add("GetRepositoryPolicy", &get_repository_policy);

  table.add("GetAuthorizationToken", handlers.authorization, &Authorization::get_token);

  table.add("BatchCheckLayerAvailability", handlers.layers, &Layers::check_availability);
  table.add("InitiateLayerUpload", handlers.layers, &Layers::initiate);
  table.add("UploadLayerPart", handlers.layers, &Layers::upload_part);
  table.add("CompleteLayerUpload", handlers.layers, &Layers::complete);
  table.add("GetDownloadUrlForLayer", handlers.layers, &Layers::get_download_url);

  table.add("PutImage", handlers.images, &Images::put);
  table.add("BatchGetImage", &batch_get_image);
  table.add("BatchDeleteImage", handlers.images, &Images::remove);
  table.add("ListImages", &list_images);
  table.add("DescribeImages", &describe_images);
  table.add("ListImageReferrers", handlers.images, &Images::list_referrers);

  table.add("TagResource", &tag_resource);
  table.add("UntagResource", &untag_resource);
  table.add("ListTagsForResource", &list_tags_for_resource);
}

}  // namespace drydock::ecr::api
