#include "drydock/options.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace drydock::options_test {
namespace {

Options parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "drydock");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

std::string refusal(const std::vector<const char*>& arguments) {
  try {
    parse(arguments);
  } catch (const StartError& error) {
    return error.what();
  }
  return "";
}

TEST(Options, ServeOnTheUsualPortByDefault) {
  const Options options = parse({});
  EXPECT_EQ(options.command, Options::Command::serve);
  EXPECT_EQ(options.port, 4566);
  EXPECT_EQ(options.host, "127.0.0.1");
  EXPECT_EQ(options.engine, Options::EngineChoice::automatic);
  EXPECT_EQ(options.pace, Options::PaceChoice::fast);
  EXPECT_FALSE(options.data);
}

TEST(Options, MayFollowTheCommandOrPrecedeIt) {
  EXPECT_EQ(parse({"serve", "--port", "5000"}).port, 5000);
  EXPECT_EQ(parse({"--port", "5000", "serve"}).port, 5000);
  EXPECT_EQ(parse({"import", "shop:v1", "--port", "5000"}).port, 5000);
}

TEST(Options, ChooseEngineAndPaceByTheirNames) {
  const Options options = parse({"--engine", "simulated", "--pace", "aws", "--speed", "10"});
  EXPECT_EQ(options.engine, Options::EngineChoice::simulated);
  EXPECT_EQ(options.pace, Options::PaceChoice::aws);
  EXPECT_EQ(options.speed, 10.0);
}

TEST(Options, GiveUncheckedTasksTheProofTimeOfAwsUnlessTold) {
  EXPECT_EQ(parse({}).proof_time_seconds, 40);
  EXPECT_EQ(parse({"--proof-time", "0"}).proof_time_seconds, 0);
  EXPECT_EQ(parse({"--proof-time", "3600"}).proof_time_seconds, 3600);
  EXPECT_NE(refusal({"--proof-time", "3601"}), "");
  EXPECT_NE(refusal({"--proof-time", "-1"}), "");
}

TEST(Options, LetAVirtualClockStandStillWithTheSimulatedEngineAlone) {
  using ClockChoice = Options::ClockChoice;
  EXPECT_EQ(parse({}).clock, ClockChoice::real);
  EXPECT_EQ(parse({"--clock", "virtual", "--engine", "simulated"}).clock,
            ClockChoice::virtual_time);
  EXPECT_EQ(parse({"env", "--clock", "virtual"}).clock, ClockChoice::virtual_time);
  for (const char* engine : {"auto", "docker"}) {
    EXPECT_EQ(refusal({"--clock", "virtual", "--engine", engine}),
              "--clock virtual is for the simulated engine, since real containers live in the "
              "machine's time: add --engine simulated.");
  }
  EXPECT_EQ(refusal({"--clock", "virtual", "--engine", "simulated", "--speed", "2"}),
            "--speed has no meaning with --clock virtual, which moves only when it is told to: "
            "leave one of them out.");
}

TEST(Options, NameTheImageToImportAndItsPlace) {
  const Options options = parse({"import", "shop:v1", "store/shop:2"});
  EXPECT_EQ(options.command, Options::Command::import);
  EXPECT_EQ(options.import_image, "shop:v1");
  EXPECT_EQ(options.import_target, "store/shop:2");
  EXPECT_EQ(options.import_account, std::nullopt);
  EXPECT_EQ(options.import_region, std::nullopt);
  const Options elsewhere =
      parse({"import", "shop:v1", "--account", "111122223333", "--region", "eu-west-1"});
  EXPECT_EQ(elsewhere.import_account, "111122223333");
  EXPECT_EQ(elsewhere.import_region, "eu-west-1");
}

TEST(Options, GiveContainersNothingOfTheHostUnlessTold) {
  EXPECT_TRUE(parse({}).allow_mounts.empty());
  EXPECT_FALSE(parse({}).allow_privileged);
  using Folders = std::vector<std::string>;
  EXPECT_EQ(parse({"--allow-mount", "/a", "--allow-mount", "/b:c"}).allow_mounts,
            (Folders{"/a", "/b:c"}));
  EXPECT_TRUE(parse({"serve", "--allow-privileged"}).allow_privileged);
  ::setenv("DRYDOCK_ALLOW_MOUNT", "/a::/b", 1);
  EXPECT_EQ(parse({}).allow_mounts, (Folders{"/a", "/b"}));
  EXPECT_EQ(parse({"--allow-mount", "/c"}).allow_mounts, Folders{"/c"});
  ::unsetenv("DRYDOCK_ALLOW_MOUNT");
}

