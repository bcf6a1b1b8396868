#include "emulator/store/store.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/iam/session.h"
#include "emulator/records.h"
#include "model/ecs/task.h"

namespace drydock {
namespace {

const World home{"000000000000", "us-east-1"};
const World away{"000000000000", "eu-west-1"};

ecs::Task task(const std::string& id, const std::string& service = "web") {
  ecs::Task made;
  made.id = id;
  made.cluster = "harbour";
  made.service = service;
  made.created_at = TimePoint(seconds(1'700'000'000));
  return made;
}

/// A record of every kind, with values of every type that records are made of.
void fill(Store& store) {
  ecs::Cluster cluster;
  cluster.name = "harbour";
  cluster.created_at = TimePoint(Duration(1'700'000'000'123));
  cluster.tags.push_back({.key = "a \"quoted\" key", .value = "\u00fcber"});
  store.put(home, cluster);
  store.put(home, ecs::TaskDefinitionFamily{.name = "web", .last_revision = 3});
  ecs::TaskDefinition definition;
  definition.definition.family = "web";
  definition.definition.revision = 3;
  definition.definition.container_definitions.emplace().push_back(
      {.name = "app", .image = "shop:v1", .essential = true});
  store.put(home, definition);
  ecs::Service service;
  service.name = "web";
  service.cluster = "harbour";
  service.deployments.push_back({.id = "ecs-svc/1", .failed_tasks = 2});
  ecs::post_event(service, {.id = "e", .created_at = cluster.created_at, .message = "hello"});
  store.put(home, service);
  ecs::Task running = task("1");
  running.containers.push_back({.name = "app", .exit_code = 137});
  running.started_at = cluster.created_at;
  running.stop_code = model::ecs::TaskStopCode::essential_container_exited;
  store.put(home, running);
  store.put(home, ecr::Repository{.name = "shop"});
  store.put(home, ecr::Image{.repository = "shop",
                             .digest = "sha256:1",
                             .manifest = "{\n  \"schemaVersion\": 2\n}",
                             .tags = {"v1", "latest"},
                             .size_bytes = 1ULL << 40});
  store.put(home, ecr::Layer{.repository = "shop", .digest = "sha256:2", .size_bytes = 7});
  store.put(away, elb::LoadBalancer{.name = "edge", .arn = "lb", .tags = {{"k", "v"}}});
  store.put(away, elb::Listener{.arn = "listener", .load_balancer_arn = "lb", .port = 80});
  store.put(away, elb::Rule{.arn = "rule", .listener_arn = "listener", .priority = 10});
  store.put(away, elb::TargetGroup{.name = "web", .arn = "group"});
  elb::Target target{.target_group_arn = "group", .id = "172.31.0.4", .port = 8080};
  target.health.state = elb::TargetState::draining;
  store.put(away, target);
  store.put(World{"000000000000", ""}, iam::Session{.access_key_id = "ASIA1"});
}

template <class Record>
void expect_equal(const Store& one, const Store& other, const World& world) {
  const auto rows = other.table<Record>(world).rows();
  EXPECT_EQ(one.table<Record>(world).size(), rows.size()) << Record::table;
  for (const auto& [key, record] : rows) {
    const Record* same = one.find<Record>(world, key);
    ASSERT_NE(same, nullptr) << key;
    EXPECT_TRUE(*same == record) << key;
  }
}

TEST(Store, ThatIsWrittenAndReadBackIsEqual) {
  Store store{all_record_kinds()};
  fill(store);
  Store copy{all_record_kinds()};
  ASSERT_TRUE(copy.load_json(store.to_json()));
  EXPECT_EQ(copy.to_json(), store.to_json());
  EXPECT_EQ(copy.worlds(), store.worlds());
  expect_equal<ecs::Task>(copy, store, home);
  expect_equal<ecs::Service>(copy, store, home);
  expect_equal<ecs::TaskDefinition>(copy, store, home);
  expect_equal<ecs::Cluster>(copy, store, home);
  expect_equal<ecr::Image>(copy, store, home);
  expect_equal<elb::TargetGroup>(copy, store, away);
}

TEST(Store, ThatCannotReadATextIsLeftAsItWas) {
  Store store{all_record_kinds()};
  fill(store);
  const std::string before = store.to_json();
  for (
      const char* text :
      {"", "{}", R"({"worlds":[{}]})",
       R"({"worlds":[{"world":{"account":"1","region":"r"},"tables":{"clusters":[{"name":7}]}}]})"}) {
    EXPECT_FALSE(store.load_json(text)) << text;
  }
  EXPECT_EQ(store.to_json(), before);
}

TEST(Store, BecomesAnotherAndErasesNothingThatBothHave) {
  Store store{all_record_kinds()};
  fill(store);
  Store other{all_record_kinds()};
  fill(other);
  const std::string shared = store.table<ecs::Cluster>(home).rows().begin()->first;
  ecs::Cluster mine;
  mine.name = "mine";
  ecs::Cluster theirs;
  theirs.name = "theirs";
  store.put(home, mine);
  store.put({"1", "here"}, mine);
  other.put({"2", "there"}, theirs);
  std::set<std::string> erased;
  store.on_change([&](const Change& change) {
    if (change.kind == Change::Kind::erased) erased.insert(std::string(change.key));
  });
  store.become(other);
  EXPECT_EQ(erased, std::set<std::string>{"mine"});
  EXPECT_NE(store.find<ecs::Cluster>(home, shared), nullptr);
  EXPECT_NE(store.find<ecs::Cluster>({"2", "there"}, "theirs"), nullptr);
  EXPECT_EQ(store.find<ecs::Cluster>(home, "mine"), nullptr);
  EXPECT_TRUE(store.table<ecs::Cluster>({"1", "here"}).rows().empty());
}

TEST(Store, KeepsWorldsApart) {
  Store store{all_record_kinds()};
  store.put(home, ecs::Cluster{.name = "harbour"});
  EXPECT_NE(store.find<ecs::Cluster>(home, "harbour"), nullptr);
  EXPECT_EQ(store.find<ecs::Cluster>(away, "harbour"), nullptr);
}

TEST(Store, TellsEveryChangeOnce) {
  Store store{all_record_kinds()};
  std::vector<std::string> told;
  store.on_change([&](const Change& change) {
    told.push_back(std::string(change.kind == Change::Kind::put ? "put " : "erased ") +
                   change.world.region + " " + std::string(change.table) + " " +
                   std::string(change.key));
  });
  store.put(home, task("1"));
  store.change<ecs::Task>(home, "harbour/1", [](ecs::Task& record) { record.version = 2; });
  EXPECT_TRUE(store.erase<ecs::Task>(home, "harbour/1"));
  EXPECT_FALSE(store.erase<ecs::Task>(home, "harbour/1"));
  EXPECT_EQ(told, (std::vector<std::string>{"put us-east-1 tasks harbour/1",
                                            "put us-east-1 tasks harbour/1",
                                            "erased us-east-1 tasks harbour/1"}));
}

TEST(Store, FindsTheRecordsThatBelongTogether) {
  Store store{all_record_kinds()};
  store.put(home, task("2"));
  store.put(home, task("1"));
  store.put(home, task("3", "other"));
  store.put(home, task("1"));
  const auto of_web = store.table<ecs::Task>(home).indexed("harbour/web");
  ASSERT_EQ(of_web.size(), 2U);
  EXPECT_EQ(of_web[0]->id, "1");
  EXPECT_EQ(of_web[1]->id, "2");
  store.erase<ecs::Task>(home, "harbour/1");
  EXPECT_EQ(store.table<ecs::Task>(home).indexed("harbour/web").size(), 1U);
  EXPECT_TRUE(store.table<ecs::Task>(home).indexed("harbour/none").empty());
}

ecr::Image image(const std::string& digest, std::set<std::string> tags) {
  ecr::Image record;
  record.repository = "shop";
  record.digest = digest;
  record.tags = std::move(tags);
  record.references = {"layer", "layer"};
  return record;
}

TEST(Store, FindsARecordByEachOfItsKeys) {
  Store store{all_record_kinds()};
  store.put(home, image("b", {"v1", "latest"}));
  store.put(home, image("a", {}));
  const auto digests = [&](std::string_view key) {
    std::string found;
    for (const ecr::Image* record : store.table<ecr::Image>(home).indexed(key)) {
      found += record->digest;
    }
    return found;
  };
  EXPECT_EQ(digests("shop"), "ab");
  EXPECT_EQ(digests(ecr::Image::tag_key("shop", "v1")), "b");
  EXPECT_EQ(digests(ecr::Image::reference_key("shop", "layer")), "ab");
  store.erase<ecr::Image>(home, "shop@b");
  EXPECT_EQ(digests("shop"), "a");
  EXPECT_EQ(digests(ecr::Image::tag_key("shop", "v1")), "");
  EXPECT_EQ(digests(ecr::Image::reference_key("shop", "layer")), "a");
  EXPECT_EQ(store.table<ecr::Image>(home).index().size(), 2U);
}

TEST(Store, FollowsTheKeysThatAChangeAddsAndTakesAway) {
  Store store{all_record_kinds()};
  store.put(home, image("a", {"v1", "latest"}));
  store.change<ecr::Image>(home, "shop@a", [](ecr::Image& record) {
    record.tags = {"latest", "v2"};
  });
  const auto count = [&](std::string_view tag) {
    return store.table<ecr::Image>(home).members(ecr::Image::tag_key("shop", tag)).size();
  };
  EXPECT_EQ(count("v1"), 0U);
  EXPECT_EQ(count("latest"), 1U);
  EXPECT_EQ(count("v2"), 1U);
}

TEST(Store, ThatIsClearedTellsEachErasure) {
  Store store{all_record_kinds()};
  fill(store);
  int erased = 0;
  store.on_change([&](const Change& change) {
    EXPECT_EQ(change.kind, Change::Kind::erased);
    ++erased;
  });
  store.clear();
  EXPECT_EQ(erased, 14);
  EXPECT_TRUE(store.table<ecs::Task>(home).rows().empty());
}

}  // namespace
}  // namespace drydock
