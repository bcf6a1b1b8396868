#include "runtime/controllers/image_keeper.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"

namespace drydock {
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
  Store store_;
  SimulatedEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
  EngineWatch watch_{engine_};
  ImageKeeper keeper_{
      store_, clock_, engine_, watch_, context_.get_executor(), {}, [](const World&) {
        return "secret";
      }};
  World world_{"000000000000", "us-east-1"};
};

TEST_F(ImageKeeperTest, BringsAPushedImageIntoTheEngineByEachOfItsTags) {
  store_.put(world_, image({"v1", "latest"}));
  clock_.settle();
  EXPECT_TRUE(engine_holds("localhost:4566/shop:v1"));
  EXPECT_TRUE(engine_holds("localhost:4566/shop:latest"));
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
}  // namespace drydock
