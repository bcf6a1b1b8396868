#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <string_view>

#include "api/ecr/operations.h"
#include "api/registry/registry.h"
#include "emulator/ecr/digest.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/storage/blob_store.h"
#include "tests/api/aws/wire.h"
#include "tests/support/fake_exchange.h"
#include "tests/support/temporary_folder.h"

namespace drydock::ecr::api {

inline std::string digest_of(std::string_view bytes) { return Digest::of(bytes).text(); }

/// ECR's API at localhost:4566 for the account 111122223333 in eu-west-1, at 1700000000, with the
/// registry of /v2/ beside it.
class EcrTest : public ::testing::Test {
 protected:
  EcrTest();

  /// The whole answer.
  aws::Response call(std::string_view operation, std::string_view body);
  /// The body of an answer that must be good.
  std::string ask(std::string_view operation, std::string_view body);
  /// The body of an answer that must be a client's error.
  std::string refusal(std::string_view operation, std::string_view body);

  void create_repository(const std::string& name = "shop");
  /// Uploads a layer by ECR's own calls.
  void upload(std::string_view bytes, const std::string& name = "shop");
  /// An image of one layer, put by ECR's own calls; gives its manifest.
  std::string put_image(const std::string& tag, std::string_view layer);
  /// The JSON of a PutImage.
  static std::string put_request(const std::string& manifest, const std::string& tag);
  static std::string manifest_of(std::string_view layer);

  /// Sends a request to /v2/.
  testing::FakeExchange& serve(testing::FakeExchange& exchange);

  boost::asio::io_context control_;
  VirtualClock clock_{control_};
  RandomIds ids_{7};
  testing::Wire wire_;
  testing::TemporaryFolder folder_;
  storage::FileBlobStore blobs_{folder_.path(), storage::Durability::ephemeral};
  LayerUploads uploads_{wire_.store(), blobs_, ids_};
  LoginTokens tokens_{"a key"};
  std::string authority_ = "localhost:4566";
  Handlers handlers_{blobs_, uploads_, tokens_, authority_, control_.get_executor()};
  registry::Registry registry_{
      {control_.get_executor(), wire_.store(), blobs_, uploads_, tokens_, clock_}};
};

}  // namespace drydock::ecr::api
