#include "runtime/engine/docker/docker_engine.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"
#include "tests/support/fake_dockerd.h"

namespace drydock::docker_engine_test {
namespace {

using namespace std::chrono_literals;
using testing::FakeDockerd;
using Kind = EngineError::Kind;

/// An engine whose every byte the test says; time passes only where the test moves it.
struct DockerEngineTest : ::testing::Test {
  boost::asio::io_context context;
  VirtualClock clock{context};
  FakeDockerd dockerd{context};
  DockerEngine engine{
      docker::DockerHost{dockerd.path()}, clock, context.get_executor(),
      DockerEngineSettings{.pulse = {.patience = 200ms}, .patience = {.answer = 2s}}};
  std::vector<EngineEvent> events;

  void TearDown() override {
    call(testing::done(engine.shut_down()));
    call(testing::done(dockerd.shut_down()));
  }

  template <class T>
  T call(boost::asio::awaitable<T> coroutine) {
    return testing::await(context, std::move(coroutine));
  }
  template <class T>
  Kind error_of(boost::asio::awaitable<EngineResult<T>> coroutine) {
    return call(std::move(coroutine)).error().kind;
  }

  void follow() {
    engine.on_event([this](const EngineEvent& event) { events.push_back(event); });
    eventually([this] { return dockerd.has_stream(); });
  }
  /// Lets bytes flow, but no time pass, until the condition holds.
  template <class Condition>
  void eventually(Condition condition) {
    for (int turns = 0; !condition(); ++turns) {
      ASSERT_LT(turns, 1000);
      context.restart();
      context.run_one_for(10ms);
    }
  }
  /// The ids of the events of a kind, in order.
  std::vector<std::string> told(EngineEvent::Kind kind) const {
    std::vector<std::string> ids;
    for (const EngineEvent& event : events) {
      if (event.kind == kind) ids.push_back(event.container_id);
    }
    return ids;
  }
};

std::string start_of(const std::string& id, const std::string& time_nano) {
  return R"({"Type":"container","Action":"start","Actor":{"ID":")" + id +
         R"(","Attributes":{"drydock.world":"w","image":"shop:v1","name":"a"}},"time":1,"timeNano":)" +
         time_nano + "}";
}

TEST_F(DockerEngineTest, TellsTheVersionOfTheEngine) {
  const EngineInfo info = call(engine.info()).value();
  EXPECT_EQ(info.name, "docker");
  EXPECT_EQ(info.version, "20.10.24+dfsg1");
  dockerd.speak("1.43", "");
  EXPECT_EQ(call(engine.info()).value().version, "with API 1.43");
}

TEST_F(DockerEngineTest, RefusesAnApiThatIsTooOld) {
  dockerd.speak("1.40");
  const EngineError error = call(engine.info()).error();
  EXPECT_EQ(error.kind, Kind::refused);
  EXPECT_EQ(error.message,
            "the Docker engine speaks API 1.40, and drydock needs 1.41 or newer: update it to "
            "Docker 20.10 or later");
}

TEST_F(DockerEngineTest, SpeaksNoNewerApiThanItKnows) {
  dockerd.speak("1.99");
  call(engine.info()).value();
  EXPECT_EQ(error_of(engine.inspect("a")), Kind::not_found);
  EXPECT_TRUE(dockerd.requests().back().starts_with("GET /v1.44/")) << dockerd.requests().back();
}

TEST_F(DockerEngineTest, TellsWhereNobodyAnswers) {
  dockerd.go_away();
  const EngineError error = call(engine.info()).error();
  EXPECT_EQ(error.kind, Kind::unreachable);
  EXPECT_TRUE(error.message.starts_with("the Docker engine at " + dockerd.path())) << error.message;
}

TEST_F(DockerEngineTest, TakesARestartedEngineAsItIsThen) {
  call(engine.info()).value();
  dockerd.go_away();
  EXPECT_EQ(error_of(engine.inspect("a")), Kind::unreachable);
  dockerd.listen();
  EXPECT_EQ(error_of(engine.inspect("a")), Kind::not_found);
}

TEST_F(DockerEngineTest, RefusesAnswersThatItCannotUnderstand) {
  const char* bodies[] = {"",
                          "not JSON",
                          "[]",
                          "null",
                          R"({"Id":7,"State":{}})",
                          R"({"Id":"a","State":null})",
                          R"({"Id":"a"})"};
  for (const char* body : bodies) {
    dockerd.reply("GET /v1.41/containers/a/json", FakeDockerd::json(200, body));
    EXPECT_EQ(error_of(engine.inspect("a")), Kind::refused) << body;
  }
  dockerd.reply("POST /v1.41/containers/create", FakeDockerd::json(201, "{}"));
  EXPECT_EQ(error_of(engine.create({})), Kind::refused);
  dockerd.reply("GET /v1.41/containers/json", FakeDockerd::json(200, "{"));
  EXPECT_EQ(error_of(engine.list("a", "b")), Kind::refused);
}