TEST(Options, SayWhereFunctionsAre) {
  using Functions = std::map<std::string, std::string, std::less<>>;
  EXPECT_TRUE(parse({}).functions.empty());
  EXPECT_EQ(
      parse({"--lambda", "gate=http://localhost:9000/", "--lambda", "b_2=http://b"}).functions,
      (Functions{{"gate", "http://localhost:9000/"}, {"b_2", "http://b"}}));
  EXPECT_EQ(parse({"--lambda", "a=http://a?x=1,b=http://b", "serve"}).functions,
            (Functions{{"a", "http://a?x=1"}, {"b", "http://b"}}));
  ::setenv("DRYDOCK_LAMBDA", "a=http://a,b=http://b", 1);
  EXPECT_EQ(parse({}).functions, (Functions{{"a", "http://a"}, {"b", "http://b"}}));
  EXPECT_EQ(parse({"--lambda", "c=http://c"}).functions, (Functions{{"c", "http://c"}}));
  ::unsetenv("DRYDOCK_LAMBDA");
}

TEST(Options, TellWhatIsKept) {
  EXPECT_EQ(parse({}).data, std::nullopt);
  EXPECT_FALSE(parse({}).ephemeral);
  EXPECT_FALSE(parse({}).leave_running);
  EXPECT_EQ(parse({"--data", "/a"}).data, "/a");
  EXPECT_TRUE(parse({"serve", "--ephemeral"}).ephemeral);
  EXPECT_TRUE(parse({"--leave-running"}).leave_running);
}

TEST(Options, SayWhatToDoWithTheState) {
  using Command = Options::Command;
  EXPECT_EQ(parse({"state", "export", "f"}).command, Command::state_export);
  EXPECT_EQ(parse({"state", "import", "f"}).command, Command::state_import);
  EXPECT_EQ(parse({"state", "import", "f", "--port", "7"}).state_file, "f");
  EXPECT_EQ(parse({"state", "import", "f", "--port", "7"}).port, 7);
  EXPECT_FALSE(parse({"state", "export", "f"}).state_images);
  EXPECT_TRUE(parse({"state", "export", "f", "--images"}).state_images);
  EXPECT_TRUE(parse({"state", "import", "--images", "f"}).state_images);
  EXPECT_EQ(parse({"snapshot", "save", "n"}).command, Command::snapshot_save);
  EXPECT_EQ(parse({"snapshot", "load", "n"}).command, Command::snapshot_load);
  EXPECT_EQ(parse({"snapshot", "load", "n"}).snapshot_name, "n");
  EXPECT_EQ(parse({"snapshot", "list"}).command, Command::snapshot_list);
}

TEST(Options, ThatAreWrongAreRefusedInOneSentence) {
  for (const std::vector<const char*>& arguments :
       std::vector<std::vector<const char*>>{{"--port", "70000"},
                                             {"--engine", "podman"},
                                             {"--account", "12"},
                                             {"--speed", "0"},
                                             {"--clock", "slow"},
                                             {"--io-threads", "0"},
                                             {"--lambda", "gate"},
                                             {"--lambda", "gate=https://gate"},
                                             {"--lambda", "gate=http:///x"},
                                             {"--lambda", "the gate=http://gate"},
                                             {"--lambda", "a=http://a,a=http://b"},
                                             {"--nonsense"},
                                             {"launch"},
                                             {"state"},
                                             {"state", "export"},
                                             {"snapshot", "save"},
                                             {"--data", "/tmp/x", "--ephemeral"}}) {
    const std::string said = refusal(arguments);
    EXPECT_FALSE(said.empty()) << arguments.front();
    EXPECT_EQ(said.find('\n'), std::string::npos) << said;
    EXPECT_TRUE(said.ends_with("See drydock --help.")) << said;
  }
}

TEST(Options, HelpAndVersionAreInformation) {
  EXPECT_THROW(parse({"--help"}), Information);
  EXPECT_THROW(parse({"version"}), Information);
}

}  // namespace
}  // namespace drydock::options_test
