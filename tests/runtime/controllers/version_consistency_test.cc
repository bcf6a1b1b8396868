#include <gtest/gtest.h>

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecs/deployment/image_resolution.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "tests/runtime/controllers/supervised_tasks.h"

namespace drydock::version_consistency_test {
namespace {

/// Tasks of the service "web", which runs its revision "1".
class VersionConsistency : public testing::SupervisedTasks {
 protected:
  VersionConsistency() {
    service_ = "web";
    deploy("1");
  }

  void deploy(const std::string& revision) {
    store_.put(world_, ecs::ServiceRevision{.id = revision, .service = "shop/web"});
    store_.put(world_,
               ecs::TaskSet{
                   .id = ecs::task_set_id(revision), .service = "shop/web", .revision = revision});
    deployment_id_ = ecs::task_set_id(revision);
  }

  /// Gives the tag to an image of drydock's own registry, whose digest is made of this letter.
  std::string push(char letter) {
    app().image = "localhost:4566/shop:v1";
    if (store_.find<ecr::Repository>(world_, "shop") == nullptr) {
      ecr::Repository repository;
      repository.name = "shop";
      store_.put(world_, repository);
    } else {
      const auto& images = store_.table<ecr::Image>(world_).rows();
      const std::string before = images.begin()->first;
      store_.change<ecr::Image>(world_, before, [](ecr::Image& image) { image.tags.clear(); });
    }
    ecr::Image image;
    image.repository = "shop";
    image.digest = "sha256:" + std::string(64, letter);
    image.tags = {"v1"};
    store_.put(world_, image);
    return image.digest;
  }

  /// The engine itself comes to mean another image by the name.
  std::string build(const std::string& program) {
    testing::await(context_, engine_.make_image("shop:v1", program, {}));
    return *testing::await(context_, engine_.image_id("shop:v1"));
  }

  const ecs::ServiceRevision& revision() {
    return *store_.find<ecs::ServiceRevision>(world_, "shop/web/1");
  }
  const std::string& created_of() {
    return engine_.containers().at(container().engine_id).spec.image;
  }
};

TEST_F(VersionConsistency, RunsWhatTheFirstTaskFoundThoughTheTagMoves) {
  const std::string first = push('a');
  run_task_until_running();
  EXPECT_EQ(container().image_digest, first);
  EXPECT_EQ(revision().images, (std::vector<ecs::ResolvedImage>{{"app", first}}));
  const std::string second = push('b');
  run_task_until_running();
  EXPECT_EQ(container().image_digest, first);
  deploy("2");
  run_task_until_running();
  EXPECT_EQ(container().image_digest, second);
  deployment_id_ = ecs::task_set_id("1");
  run_task_until_running();
  EXPECT_EQ(container().image_digest, first) << "as after a rollback";
}

TEST_F(VersionConsistency, IsOneImageForTasksThatLookAtTheSameTime) {
  behaviour("localhost:4566/shop:v1").pull_after = seconds(10);
  const std::string first = push('a');
  run_task();
  const std::string early = key_;
  pass(seconds(5));
  push('b');
  run_task();
  pass(seconds(60));
  const auto* task = store_.find<ecs::Task>(world_, early);
  EXPECT_EQ(ecs::find_container(*task, "app")->image_digest, first);
  EXPECT_EQ(container().image_digest, first);
}

TEST_F(VersionConsistency, HoldsForAnImageThatTheEngineAloneHas) {
  const std::string first = build("one");
  run_task_until_running();
  EXPECT_EQ(container().image_digest, first);
  EXPECT_EQ(created_of(), "shop:v1");
  build("two");
  testing::Started pull(context_.get_executor(), engine_.pull(first, std::nullopt));
  clock_.settle();
  run_task_until_running();
  EXPECT_EQ(container().image_digest, first);
  EXPECT_EQ(created_of(), first) << "by its id, since the name means another";
}

TEST_F(VersionConsistency, TellsWhereTheImageHasGone) {
  const std::string first = build("one");
  run_task_until_running();
  build("two");
  run_task();
  pass(seconds(1));
  EXPECT_EQ(task().stopped_reason,
            "CannotPullContainerError: Error response from daemon: image " + first +
                ", which this deployment runs as shop:v1, is not in the engine any more; a new "
                "deployment takes what is there now");
  EXPECT_EQ(revision().failed_resolutions, 0) << "it had been found";
}

TEST_F(VersionConsistency, LeavesContainersTheirTagThatAskForIt) {
  app().version_consistency = model::ecs::VersionConsistency::disabled;
  push('a');
  run_task_until_running();
  const std::string second = push('b');
  run_task_until_running();
  EXPECT_EQ(container().image_digest, second);
  EXPECT_TRUE(revision().images.empty());
}

TEST_F(VersionConsistency, IsGivenUpWhereThreeTasksFindNoImage) {
  refuses_pulls_ = true;
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_FALSE(ecs::gave_up_resolving(revision()));
    run_task();
    pass(seconds(1));
  }
  EXPECT_TRUE(ecs::gave_up_resolving(revision()));
  refuses_pulls_ = false;
  push('a');
  run_task_until_running();
  const std::string second = push('b');
  run_task_until_running();
  EXPECT_EQ(container().image_digest, second) << "the deployment goes on without";
}

}  // namespace
}  // namespace drydock::version_consistency_test
