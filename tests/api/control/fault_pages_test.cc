#include "api/control/fault_pages.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/faults/fault_book.h"
#include "tests/support/run.h"

namespace drydock::control::fault_pages_test {
namespace {

using boost::beast::http::verb;

const World world{"000000000000", "us-east-1"};

/// A task with a container that is checked, one that is not and one that does not run; a target
/// group with a target of two ports and another one.
class FaultPagesTest : public ::testing::Test {
 protected:
  FaultPagesTest() {
    ecs::TaskDefinition revision;
    auto& definition = revision.definition;
    definition.family = "web";
    definition.revision = 1;
    definition.task_definition_arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/web:1";
    auto& containers = definition.container_definitions.emplace();
    ecs::Task task;
    task.id = "0123";
    task.arn = "arn:aws:ecs:us-east-1:000000000000:task/shop/0123";
    task.cluster = "shop";
    task.task_definition_arn = *definition.task_definition_arn;
    for (const char* name : {"web", "side", "late"}) {
      containers.emplace_back().name = name;
      auto& container = task.containers.emplace_back();
      container.name = name;
      container.engine_id = std::string("engine-") + name;
      container.phase = ecs::ContainerPhase::running;
    }
    containers.front().health_check.emplace();
    task.containers.back().phase = ecs::ContainerPhase::starting;
    store_.put(world, revision);
    store_.put(world, task);
    put_group("used");
    put_group("unused");
    elb::Listener listener;
    listener.arn = "listener";
    auto& action = listener.default_actions.emplace_back();
    action.type = model::elbv2::ActionTypeEnum::forward;
    action.target_group_arn = "used";
    store_.put(world, listener);
    put_target("i-1", 80);
    put_target("i-1", 81);
    put_target("i-2", 80);
  }

  void put_group(const std::string& arn) {
    elb::TargetGroup group;
    group.arn = arn;
    group.name = arn;
    store_.put(world, group);
  }
  void put_target(const std::string& id, int port) {
    elb::Target target;
    target.target_group_arn = "used";
    target.id = id;
    target.port = port;
    store_.put(world, target);
  }

  std::string ask(verb method, std::string_view body = "") {
    http::RequestHeader header;
    header.method(method);
    for (const Page& page : pages_.pages()) {
      if (page.method != method) continue;
      const http::Answer answer = drydock::testing::run(page.answer({header, body}));
      return std::to_string(answer.status) + " " + answer.body;
    }
    return "no page";
  }
  std::string begin(std::string_view body) { return ask(verb::post, body); }
  /// The sentence by which a fault is refused.
  std::string refused(std::string_view body) {
    std::string answer = begin(body);
    const std::string before = R"(400 {"message":")";
    EXPECT_TRUE(answer.starts_with(before)) << answer;
    return answer.substr(before.size(), answer.size() - before.size() - 2);
  }

