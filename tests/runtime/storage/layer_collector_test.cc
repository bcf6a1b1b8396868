#include "runtime/storage/layer_collector.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "emulator/ecr/deletion.h"
#include "emulator/ecr/image.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecr/upload.h"
#include "emulator/records.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/storage/blob_store.h"
#include "tests/support/temporary_folder.h"

namespace drydock::storage::layer_collector_test {
namespace {

const World world{"123456789012", "eu-central-1"};

class Collectors : public ::testing::Test {
 protected:
  Collectors() {
    ecr::Repository repository;
    repository.name = "shop";
    store_.put(world, repository);
  }

  void put_layer(const std::string& digest) {
    store_.put(world, ecr::Layer{"shop", digest, 1, clock_.now()});
  }
  bool has_layer(const std::string& digest) {
    return ecr::find_layer(store_, world, "shop", digest) != nullptr;
  }

  boost::asio::io_context control_;
  VirtualClock clock_{control_};
  RandomIds ids_{7};
  Store store_{all_record_kinds()};
  testing::TemporaryFolder folder_;
  FileBlobStore blobs_{folder_.path(), Durability::ephemeral};
  ecr::LayerUploads uploads_{store_, blobs_, ids_};
  LayerCollector layers_{store_, clock_};
  UploadCollector upload_collector_{uploads_, clock_};
};

TEST_F(Collectors, TakeALayerAwayThatNobodyWantedForTheGrace) {
  put_layer("a");
  clock_.advance(ecr::layer_grace - seconds(1));
  EXPECT_TRUE(has_layer("a"));
  clock_.advance(seconds(1));
  EXPECT_FALSE(has_layer("a"));
}

TEST_F(Collectors, CountTheGraceFromWhenALayerWasLastWanted) {
  put_layer("a");
  clock_.advance(ecr::layer_grace - seconds(1));
  store_.change<ecr::Layer>(world, "shop@a",
                            [&](ecr::Layer& layer) { layer.wanted_at = clock_.now(); });
  clock_.advance(ecr::layer_grace - seconds(1));
  EXPECT_TRUE(has_layer("a"));
  clock_.advance(seconds(1));
  EXPECT_FALSE(has_layer("a"));
}

TEST_F(Collectors, LeaveALayerThatAnImageNeeds) {
  put_layer("a");
  ecr::Image image;
  image.repository = "shop";
  image.digest = "sha256:1";
  image.references = {"a"};
  store_.put(world, image);
  clock_.advance(2 * ecr::layer_grace);
  EXPECT_TRUE(has_layer("a"));
}

TEST_F(Collectors, TakeManyLayersAwayInTurns) {
  for (int i = 0; i < 2000; ++i) put_layer(std::to_string(i));
  clock_.advance(ecr::layer_grace);
  EXPECT_TRUE(store_.table<ecr::Layer>(world).rows().empty());
}

TEST_F(Collectors, GiveABrokenUploadBackWithinMinutes) {
  const std::string id = uploads_.initiate(world, "shop", clock_.now()).value();
  uploads_.begin_transfer(id);
  clock_.advance(2 * ecr::upload_lifetime);
  EXPECT_TRUE(uploads_.find(world, "shop", id));
  uploads_.end_transfer(id, ecr::LayerUploads::Ending::broken_off, clock_.now());
  clock_.advance(ecr::broken_upload_lifetime - seconds(1));
  EXPECT_TRUE(uploads_.find(world, "shop", id));
  clock_.advance(seconds(1));
  EXPECT_FALSE(uploads_.find(world, "shop", id));
  EXPECT_EQ(blobs_.find_upload(id), nullptr);
  EXPECT_EQ(uploads_.size(), 0U);
}

TEST_F(Collectors, GoOnWithTheUploadsOfAnEarlierRun) {
  const std::string id = uploads_.initiate(world, "shop", clock_.now()).value();
  ASSERT_TRUE(uploads_.begin_transfer(id));
  uploads_.note_part(id, 1);
  uploads_.note_part(id, 1);
  uploads_.end_transfer(id, ecr::LayerUploads::Ending::whole, clock_.now());
  Store again{all_record_kinds()};
  const testing::TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  ecr::LayerUploads uploads(again, blobs, ids_);
  again.become(store_);
  EXPECT_TRUE(uploads.find(world, "shop", id));
  EXPECT_TRUE(uploads.has_small_part(id));
  EXPECT_EQ(uploads.next_expiry(), clock_.now() + ecr::upload_lifetime);
  again.erase<ecr::Upload>(world, id);
  EXPECT_FALSE(uploads.find(world, "shop", id));
  EXPECT_EQ(blobs.find_upload(id), nullptr);
}

TEST_F(Collectors, GiveAnUploadBackThatNobodyGoesOnWithForADay) {
  const std::string id = uploads_.initiate(world, "shop", clock_.now()).value();
  clock_.advance(ecr::upload_lifetime - seconds(1));
  EXPECT_TRUE(uploads_.find(world, "shop", id));
  clock_.advance(seconds(1));
  EXPECT_FALSE(uploads_.find(world, "shop", id));
}

TEST_F(Collectors, GiveUploadsBackWithTheirRepository) {
  ecr::Repository other;
  other.name = "other";
  store_.put(world, other);
  const std::string gone = uploads_.initiate(world, "shop", clock_.now()).value();
  const std::string kept = uploads_.initiate(world, "other", clock_.now()).value();
  ecr::RepositoryDeletion deletion(world, "shop");
  while (deletion.step(store_)) {
  }
  EXPECT_EQ(blobs_.find_upload(gone), nullptr);
  EXPECT_NE(blobs_.find_upload(kept), nullptr);
}

TEST_F(Collectors, LeaveRoomForSoManyUploadsAndNoMore) {
  std::string first;
  for (std::size_t i = 0; i < ecr::most_uploads; ++i) {
    const auto id = uploads_.initiate(world, "shop", clock_.now());
    ASSERT_TRUE(id);
    if (i == 0) first = *id;
  }
  const auto refused = uploads_.initiate(world, "shop", clock_.now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), "LimitExceededException");
  blobs_.find_upload(first)->cancel();
  uploads_.end_transfer(first, ecr::LayerUploads::Ending::whole, clock_.now());
  EXPECT_TRUE(uploads_.initiate(world, "shop", clock_.now()));
}

}  // namespace
}  // namespace drydock::storage::layer_collector_test
