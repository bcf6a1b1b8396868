#include "runtime/controllers/image_keeper.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "emulator/ecr/image.h"
#include "emulator/records.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"

namespace drydock::image_keeper_test {
namespace {

class ImageKeeperTest : public ::testing::Test {
 protected:
  ImageKeeperTest() { keeper_.start(); }
  ~ImageKeeperTest() override { testing::await(context_, testing::done(keeper_.stop())); }

  ecr::Image image(std::set<std::string> tags) const {
    ecr::Image image;
    image.repository = "shop";
    image.digest = "sha256:" + std::string(64, 'a');
    image.tags = std::move(tags);
    return image;
  }
  bool engine_holds(const std::string& reference) {
    return testing::await(context_, engine_.image_id(reference)).has_value();
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  Store store_{all_record_kinds()};
  SimulatedEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
  EngineWatch watch_{engine_};
  int logins_ = 0;
  ImageKeeper keeper_{
      store_, clock_, engine_, watch_, context_.get_executor(), {}, [this](const World&) {
        ++logins_;
        return std::string("secret");
      }};
  World world_{"000000000000", "us-east-1"};
};

TEST_F(ImageKeeperTest, BringsAPushedImageIntoTheEngineByEachOfItsTags) {
  store_.put(world_, image({"v1", "latest"}));
  clock_.settle();
  EXPECT_TRUE(engine_holds("localhost:4566/shop:v1"));
  EXPECT_TRUE(engine_holds("localhost:4566/shop:latest"));
}

// That it was pulled is noted in the image itself: it must not be pulled for that again.
TEST_F(ImageKeeperTest, LooksAgainOnlyAtAnImageWhoseTagsHaveChanged) {
  store_.put(world_, image({"v1"}));
  clock_.settle();
  const int logins = logins_;
  EXPECT_GT(logins, 0);
  store_.change<ecr::Image>(world_, image({}).key(),
                            [&](ecr::Image& pulled) { pulled.last_pulled_at = clock_.now(); });
  clock_.settle();
  EXPECT_EQ(logins_, logins);
  store_.change<ecr::Image>(world_, image({}).key(),
                            [&](ecr::Image& tagged) { tagged.tags.insert("v2"); });
  clock_.settle();
  EXPECT_TRUE(engine_holds("localhost:4566/shop:v2"));
}

TEST_F(ImageKeeperTest, LeavesAloneWhatIsNoImageOfAContainer) {
  ecr::Image chart = image({"v1"});
  chart.artifact_media_type = "application/vnd.cncf.helm.config.v1+json";
  store_.put(world_, chart);
  clock_.settle();
  EXPECT_FALSE(engine_holds("localhost:4566/shop:v1"));
}

TEST_F(ImageKeeperTest, KeepsInTheEngineWhatIsDeletedFromTheRegistry) {
  store_.put(world_, image({"v1"}));
  clock_.settle();
  store_.erase<ecr::Image>(world_, image({}).key());
  clock_.settle();
  EXPECT_TRUE(engine_holds("localhost:4566/shop:v1"));
}

TEST_F(ImageKeeperTest, WaitsForAnEngineThatIsAway) {
  engine_.set_reachable(false);
  store_.put(world_, image({"v1"}));
  clock_.advance(seconds(10));
  engine_.set_reachable(true);
  clock_.advance(seconds(10));
  EXPECT_TRUE(engine_holds("localhost:4566/shop:v1"));
}

}  // namespace
}  // namespace drydock::image_keeper_test
