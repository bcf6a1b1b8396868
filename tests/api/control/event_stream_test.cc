#include "api/control/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "emulator/records.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"
#include "tests/support/fake_exchange.h"

namespace drydock::control::event_stream_test {
namespace {

using drydock::testing::done;
using drydock::testing::FakeExchange;
using drydock::testing::Started;
using ::testing::HasSubstr;

const World world{"000000000000", "us-east-1"};

/// One reader and what it has got so far.
struct Reader {
  explicit Reader(std::string_view last_id = "") : exchange("GET", "/_drydock/events") {
    if (!last_id.empty()) exchange.header("Last-Event-ID", last_id);
  }
  FakeExchange exchange;
  std::unique_ptr<Started<bool>> serving;
};

class EventStreamTest : public ::testing::Test {
 protected:
  ~EventStreamTest() override {
    stream_.stop();
    clock_.settle();
  }

  /// A reader that lives as long as the test.
  Reader* read(std::string_view last_id = "") {
    auto& reader = readers_.emplace_back(std::make_unique<Reader>(last_id));
    reader->serving = std::make_unique<Started<bool>>(context_.get_executor(),
                                                      done(stream_.serve(reader->exchange)));
    clock_.settle();
    return reader.get();
  }
  void put_task(ecs::TaskStatus status) {
    ecs::Task task;
    task.id = "0123";
    task.arn = "arn:task";
    task.cluster = "shop";
    task.group = "service:web";
    task.last_status = status;
    store_.put(world, task);
    clock_.settle();
  }
  static std::string task_event(const std::string& id, const std::string& status) {
    return "id: 1700000000000-" + id +
           "\nevent: task\ndata: {\"at\":\"2023-11-14T22:13:20.000Z\",\"account\":\"000000000000\","
           "\"region\":\"us-east-1\",\"taskArn\":\"arn:task\",\"group\":\"service:web\","
           "\"lastStatus\":\"" +
           status + "\",\"desiredStatus\":\"RUNNING\",\"healthStatus\":\"UNKNOWN\"}\n\n";
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  Store store_{all_record_kinds()};
  int settled_ = 0;
  std::vector<std::unique_ptr<Reader>> readers_;
  EventStream stream_{store_, clock_, context_.get_executor(), [this] { return settle(); }};

 private:
  boost::asio::awaitable<void> settle() {
    ++settled_;
    co_return;
  }
};

TEST_F(EventStreamTest, TellsWhatHappensFromWhenItIsAsked) {
  put_task(ecs::TaskStatus::pending);
  Reader* reader = read();
  EXPECT_EQ(reader->exchange.answer_header("Content-Type"), "text/event-stream");
  EXPECT_EQ(reader->exchange.answer_body(), ":\n\n");
  put_task(ecs::TaskStatus::activating);
  put_task(ecs::TaskStatus::activating);
  put_task(ecs::TaskStatus::running);
  EXPECT_EQ(reader->exchange.answer_body(),
            ":\n\n" + task_event("1", "ACTIVATING") + task_event("2", "RUNNING"));
  EXPECT_GT(settled_, 0) << "nothing is told that is not kept";
}

TEST_F(EventStreamTest, TellsOfServicesAndTargets) {
  Reader* reader = read();
  ecs::Service service;
  service.cluster = "shop";
  service.name = "web";
  service.arn = "arn:service";
  service.events = {{"2", {}, "second"}, {"1", {}, "first"}};
  store_.put(world, service);
  clock_.settle();
  EXPECT_THAT(reader->exchange.answer_body(), HasSubstr(R"("id":"2","message":"second")"));
  service.events.insert(service.events.begin(), {{"4", {}, "fourth"}, {"3", {}, "third"}});
  store_.put(world, service);
  elb::Target target;
  target.target_group_arn = "group";
  target.id = "10.0.0.1";
  target.port = 80;
  target.health.state = elb::TargetState::healthy;
  target.health.reason = elb::TargetReason::none;
  store_.put(world, target);
  clock_.settle();
  const std::string body = reader->exchange.answer_body();
  EXPECT_LT(body.find("third"), body.find("fourth"));
  EXPECT_EQ(body.find("first"), std::string::npos);
  EXPECT_THAT(body, HasSubstr("event: target\ndata: "));
  EXPECT_THAT(
      body, HasSubstr(R"("targetGroupArn":"group","id":"10.0.0.1","port":80,"state":"healthy"})"));
}

TEST_F(EventStreamTest, GoesOnAfterTheEventThatIsNamed) {
  read();
  put_task(ecs::TaskStatus::activating);
  put_task(ecs::TaskStatus::running);
  Reader* second = read("1700000000000-1");
  EXPECT_EQ(second->exchange.answer_body(), ":\n\n" + task_event("2", "RUNNING"));
}

TEST_F(EventStreamTest, SaysThatEventsAreMissing) {
  read();
  put_task(ecs::TaskStatus::activating);
  for (const char* id : {"99-1", "1700000000000-7", "1700000000000-x"}) {
    EXPECT_THAT(read(id)->exchange.answer_body(),
                HasSubstr("id: 1700000000000-1\nevent: lost\ndata: {\"message\":\"Events are"))
        << id;
  }
}

TEST_F(EventStreamTest, KeepsNoMoreThanItSays) {
  read();
  for (std::size_t i = 0; i < EventStream::most_kept / 2 + 1; ++i) {
    put_task(ecs::TaskStatus::activating);
    put_task(ecs::TaskStatus::running);
  }
  Reader* second = read("1700000000000-1");
  EXPECT_THAT(second->exchange.answer_body(), HasSubstr("event: lost"));
  Reader* third = read("1700000000000-2");
  EXPECT_THAT(third->exchange.answer_body(), HasSubstr(task_event("3", "ACTIVATING")));
}

TEST_F(EventStreamTest, EndsWhenItIsStopped) {
  Reader* reader = read();
  EXPECT_FALSE(reader->serving->ended());
  stream_.stop();
  clock_.settle();
  EXPECT_TRUE(reader->serving->ended());
  EXPECT_EQ(read()->exchange.status(), 503U);
}

TEST_F(EventStreamTest, HasABoundOfReaders) {
  for (int i = 0; i < EventStream::most_readers; ++i) read();
  EXPECT_EQ(read()->exchange.status(), 503U);
}

TEST_F(EventStreamTest, TakesNoPost) {
  FakeExchange exchange("POST", "/_drydock/events");
  const Started<bool> served(context_.get_executor(), done(stream_.serve(exchange)));
  clock_.settle();
  EXPECT_EQ(exchange.status(), 405U);
}

}  // namespace
}  // namespace drydock::control::event_stream_test
