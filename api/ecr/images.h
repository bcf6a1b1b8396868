#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <utility>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecr/image.h"

/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/images.html
namespace drydock::ecr::api {

/// What may take longer than the control thread has: large manifests are read on a worker, and
/// many images go in slices.
class Images {
 public:
  explicit Images(boost::asio::any_io_executor workers) : workers_(std::move(workers)) {}

  boost::asio::awaitable<Result<model::ecr::PutImageResponse>> put(
      aws::Context& context, const model::ecr::PutImageRequest& request) const;
  boost::asio::awaitable<Result<model::ecr::BatchDeleteImageResponse>> remove(
      aws::Context& context, const model::ecr::BatchDeleteImageRequest& request) const;
  /// The manifests whose subject the image is, whether or not it is there itself.
  boost::asio::awaitable<Result<model::ecr::ListImageReferrersResponse>> list_referrers(
      aws::Context& context, const model::ecr::ListImageReferrersRequest& request) const;

 private:
  boost::asio::any_io_executor workers_;
};

/// The manifests as they were pushed: none is converted to another media type, so one that is not
/// of the accepted types is a failure in the answer, as is what is not there.
/// LimitExceededException where they have more than 8 MiB together.
Result<model::ecr::BatchGetImageResponse> batch_get_image(
    aws::Context& context, const model::ecr::BatchGetImageRequest& request);
/// An id for each tag of each image, and one for each image without a tag.
Result<model::ecr::ListImagesResponse> list_images(aws::Context& context,
                                                   const model::ecr::ListImagesRequest& request);
/// Those that are named, or ImageNotFoundException for the first that is not there; without names
/// all, in pages.
Result<model::ecr::DescribeImagesResponse> describe_images(
    aws::Context& context, const model::ecr::DescribeImagesRequest& request);

}  // namespace drydock::ecr::api
