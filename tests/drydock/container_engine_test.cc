#include "drydock/container_engine.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"
#include "tests/support/fake_dockerd.h"

namespace drydock::container_engine_test {
namespace {

using EngineChoice = Options::EngineChoice;
using testing::FakeDockerd;

/// DOCKER_HOST is an engine in the hands of the test.
class OpenEngine : public ::testing::Test {
 protected:
  OpenEngine() { ::setenv("DOCKER_HOST", ("unix://" + dockerd_.path()).c_str(), 1); }
  ~OpenEngine() override { ::unsetenv("DOCKER_HOST"); }

  void TearDown() override { testing::await(context_, testing::done(dockerd_.shut_down())); }

  /// Its description, or why drydock cannot start.
  std::string open(EngineChoice choice) {
    try {
      return testing::await(context_, open_and_shut_down(choice));
    } catch (const StartError& error) {
      return error.what();
    }
  }

  boost::asio::awaitable<std::string> open_and_shut_down(EngineChoice choice) {
    Options options;
    options.engine = choice;
    const ContainerEngine engine =
        co_await open_engine(options, "mine", clock_, ids_, context_.get_executor());
    std::string description = engine.description;
    co_await engine.shut_down();
    co_return description;
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{1};
  FakeDockerd dockerd_{context_};
};

TEST_F(OpenEngine, TakesDockerWhereItAnswers) {
  EXPECT_EQ(open(EngineChoice::docker), "docker 20.10.24+dfsg1");
  EXPECT_EQ(open(EngineChoice::automatic), "docker 20.10.24+dfsg1");
  EXPECT_EQ(open(EngineChoice::simulated), "simulated");
}

TEST_F(OpenEngine, SaysWhatToDoAboutAnEngineThatIsTooOld) {
  dockerd_.speak("1.40");
  EXPECT_EQ(
      open(EngineChoice::docker),
      "No Docker engine can be used: the Docker engine speaks API 1.40, and drydock needs 1.41 "
      "or newer: update it to Docker 20.10 or later. Start one, set DOCKER_HOST, or use "
      "--engine simulated.");
  EXPECT_EQ(open(EngineChoice::automatic), "simulated");
}

TEST_F(OpenEngine, SaysWhatToDoWhereNobodyAnswers) {
  dockerd_.go_away();
  EXPECT_EQ(open(EngineChoice::docker),
            "No Docker engine can be used: the Docker engine at " + dockerd_.path() +
                " does not answer: Couldn't connect to server. Start one, set DOCKER_HOST, or use "
                "--engine simulated.");
  EXPECT_EQ(open(EngineChoice::automatic), "simulated");
}

TEST_F(OpenEngine, SaysWhenTheEngineTakesConnectionsAndSaysNothing) {
  dockerd_.stay_silent("");
  const std::string said = open(EngineChoice::docker);
  EXPECT_NE(said.find("did not answer in time"), std::string::npos) << said;
}

}  // namespace
}  // namespace drydock::container_engine_test
