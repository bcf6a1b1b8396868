#include "emulator/ecs/client_token_uses.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"

namespace drydock::ecs::client_token_uses_test {
namespace {

const World world{"111122223333", "eu-west-1"};
const TimePoint now{std::chrono::hours(1000)};

/// A task of this id, stopped so long ago if at all.
void put_task(Store& store, const std::string& id, std::optional<Duration> stopped_ago) {
  Task task{.id = id, .cluster = "shop"};
  if (stopped_ago) task.stopped_at = now - *stopped_ago;
  store.put(world, task);
}

TEST(ClientTokenUses, AreOverADayAfterOrAnHourAfterTheLastTaskStopped) {
  using std::chrono::hours;
  using std::chrono::minutes;
  struct Case {
    const char* name;
    Duration age;
    std::vector<std::string> tasks;
    bool over;
  };
  Store store{all_record_kinds()};
  put_task(store, "running", std::nullopt);
  put_task(store, "just stopped", minutes(59));
  put_task(store, "long stopped", hours(1));
  for (const Case& row : {Case{"new", minutes(0), {"shop/running"}, false},
                          Case{"of yesterday", hours(24), {"shop/running"}, true},
                          Case{"nearly", hours(24) - minutes(1), {"shop/running"}, false},
                          Case{"stopped", hours(2), {"shop/just stopped"}, false},
                          Case{"long stopped", hours(2), {"shop/long stopped"}, true},
                          Case{"forgotten", hours(2), {"shop/unknown"}, true},
                          Case{"one of two", hours(2), {"shop/unknown", "shop/running"}, false}}) {
    const ClientTokenUse use{.token_digest = "t", .tasks = row.tasks, .used_at = now - row.age};
    EXPECT_EQ(is_over(use, store, world, now), row.over) << row.name;
  }
}

TEST(ClientTokenUses, OfAServiceLastAsLongAsItIsActive) {
  Store store{all_record_kinds()};
  Service service{.name = "web", .cluster = "shop"};
  service.created_at = now;
  const ClientTokenUse use{.token_digest = "t", .service = "shop/web", .used_at = now};
  EXPECT_TRUE(is_over(use, store, world, now));
  store.put(world, service);
  EXPECT_FALSE(is_over(use, store, world, now + std::chrono::hours(1000)));
  service.created_at = now + std::chrono::hours(1);
  store.put(world, service);
  EXPECT_TRUE(is_over(use, store, world, now)) << "another service of that name";
  service.created_at = now;
  service.status = ServiceStatus::draining;
  store.put(world, service);
  EXPECT_TRUE(is_over(use, store, world, now));
}

TEST(ClientTokenUses, OfATaskSetLastAsLongAsItIsThere) {
  Store store{all_record_kinds()};
  const ClientTokenUse use{.token_digest = "t", .task_set = "shop/web/ecs-svc/1", .used_at = now};
  EXPECT_TRUE(is_over(use, store, world, now));
  store.put(world, TaskSet{.id = "ecs-svc/1", .service = "shop/web"});
  EXPECT_FALSE(is_over(use, store, world, now + std::chrono::hours(1000)));
}

TEST(ClientTokenUses, OfAGatewayLastAsLongAsItIsThere) {
  Store store{all_record_kinds()};
  const ClientTokenUse use{.token_digest = "t", .gateway = "edge", .used_at = now};
  EXPECT_TRUE(is_over(use, store, world, now));
  Gateway gateway{.name = "edge"};
  gateway.created_at = now;
  store.put(world, gateway);
  EXPECT_FALSE(is_over(use, store, world, now + std::chrono::hours(1000)));
  gateway.created_at = now + std::chrono::hours(1);
  store.put(world, gateway);
  EXPECT_TRUE(is_over(use, store, world, now)) << "another gateway of that name";
}

TEST(ClientTokenUses, ThatAreOverAreForgottenAsOthersCome) {
  Store store{all_record_kinds()};
  put_task(store, "running", std::nullopt);
  const auto keep = [&store](int number) {
    // In the order that a client counts in, which is not the order that they are kept in.
    const std::string digest = digest_of_token("RunTask", "shop", "t" + std::to_string(number));
    keep_use(store, world, {.token_digest = digest, .tasks = {"shop/running"}, .used_at = now},
             now);
  };
  for (int i = 0; i < 2000; ++i) {
    store.put(world,
              ClientTokenUse{.token_digest = digest_of_token("RunTask", "shop", std::to_string(i)),
                             .tasks = {"shop/gone"},
                             .used_at = now});
  }
  for (int i = 0; i < 1000; ++i) keep(i);
  EXPECT_LT(store.table<ClientTokenUse>(world).rows().size(), 1100U);
  EXPECT_NE(find_use(store, world, digest_of_token("RunTask", "shop", "t7"), now), nullptr);
}

TEST(ClientTokens, AreOfPrintableAscii) {
  EXPECT_TRUE(is_client_token("550e8400-e29b-41d4-a716-446655440000", 36));
  EXPECT_TRUE(is_client_token("!~", 36));
  EXPECT_FALSE(is_client_token(std::string(37, 'a'), 36));
  for (const char* text : {"a b", "\x7f", "\n", "\xc3\xa4"}) {
    EXPECT_FALSE(is_client_token(text, 36)) << text;
  }
  EXPECT_NE(digest_of_token("RunTask", "a", "b"), digest_of_token("RunTask", "b", "a"));
  EXPECT_NE(digest_of_token("RunTask", "a", "b"), digest_of_token("CreateService", "a", "b"));
}

}  // namespace
}  // namespace drydock::ecs::client_token_uses_test