  boost::asio::awaitable<EngineResult<Done>> crash(std::string id, int exit_code) {
    crashed_.push_back(id + " " + std::to_string(exit_code));
    if (book_.engine_is_lost()) co_return EngineError(EngineError::Kind::unreachable, "lost");
    co_return Done{};
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  FaultBook book_{clock_};
  Store store_{all_record_kinds()};
  std::vector<std::string> crashed_;
  FaultPages pages_{store_, book_,
                    [this](std::string id, int code) { return crash(std::move(id), code); }};
};

TEST_F(FaultPagesTest, BeginListAndEndFaults) {
  EXPECT_EQ(begin(R"({"pulls":{"fail":2,"image":"shop:*","reason":"slow down"}})"),
            R"(200 {"id":"1","pulls":{"fail":2,"image":"shop:*","reason":"slow down"}})");
  EXPECT_EQ(begin(R"({"starts":{"slow":"PT30S","for":"PT10M"}})"),
            R"(200 {"id":"2","until":"2023-11-14T22:23:20.000Z","starts":{"slow":"PT30S"}})");
  EXPECT_EQ(begin(R"({"engine":{"lost":"PT1M"}})"),
            R"(200 {"id":"3","until":"2023-11-14T22:14:20.000Z","engine":{"lost":true}})");
  EXPECT_EQ(begin(R"({"engine":{"lost":"PT1M"}})"),
            R"(409 {"message":"The engine is lost already."})");
  EXPECT_EQ(ask(verb::delete_, R"({"id":"2"})"), "200 {}");
  EXPECT_EQ(ask(verb::delete_, R"({"id":"2"})"), R"(404 {"message":"No fault 2 is in force."})");
  EXPECT_EQ(ask(verb::get),
            R"(200 {"faults":[{"id":"1","pulls":{"fail":2,"image":"shop:*","reason":"slow down"}},)"
            R"({"id":"3","until":"2023-11-14T22:14:20.000Z","engine":{"lost":true}}]})");
  EXPECT_EQ(ask(verb::delete_), "200 {}");
  EXPECT_EQ(ask(verb::get), R"(200 {"faults":[]})");
}

TEST_F(FaultPagesTest, CrashAContainerByItsTaskAndName) {
  EXPECT_EQ(begin(R"({"container":{"task":"0123","name":"side","crash":3}})"),
            R"(200 {"container":{"task":"0123","name":"side","crash":3}})");
  begin(R"({"container":{"task":"arn:aws:ecs:us-east-1:000000000000:task/shop/0123","name":"web",)"
        R"("crash":0}})");
  EXPECT_EQ(crashed_, (std::vector<std::string>{"engine-side 3", "engine-web 0"}));
  EXPECT_EQ(ask(verb::get), R"(200 {"faults":[]})");
  begin(R"({"engine":{"lost":"PT1M"}})");
  EXPECT_EQ(begin(R"({"container":{"task":"0123","name":"side","crash":3}})"),
            R"(409 {"message":"lost"})");
}

TEST_F(FaultPagesTest, MakeContainersAndTargetsUnhealthy) {
  EXPECT_EQ(begin(R"({"container":{"task":"0123","name":"web","unhealthy":true}})"),
            R"(200 {"id":"1","container":{"task":"0123","name":"web","unhealthy":true}})");
  EXPECT_TRUE(book_.is_unhealthy_container("engine-web"));
  EXPECT_EQ(begin(R"({"target":{"targetGroup":"used","id":"i-2","unhealthy":true,"for":"PT1M"}})"),
            R"(200 {"id":"2","until":"2023-11-14T22:14:20.000Z","target":{"targetGroup":"used",)"
            R"("id":"i-2","port":80,"unhealthy":true}})");
  EXPECT_TRUE(book_.is_unhealthy_target("used i-2:80"));
  EXPECT_EQ(refused(R"({"target":{"targetGroup":"used","id":"i-1","unhealthy":true}})"),
            "Target i-1 has more than one port: name it.");
  begin(R"({"target":{"targetGroup":"used","id":"i-1","port":81,"unhealthy":true}})");
  EXPECT_TRUE(book_.is_unhealthy_target("used i-1:81"));
}

TEST_F(FaultPagesTest, LoseAZone) {
  EXPECT_EQ(begin(R"({"zone":{"name":"us-east-1b","lost":true,"for":"PT1M"}})"),
            R"(200 {"id":"1","until":"2023-11-14T22:14:20.000Z","zone":{"name":"us-east-1b",)"
            R"("lost":true}})");
  EXPECT_EQ(book_.lost_zones(), std::set<std::string>{"us-east-1b"});
  EXPECT_EQ(begin(R"({"zone":{"name":"us-east-1b","lost":true}})"),
            R"(409 {"message":"The zone us-east-1b is lost already."})");
  EXPECT_EQ(ask(verb::delete_, R"({"id":"1"})"), "200 {}");
  EXPECT_TRUE(book_.lost_zones().empty());
  for (const std::string name : {"us-east-1z", "a", "us east-1a", "us-east-1"}) {
    EXPECT_EQ(refused(R"({"zone":{"name":")" + name + R"(","lost":true}})"),
              "There is no zone " + name + ": a region has three, such as us-east-1a.");
  }
}

TEST_F(FaultPagesTest, RefuseWhatWouldNotShow) {
  EXPECT_EQ(refused(R"({"container":{"task":"99","crash":1}})"), "There is no task 99.");
  EXPECT_EQ(refused(R"({"container":{"task":"0123","crash":1}})"),
            "Name one of the containers of task 0123: web, side, late.");
  EXPECT_EQ(refused(R"({"container":{"task":"0123","name":"late","crash":1}})"),
            "Container late of task 0123 does not run.");
  EXPECT_EQ(refused(R"({"container":{"task":"0123","name":"side","unhealthy":true}})"),
            "Container side of task 0123 has no health check, so nobody would notice.");
  EXPECT_EQ(refused(R"({"target":{"targetGroup":"none","id":"i-1","unhealthy":true}})"),
            "There is no target group none.");
  EXPECT_EQ(refused(R"({"target":{"targetGroup":"unused","id":"i-1","unhealthy":true}})"),
            "Nobody checks the health of targets of unused: no listener forwards to it, or its "
            "health checks are off.");
  EXPECT_EQ(refused(R"({"target":{"targetGroup":"used","id":"i-9","unhealthy":true}})"),
            "Target i-9 is not registered with this group.");
  EXPECT_TRUE(book_.in_force().empty());
}

TEST_F(FaultPagesTest, RefuseWhatTheyDoNotKnow) {
  const std::string one =
      "Say one fault: an object with pulls, starts, container, target, engine or zone.";
  for (const char* body : {"{}", "[]", R"({"moon":{}})", R"({"pulls":{"fail":1},"engine":{}})"}) {
    EXPECT_EQ(refused(body), one) << body;
  }
  struct Row {
    const char* body;
    const char* sentence;
  };
  for (const Row& row : std::vector<Row>{
           {R"({"pulls":3})", "pulls takes an object."},
           {R"({"pulls":{}})", "pulls.fail takes a number from 1 to 1000."},
           {R"({"pulls":{"fail":1001}})", "pulls.fail takes a number from 1 to 1000."},
           {R"({"pulls":{"fail":1,"image":""}})",
            "pulls.image takes a text of 1 to 1,024 characters."},
           {R"({"pulls":{"fail":1,"for":"PT1M"}})", "There is no member for of pulls."},
           {R"({"starts":{"slow":"30s"}})",
            "starts.slow takes an ISO 8601 duration such as PT30S, of at most 366 days."},
           {R"({"starts":{"slow":"PT0S"}})",
            "starts.slow takes an ISO 8601 duration such as PT30S, of at most 366 days."},
           {R"({"engine":{}})",
            "engine.lost takes an ISO 8601 duration such as PT30S, of at most 366 days."},
           {R"({"container":{"task":"0123","name":"web"}})",
            "container takes either crash or unhealthy."},
           {R"({"container":{"task":"0123","crash":1,"unhealthy":true}})",
            "container takes either crash or unhealthy."},
           {R"({"container":{"task":"0123","crash":256}})",
            "container.crash takes a number from 0 to 255."},
           {R"({"container":{"task":"0123","crash":1,"for":"PT1M"}})",
            "A crash is over at once: for has no meaning."},
           {R"({"container":{"task":"0123","unhealthy":false}})",
            "container.unhealthy takes true."},
           {R"({"zone":{"name":"us-east-1a"}})", "zone.lost takes true."},
           {R"({"target":{"targetGroup":"used","id":"i-1","port":0,"unhealthy":true}})",
            "target.port takes a number from 1 to 65535."}}) {
    EXPECT_EQ(refused(row.body), row.sentence) << row.body;
  }
  EXPECT_EQ(ask(verb::delete_, R"({"name":"1"})"),
            R"(400 {"message":"Say nothing to end all faults, or {\"id\": \"1\"} to end one."})");
}

}  // namespace
}  // namespace drydock::control::fault_pages_test