TEST_F(DockerEngineTest, TakesABrokenConnectionForALostEngine) {
  const char* replies[] = {
      "", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"Id\":",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Id", "SSH-2.0-OpenSSH_9.2\r\n"};
  for (const char* reply : replies) {
    dockerd.reply("GET /v1.41/containers/a/json", reply);
    EXPECT_EQ(error_of(engine.inspect("a")), Kind::unreachable) << reply;
  }
}

TEST_F(DockerEngineTest, TellsErrorsByKind) {
  struct Row {
    int status;
    const char* message;
    Kind kind;
  };
  const Row rows[] = {
      {400, "invalid reference", Kind::refused},
      {403, "Address already in use", Kind::conflict},
      {403, "authorization denied by plugin", Kind::refused},
      {404, "No such container: a", Kind::not_found},
      {404, "No such image: shop:v1", Kind::image_missing},
      {409, "cannot join network of a non running container: b", Kind::conflict},
      {500, "Bind for 0.0.0.0:80 failed: port is already allocated", Kind::conflict},
      {500, "no space left on device", Kind::refused},
  };
  for (const Row& row : rows) {
    const std::string body = std::string(R"({"message":")") + row.message + "\"}";
    dockerd.reply("POST /v1.41/containers/a/start", FakeDockerd::json(row.status, body));
    const auto outcome = call(engine.start("a"));
    EXPECT_EQ(outcome.error().kind, row.kind) << row.message;
    EXPECT_EQ(outcome.error().message, row.message);
  }
}

TEST_F(DockerEngineTest, TakesWhatAlreadyIsForDone) {
  dockerd.reply("POST /v1.41/containers/a/start", "HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_TRUE(call(engine.start("a")).has_value());
  dockerd.reply("POST /v1.41/containers/a/stop?t=2 ", "HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_TRUE(call(engine.stop("a", 1500ms)).has_value()) << "the grace is whole seconds";
  dockerd.reply("DELETE /v1.41/containers/a?force=true&v=true ",
                FakeDockerd::json(409, R"({"message":"removal of container a is in progress"})"));
  EXPECT_TRUE(call(engine.remove("a")).has_value());
}

TEST_F(DockerEngineTest, TellsHowAPullFails) {
  struct Row {
    std::string reply;
    Kind kind;
  };
  const std::string head = "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"Pulling from shop\"}\r\n";
  const Row rows[] = {
      {FakeDockerd::json(404, R"({"message":"manifest for shop:v1 not found: manifest unknown"})"),
       Kind::image_missing},
      {FakeDockerd::json(404, R"({"message":"pull access denied for shop"})"), Kind::image_missing},
      {FakeDockerd::json(500, R"({"message":"dial tcp 127.0.0.1:1: connection refused"})"),
       Kind::refused},
      {head + "{\"errorDetail\":{},\"error\":\"manifest unknown\"}\r\n", Kind::image_missing},
      {head + "{\"errorDetail\":{},\"error\":\"unexpected EOF\"}\r\n", Kind::refused},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\"", Kind::unreachable},
  };
  for (const Row& row : rows) {
    dockerd.reply("POST /v1.41/images/create?fromImage=shop&tag=v1 ", row.reply);
    EXPECT_EQ(error_of(engine.pull("shop:v1", {})), row.kind) << row.reply;
  }
}

TEST_F(DockerEngineTest, ShowsItsCredentialsToARegistry) {
  dockerd.reply("POST /v1.41/images/create?fromImage=localhost%3A4566%2Fshop&tag=v1 ",
                "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"done\"}\r\n");
  EXPECT_TRUE(
      call(engine.pull("localhost:4566/shop:v1", RegistryCredentials{"AWS", "x>?"})).has_value());
  // {"username":"AWS","password":"x>?","serveraddress":"localhost:4566"}
  EXPECT_NE(dockerd.requests().back().find(
                "\r\nX-Registry-Auth: eyJ1c2VybmFtZSI6IkFXUyIsInBhc3N3b3JkIjoieD4_Iiwic2VydmVyYWRk"
                "cmVzcyI6ImxvY2FsaG9zdDo0NTY2In0=\r\n"),
            std::string::npos)
      << dockerd.requests().back();
}

TEST_F(DockerEngineTest, RunsACommandToItsEnd) {
  using namespace std::string_literals;
  dockerd.reply("POST /v1.41/containers/a/exec ", FakeDockerd::json(201, R"({"Id":"e"})"));
  dockerd.reply("POST /v1.41/exec/e/start ",
                "HTTP/1.1 200 OK\r\n\r\n"
                "\1\0\0\0\0\0\0\3out\2\0\0\0\0\0\0\3err"s);
  dockerd.reply("GET /v1.41/exec/e/json ", FakeDockerd::json(200, R"({"Running":true})"));
  const testing::Started<EngineResult<ExecOutcome>> exec(context.get_executor(),
                                                         engine.exec("a", {"check"}, 5s));
  eventually([&] { return dockerd.requests().size() == 3; });
  dockerd.reply("GET /v1.41/exec/e/json ",
                FakeDockerd::json(200, R"({"Running":false,"ExitCode":3})"));
  eventually([&] {
    clock.step();
    return exec.ended();
  });
  EXPECT_EQ(exec.value()->exit_code, 3);
  EXPECT_EQ(exec.value()->output, "outerr");
}

/// How many requests start so.
int count_of(const std::vector<std::string>& requests, const std::string& start) {
  return static_cast<int>(std::ranges::count_if(
      requests, [&](const std::string& request) { return request.starts_with(start); }));
}

TEST_F(DockerEngineTest, KillsACommandThatDoesNotEnd) {
  dockerd.reply("POST /v1.41/containers/a/exec ", FakeDockerd::json(201, R"({"Id":"e"})"));
  dockerd.stay_silent("POST /v1.41/exec/e/start ");
  dockerd.reply("GET /v1.41/exec/e/json ", FakeDockerd::json(200, R"({"Running":true})"));
  dockerd.reply("GET /v1.41/images/", FakeDockerd::json(200, R"({"Id":"sha256:1"})"));
  dockerd.reply("GET /v1.41/containers/", FakeDockerd::json(200, R"({"Id":"a","State":{
      "Status":"exited","ExitCode":0},"Config":{"Labels":{"drydock.task":"t","team":"b"}}})"));
  dockerd.reply("POST /v1.41/containers/create", FakeDockerd::json(201, R"({"Id":"tool"})"));
  dockerd.reply("POST /v1.41/containers/tool/start", "HTTP/1.1 204 None\r\n\r\n");
  dockerd.reply("DELETE /v1.41/containers/tool?", "HTTP/1.1 204 None\r\n\r\n");
  const testing::Started<EngineResult<ExecOutcome>> exec(context.get_executor(),
                                                         engine.exec("a", {"check"}, 20ms));
  const std::string created = "POST /v1.41/containers/create";
  eventually([&] { return count_of(dockerd.requests(), "DELETE /v1.41/containers/tool?") == 1; });
  const auto tool = std::ranges::find_if(
      dockerd.requests(), [&](const auto& request) { return request.starts_with(created); });
  for (const char* part : {R"("Cmd":["kill","DRYDOCK_COMMAND=a.1"])", R"("PidMode":"container:a")",
                           R"("CapAdd":["SYS_PTRACE"])", R"("drydock.task":"t")"}) {
    EXPECT_NE(tool->find(part), std::string::npos) << part << " in " << *tool;
  }
  EXPECT_EQ(tool->find("team"), std::string::npos) << *tool;
  dockerd.reply("GET /v1.41/exec/e/json ",
                FakeDockerd::json(200, R"({"Running":false,"ExitCode":137})"));
  eventually([&] {
    clock.step();
    return exec.ended();
  });
  EXPECT_EQ(exec.value().error().kind, Kind::timeout);
}

TEST_F(DockerEngineTest, BeginsNoCommandWhileAnotherCannotBeKilled) {
  dockerd.reply("POST /v1.41/containers/a/exec ", FakeDockerd::json(201, R"({"Id":"e"})"));
  dockerd.stay_silent("POST /v1.41/exec/e/start ");
  dockerd.reply("GET /v1.41/exec/e/json ", FakeDockerd::json(200, R"({"Running":true})"));
  dockerd.reply("GET /v1.41/images/", FakeDockerd::json(500, R"({"message":"no"})"));
  EXPECT_EQ(error_of(engine.exec("a", {"check"}, 20ms)), Kind::timeout);
  EXPECT_FALSE(call(engine.exec("a", {"check"}, 20ms)).has_value());
  EXPECT_EQ(count_of(dockerd.requests(), "POST /v1.41/containers/a/exec "), 1);
  dockerd.reply("GET /v1.41/exec/e/json ", FakeDockerd::json(404, R"({"message":"none"})"));
  EXPECT_EQ(error_of(engine.exec("a", {"check"}, 20ms)), Kind::timeout);
  EXPECT_EQ(count_of(dockerd.requests(), "POST /v1.41/containers/a/exec "), 2);
}

TEST_F(DockerEngineTest, TellsASlowAnswerFromAFrozenEngine) {
  dockerd.reply("POST /v1.41/containers/a/exec ", FakeDockerd::json(201, R"({"Id":"e"})"));
  dockerd.stay_silent("POST /v1.41/exec/e/start ");
  call(engine.info()).value();
  dockerd.stay_silent("");
  EXPECT_EQ(error_of(engine.exec("a", {"check"}, 20ms)), Kind::unreachable);
  EXPECT_EQ(error_of(engine.info()), Kind::unreachable);
}

TEST_F(DockerEngineTest, NoticesAnEngineThatTakesConnectionsAndSaysNothing) {
  follow();
  clock.advance(60s);
  eventually([&] { return context.poll() == 0; });
  EXPECT_TRUE(events.empty()) << "silence of the stream is no sign";
  dockerd.stay_silent("");
  clock.advance(3s);
  eventually([&] { return events.size() == 1; });
  EXPECT_EQ(events[0].kind, EngineEvent::Kind::disconnected);
  dockerd.speak("1.41");
  clock.advance(5s);
  eventually([&] { return events.size() == 2; });
  EXPECT_EQ(events[1].kind, EngineEvent::Kind::reconnected);
}

TEST_F(DockerEngineTest, MountsNoVolumeOfSomebodyElse) {
  ContainerSpec spec;
  spec.mounts.emplace_back().source = "data";
  spec.mounts.back().labels = {{"drydock.instance", "mine"}};
  dockerd.reply("GET /v1.41/volumes/data ", FakeDockerd::json(200, R"({"Labels":null})"));
  EXPECT_EQ(error_of(engine.create(spec)), Kind::conflict);
  dockerd.reply("POST /v1.41/containers/create", FakeDockerd::json(201, R"({"Id":"a"})"));
  dockerd.reply("GET /v1.41/volumes/data ",
                FakeDockerd::json(200, R"({"Labels":{"drydock.instance":"mine"}})"));
  EXPECT_EQ(call(engine.create(spec)).value(), "a");
  dockerd.reply("GET /v1.41/volumes/data ", FakeDockerd::json(404, R"({"message":"none"})"));
  EXPECT_EQ(call(engine.create(spec)).value(), "a");
}

TEST_F(DockerEngineTest, RemovesNothingThatCarriesNoLabelOfItsOwn) {
  const std::string foreign = R"({"Labels":{"team":"a"},"Config":{"Labels":{"team":"a"}}})";
  dockerd.reply("GET /v1.41/", FakeDockerd::json(200, foreign));
  dockerd.reply("DELETE /v1.41/", "HTTP/1.1 204 None\r\n\r\n");
  EXPECT_EQ(error_of(engine.remove_network("drydock-vpc")), Kind::refused);
  EXPECT_EQ(error_of(engine.remove_volume("data")), Kind::refused);
  EXPECT_EQ(error_of(engine.remove_image("drydock/pause:1")), Kind::refused);
  EXPECT_EQ(count_of(dockerd.requests(), "DELETE"), 0);
}

TEST_F(DockerEngineTest, BoundsWhatAnEngineMaySay) {
  dockerd.reply("GET /v1.41/containers/json",
                "HTTP/1.1 200 OK\r\n\r\n[" + std::string(17U << 20, ' ') + "]");
  EXPECT_FALSE(call(engine.list("a", "b")).has_value());
  std::string many = "[{}";
  for (int i = 0; i < 10'000; ++i) many += ",{}";
  dockerd.reply("GET /v1.41/containers/json", FakeDockerd::json(200, many + "]"));
  EXPECT_EQ(error_of(engine.list("a", "b")), Kind::refused);
  dockerd.reply("GET /v1.41/volumes", FakeDockerd::json(200, R"({"Volumes":)" + many + "]}"));
  EXPECT_EQ(error_of(engine.list_volumes("a", "b")), Kind::refused);
  const std::string long_word(100'000, 'x');
  dockerd.reply("POST /v1.41/containers/a/start",
                FakeDockerd::json(500, R"({"message":")" + long_word + "\"}"));
  EXPECT_EQ(call(engine.start("a")).error().message.size(), 1000U);
}

TEST_F(DockerEngineTest, AsksNoMoreOfWhatRunsThanTheListTells) {
  dockerd.reply("GET /v1.41/containers/json", FakeDockerd::json(200, R"([
      {"Id":"a","State":"running"},{"Id":"b","State":"exited"},{"Id":"c","State":"exited"}])"));
  dockerd.reply("GET /v1.41/containers/b/json",
                FakeDockerd::json(200, R"({"Id":"b","State":{"Status":"exited","ExitCode":3}})"));
  const auto listed = call(engine.list("drydock.instance", "mine")).value();
  ASSERT_EQ(listed.size(), 2U) << "one has gone meanwhile";
  EXPECT_EQ(listed[0].status, ContainerState::Status::running);
  EXPECT_EQ(listed[1].exit_code, 3);
  EXPECT_EQ(count_of(dockerd.requests(), "GET /v1.41/containers/a/json"), 0);
}

TEST_F(DockerEngineTest, AsksOnlyForItsOwnEventsFromTheEnginesPresentOn) {
  follow();
  const std::string& asked = dockerd.requests().back();
  EXPECT_NE(asked.find("drydock.world"), std::string::npos) << asked;
  // The ping's date, Mon, 23 Nov 2026 14:39:47 GMT.
  EXPECT_NE(asked.find("&since=1795444787.000000000 "), std::string::npos) << asked;
}

TEST_F(DockerEngineTest, TellsEvents) {
  follow();
  dockerd.send_event(start_of("a", "1795444790000000007"));
  eventually([&] { return events.size() == 1; });
  EXPECT_EQ(events[0].kind, EngineEvent::Kind::started);
  EXPECT_EQ(events[0].container_id, "a");
  EXPECT_EQ(events[0].labels, (std::map<std::string, std::string>{{"drydock.world", "w"}}));
}

TEST_F(DockerEngineTest, LosesNoEventWhenTheStreamEnds) {
  follow();
  dockerd.send_event(start_of("a", "1795444790000000007"));
  dockerd.send_event(start_of("b", "1795444790000000009"));
  eventually([&] { return events.size() == 2; });
  dockerd.end_streams();
  eventually([&] { return events.size() == 3; });
  EXPECT_EQ(events[2].kind, EngineEvent::Kind::disconnected);
  clock.advance(100ms);
  eventually([&] { return dockerd.has_stream() && events.size() == 4; });
  EXPECT_EQ(events[3].kind, EngineEvent::Kind::reconnected);
  EXPECT_NE(dockerd.requests().back().find("&since=1795444788.000000009 "), std::string::npos)
      << "it asks for a little more than it needs: " << dockerd.requests().back();
  // The engine says again what it said, and what was missed between the two.
  dockerd.send_event(start_of("a", "1795444790000000007"));
  dockerd.send_event(start_of("c", "1795444790000000008"));
  dockerd.send_event(start_of("b", "1795444790000000009"));
  dockerd.send_event(start_of("d", "1795444795000000000"));
  eventually([&] { return events.size() >= 6; });
  EXPECT_EQ(told(EngineEvent::Kind::started), (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST_F(DockerEngineTest, AsksALostEngineMoreAndMoreSeldom) {
  follow();
  dockerd.go_away();
  eventually([&] { return events.size() == 1; });
  EXPECT_EQ(events[0].kind, EngineEvent::Kind::disconnected);
  for (const Duration pause : {100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms}) {
    const TimePoint before = clock.now();
    eventually([&] { return clock.step(); });
    EXPECT_EQ(clock.now() - before, pause);
  }
  EXPECT_EQ(events.size(), 1U) << "it is told once";
  dockerd.listen();
  clock.advance(5s);
  eventually([&] { return events.size() == 2; });
  EXPECT_EQ(events[1].kind, EngineEvent::Kind::reconnected);
}

TEST_F(DockerEngineTest, SurvivesNonsenseInTheStream) {
  follow();
  dockerd.send_event("not JSON");
  dockerd.send_event(R"({"Action":"start"})");
  dockerd.send_event(R"({"Action":7,"Actor":[],"timeNano":"soon"})");
  dockerd.send_event(R"({"Action":"exec_start: /check","Actor":{"ID":"a"},"timeNano":1})");
  dockerd.send_event(start_of("a", "-9223372036854775808"));
  dockerd.send_event(start_of("a", "1795444790000000007"));
  eventually([&] { return !events.empty(); });
  EXPECT_EQ(told(EngineEvent::Kind::started), std::vector<std::string>{"a"});
  EXPECT_EQ(events.size(), 1U);
}

}  // namespace
}  // namespace drydock::docker_engine_test
