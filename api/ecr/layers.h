#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ecr/layer_uploads.h"
#include "emulator/ecr/login_tokens.h"
#include "emulator/ports/blob_store.h"
#include "model/ecr/layer.h"

namespace drydock::ecr::api {

/// Layers by ECR's own calls, which end where a push to /v2/ does: in the same uploads and records.
class Layers {
 public:
  /// `authority` as for Repositories.
  Layers(BlobStore& blobs, LayerUploads& uploads, const LoginTokens& tokens,
         const std::string& authority)
      : blobs_(blobs), uploads_(uploads), tokens_(tokens), authority_(authority) {}

  Result<model::ecr::InitiateLayerUploadResponse> initiate(
      aws::Context& context, const model::ecr::InitiateLayerUploadRequest& request) const;
  /// A part begins at the byte after the last one that is there: InvalidLayerPartException.
  boost::asio::awaitable<Result<model::ecr::UploadLayerPartResponse>> upload_part(
      aws::Context& context, const model::ecr::UploadLayerPartRequest& request) const;
  /// UploadNotFound, EmptyUpload, LayerPartTooSmall, LayerAlreadyExists, InvalidLayer.
  boost::asio::awaitable<Result<model::ecr::CompleteLayerUploadResponse>> complete(
      aws::Context& context, const model::ecr::CompleteLayerUploadRequest& request) const;
  /// What is there is kept for whoever asked: ecr::layer_grace.
  Result<model::ecr::BatchCheckLayerAvailabilityResponse> check_availability(
      aws::Context& context, const model::ecr::BatchCheckLayerAvailabilityRequest& request) const;
  /// An address on this server that gives the layer for an hour without a login.
  Result<model::ecr::GetDownloadUrlForLayerResponse> get_download_url(
      aws::Context& context, const model::ecr::GetDownloadUrlForLayerRequest& request) const;

 private:
  BlobStore& blobs_;
  LayerUploads& uploads_;
  const LoginTokens& tokens_;
  const std::string& authority_;
};

}  // namespace drydock::ecr::api
