#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <string_view>

#include "api/registry/registry.h"
#include "emulator/ecr/digest.h"
#include "emulator/ecr/layer_uploads.h"
#include "emulator/ecr/login_tokens.h"
#include "emulator/records.h"
#include "emulator/store/store.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/storage/blob_store.h"
#include "runtime/storage/layer_collector.h"
#include "tests/support/fake_exchange.h"
#include "tests/support/run.h"
#include "tests/support/temporary_folder.h"

namespace drydock::registry {

inline const World world{"123456789012", "eu-central-1"};

inline std::string digest_of(std::string_view bytes) { return ecr::Digest::of(bytes).text(); }

/// A descriptor of these bytes, as manifests have it.
std::string descriptor(std::string_view bytes,
                       std::string_view type = "application/vnd.oci.image.layer.v1.tar+gzip");

/// A registry with one empty repository, "shop", and somebody who is logged in.
class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest();

  void add_repository(const std::string& name, const World& where = world);

  /// A request with a login.
  [[nodiscard]] testing::FakeExchange request(std::string_view method,
                                              std::string_view target) const;
  /// Serves the request; gives it back with its answer.
  testing::FakeExchange& serve(testing::FakeExchange& exchange);
  testing::FakeExchange serve(std::string_view method, std::string_view target,
                              std::string body = "");

  /// The path of a new upload.
  std::string start_upload(std::string_view name = "shop");
  /// Pushes a blob as a client does that has it whole.
  void push_blob(std::string_view bytes, std::string_view name = "shop");
  /// Pushes the blobs of an image and then its manifest; gives the manifest.
  std::string push_image(std::string_view reference, std::string_view layer,
                         std::string_view extra = "", std::string_view name = "shop");
  testing::FakeExchange put_manifest(std::string_view reference, std::string manifest,
                                     std::string_view name = "shop");

  [[nodiscard]] std::string password() const;

  boost::asio::io_context control_;
  VirtualClock clock_{control_};
  RandomIds ids_{7};
  Store store_{all_record_kinds()};
  testing::TemporaryFolder folder_;
  storage::FileBlobStore blobs_{folder_.path(), storage::Durability::ephemeral};
  ecr::LayerUploads uploads_{store_, blobs_, ids_};
  storage::UploadCollector upload_collector_{uploads_, clock_};
  ecr::LoginTokens tokens_{"a key"};
  Registry registry_{{control_.get_executor(), store_, blobs_, uploads_, tokens_, clock_}};
};

}  // namespace drydock::registry
