#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecr.h"

/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/images.html
namespace drydock::ecr::api {

Result<model::ecr::PutImageResponse> put_image(aws::Context& context,
                                               const model::ecr::PutImageRequest& request);
/// The manifests as they were pushed: none is converted to another media type, whatever the request
/// accepts. What is not there is a failure in the answer.
Result<model::ecr::BatchGetImageResponse> batch_get_image(
    aws::Context& context, const model::ecr::BatchGetImageRequest& request);
Result<model::ecr::BatchDeleteImageResponse> batch_delete_image(
    aws::Context& context, const model::ecr::BatchDeleteImageRequest& request);
/// An id for each tag of each image, and one for each image without a tag.
Result<model::ecr::ListImagesResponse> list_images(aws::Context& context,
                                                   const model::ecr::ListImagesRequest& request);
/// Those that are named, or ImageNotFoundException for the first that is not there; without names
/// all, in pages.
Result<model::ecr::DescribeImagesResponse> describe_images(
    aws::Context& context, const model::ecr::DescribeImagesRequest& request);
/// The manifests whose subject the image is, whether or not it is there itself.
Result<model::ecr::ListImageReferrersResponse> list_image_referrers(
    aws::Context& context, const model::ecr::ListImageReferrersRequest& request);

}  // namespace drydock::ecr::api
