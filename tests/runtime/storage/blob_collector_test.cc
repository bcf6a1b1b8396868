#include "runtime/storage/blob_collector.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "emulator/ecr/digest.h"
#include "emulator/ecr/image.h"
#include "emulator/records.h"
#include "runtime/storage/blob_store.h"
#include "tests/support/run.h"
#include "tests/support/temporary_folder.h"

namespace drydock::storage::blob_collector_test {
namespace {

const World world{"123456789012", "eu-central-1"};
const World other_world{"123456789012", "us-east-1"};

/// A worker erases it soon.
void wait_until_gone(const BlobStore& blobs, const std::string& digest) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (blobs.size(digest) && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_EQ(blobs.size(digest), std::nullopt);
}

TEST(BlobCollector, ErasesABlobWithItsLastLayer) {
  const testing::TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  Store store{all_record_kinds()};
  const BlobCollector collector(store, blobs);
  const std::string digest = ecr::Digest::of("a layer").text();
  auto upload = blobs.begin("u");
  ASSERT_TRUE(testing::run(upload->append(std::string_view("a layer"))));
  ASSERT_TRUE(testing::run(upload->commit(digest)));
  upload.reset();

  const ecr::Layer layer{"shop", digest, 7};
  const ecr::Layer mounted{"team/shop", digest, 7};
  store.put(world, layer);
  store.put(world, layer);
  store.put(world, mounted);
  store.put(other_world, layer);
  store.erase<ecr::Layer>(world, layer.key());
  store.erase<ecr::Layer>(world, mounted.key());
  EXPECT_EQ(blobs.size(digest), 7U);
  store.erase<ecr::Layer>(other_world, layer.key());
  wait_until_gone(blobs, digest);
}

TEST(BlobCollector, KeepsTheBytesUntilItIsKeptThatNobodyHasThem) {
  const testing::TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  std::vector<std::function<void()>> acts;
  blobs.erase_when([&](std::function<void()> act) { acts.push_back(std::move(act)); });
  Store store{all_record_kinds()};
  const BlobCollector collector(store, blobs);
  const std::string digest = ecr::Digest::of("a layer").text();
  auto upload = blobs.begin("u");
  ASSERT_TRUE(testing::run(upload->append(std::string_view("a layer"))));
  ASSERT_TRUE(testing::run(upload->commit(digest)));
  upload.reset();

  const ecr::Layer layer{"shop", digest, 7};
  store.put(world, layer);
  store.erase<ecr::Layer>(world, layer.key());
  store.put(world, layer);
  ASSERT_EQ(acts.size(), 1U);
  acts[0]();
  store.erase<ecr::Layer>(world, layer.key());
  EXPECT_EQ(blobs.size(digest), 7U) << "the erasure is not kept yet";
  ASSERT_EQ(acts.size(), 2U);
  acts[1]();
  wait_until_gone(blobs, digest);
}

TEST(BlobCollector, ErasesAllWhenTheWorldBeginsAnew) {
  const testing::TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  Store store{all_record_kinds()};
  const BlobCollector collector(store, blobs);
  const std::string digest = ecr::Digest::of("").text();
  ASSERT_TRUE(testing::run(blobs.begin("u")->commit(digest)));
  store.put(world, ecr::Layer{"shop", digest, 0});
  store.clear();
  wait_until_gone(blobs, digest);
}

}  // namespace
}  // namespace drydock::storage::blob_collector_test
