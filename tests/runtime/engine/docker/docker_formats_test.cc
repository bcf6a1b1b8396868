// What is said to the engine and what it says, in bytes.

#include <gtest/gtest.h>

#include "runtime/engine/docker/container_json.h"
#include "runtime/engine/docker/container_usage.h"
#include "runtime/engine/docker/docker_client.h"
#include "runtime/engine/docker/docker_host.h"
#include "runtime/engine/docker/json_lines.h"
#include "runtime/engine/docker/pause_program.h"
#include "runtime/engine/docker/pull_progress.h"
#include "runtime/engine/docker/raw_stream.h"

namespace drydock::docker::docker_formats_test {
namespace {

using namespace std::string_literals;
using Mode = NetworkAttachment::Mode;

TEST(DockerHost, IsWhatTheEnvironmentNames) {
  EXPECT_EQ(parse_docker_host({}).value(), DockerHost{"/var/run/docker.sock"});
  EXPECT_EQ(parse_docker_host("").value(), DockerHost{"/var/run/docker.sock"});
  EXPECT_EQ(parse_docker_host("unix:///run/me.sock").value(), DockerHost{"/run/me.sock"});
  EXPECT_EQ(parse_docker_host("tcp://10.0.0.7:2375").value(),
            (DockerHost{"", "http://10.0.0.7:2375", "10.0.0.7"}));
  EXPECT_EQ(parse_docker_host("tcp://box").value(), (DockerHost{"", "http://box:2375", "box"}));
}

TEST(DockerHost, RefusesWhatItDoesNotSpeak) {
  for (const char* host :
       {"ssh://me@box", "npipe:////./pipe/docker_engine", "fd://", "box:2375",
        "unix://relative.sock", "tcp://", "tcp://box:http", "https://box:2376"}) {
    const auto refused = parse_docker_host(host);
    ASSERT_FALSE(refused.has_value()) << host;
    EXPECT_EQ(refused.error().kind, EngineError::Kind::refused);
    EXPECT_TRUE(refused.error().message.starts_with("DOCKER_HOST is "s + host + ", but "))
        << refused.error().message;
  }
  EXPECT_EQ(parse_docker_host("tcp://box:2376", true).error().message,
            "DOCKER_HOST is tcp://box:2376, but DOCKER_TLS_VERIFY asks for TLS, which drydock does "
            "not speak to an engine: set it to unix:///path/to/docker.sock or to tcp://host:port.");
}

TEST(ApiVersion, IsTwoNumbers) {
  EXPECT_EQ(ApiVersion::parse("1.41"), (ApiVersion{1, 41}));
  EXPECT_GT((ApiVersion{1, 100}), (ApiVersion{1, 99}));
  for (const char* text : {"", "1", "1.", ".41", "1.41.2", "one"}) {
    EXPECT_EQ(ApiVersion::parse(text), std::nullopt) << text;
  }
}

TEST(CreateBody, SaysAllThatTheSpecSays) {
  ContainerSpec spec;
  spec.image = "shop:v1";
  spec.command = {{"serve", "it"}};
  spec.entrypoint = {{"/program"}};
  spec.environment = {{"PORT", "80"}};
  spec.labels = {{"drydock.task", "t"}};
  spec.network.mode = Mode::bridge;
  spec.ports = {{80, Transport::tcp, 0}, {80, Transport::tcp, 8080}, {53, Transport::udp, 5353}};
  spec.mounts.resize(2);
  spec.mounts[0].kind = Mount::Kind::bind;
  spec.mounts[0].source = "/da:ta";
  spec.mounts[0].target = "/var/data";
  spec.mounts[0].read_only = true;
  spec.mounts[1].source = "cache";
  spec.mounts[1].target = "/cache";
  spec.mounts[1].labels = {{"a", "b"}};
  spec.memory_mounts = {{"/run", 4096, {"noexec"}}};
  spec.devices = {{"/dev/x", "/dev/y", "rw"}};
  spec.added_capabilities = {"NET_ADMIN"};
  spec.dropped_capabilities = {"KILL"};
  spec.security_options = {"label:disable"};
  spec.pid_mode = "host";
  spec.ipc_mode = "none";
  spec.shared_memory_bytes = 65536;
  spec.hostname = "h";
  spec.extra_hosts = {{"a.localhost", "172.17.0.1"}, {"b.localhost", "host-gateway"}};
  spec.user = "nobody";
  spec.working_directory = "/w";
  spec.cpu_shares = 256;
  spec.memory_bytes = 1 << 20;
  spec.memory_reservation_bytes = 1 << 19;
  spec.privileged = true;
  spec.read_only_root = true;
  spec.init = true;
  EXPECT_EQ(
      create_body(spec, "127.0.0.1"),
      R"({"Image":"shop:v1","Cmd":["serve","it"],"Entrypoint":["/program"],"Env":["PORT=80"],)"
      R"("Labels":{"drydock.task":"t"},"Hostname":"h","User":"nobody","WorkingDir":"/w",)"
      R"("Healthcheck":{"Test":["NONE"]},"ExposedPorts":{"53/udp":{},"80/tcp":{}},)"
      R"("HostConfig":{"NetworkMode":"bridge","PortBindings":{)"
      R"("53/udp":[{"HostIp":"127.0.0.1","HostPort":"5353"}],)"
      R"("80/tcp":[{"HostIp":"127.0.0.1","HostPort":""},)"
      R"({"HostIp":"127.0.0.1","HostPort":"8080"}]},)"
      R"("Mounts":[{"Type":"bind","Source":"/da:ta","Target":"/var/data","ReadOnly":true},)"
      R"({"Type":"volume","Source":"cache","Target":"/cache","ReadOnly":false,)"
      R"("VolumeOptions":{"Labels":{"a":"b"},"DriverConfig":{"Name":"local","Options":{}}}}],)"
      R"("Tmpfs":{"/run":"size=4096,noexec"},)"
      R"("Devices":[{"PathOnHost":"/dev/x","PathInContainer":"/dev/y",)"
      R"("CgroupPermissions":"rw"}],)"
      R"("ExtraHosts":["a.localhost:172.17.0.1","b.localhost:host-gateway"],)"
      R"("CpuShares":256,"Memory":1048576,)"
      R"("MemoryReservation":524288,"ShmSize":65536,"CapAdd":["NET_ADMIN"],"CapDrop":["KILL"],)"
      R"("SecurityOpt":["label:disable"],"PidMode":"host","IpcMode":"none","Privileged":true,)"
      R"("ReadonlyRootfs":true,"Init":true}})");
}

TEST(CreateBody, NamesTheNetwork) {
  ContainerSpec spec;
  const auto has = [&](const std::string& text) {
    return create_body(spec, "127.0.0.1").find(text) != std::string::npos;
  };
  EXPECT_TRUE(has(R"("NetworkMode":"none")"));
  EXPECT_FALSE(has("NetworkingConfig"));
  spec.network = {Mode::host, "", "", ""};
  EXPECT_TRUE(has(R"("NetworkMode":"host")"));
  spec.network = {Mode::container, "", "", "abc"};
  EXPECT_TRUE(has(R"("NetworkMode":"container:abc")"));
  spec.network = {Mode::network, "vpc", "172.31.0.9", ""};
  EXPECT_TRUE(has(R"("NetworkMode":"vpc")"));
  EXPECT_TRUE(has(R"("NetworkingConfig":{"EndpointsConfig":{"vpc":{"IPAMConfig":)"
                  R"({"IPv4Address":"172.31.0.9"}}}}})"));
}

TEST(Inspection, ReadsWhatAContainerHasBecome) {
  const auto document = json::parse(R"({
    "Id": "abc", "Name": "/a", "Image": "sha256:1",
    "State": {"Status": "exited", "ExitCode": 137, "OOMKilled": true, "Error": ""},
    "Config": {"Labels": {"drydock.task": "t"}},
    "HostConfig": {"NetworkMode": "vpc"},
    "NetworkSettings": {
      "Ports": {"80/tcp": [{"HostIp": "::", "HostPort": "32769"},
                           {"HostIp": "0.0.0.0", "HostPort": "32768"}], "81/tcp": null},
      "Networks": {"none": {"IPAddress": ""},
                   "vpc": {"IPAddress": "172.31.0.9", "MacAddress": "02:42:ac:1f:00:09"}}}})");
  const auto found = inspection_of(document->root());
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->network_mode, "vpc");
  const ContainerState& state = found->state;
  EXPECT_EQ(state.id, "abc");
  EXPECT_EQ(state.name, "a");
  EXPECT_EQ(state.image_id, "sha256:1");
  EXPECT_EQ(state.status, ContainerState::Status::exited);
  EXPECT_EQ(state.exit_code, 137);
  EXPECT_TRUE(state.oom_killed);
  EXPECT_EQ(state.labels, (std::map<std::string, std::string>{{"drydock.task", "t"}}));
  ASSERT_EQ(state.ports.size(), 1U);
  EXPECT_EQ(state.ports[0].container_port, 80);
  EXPECT_EQ(state.ports[0].host_port, 32768);
  EXPECT_EQ(state.address, "172.31.0.9");
  EXPECT_EQ(state.mac_address, "02:42:ac:1f:00:09");
}

TEST(Inspection, HasNoExitCodeBeforeTheEnd) {
  for (const char* status : {"created", "running", "paused", "restarting"}) {
    const auto document = json::parse(R"({"Id":"abc","State":{"ExitCode":128,"Status":")"s +
                                      status + R"(","Error":"no such program"}})");
    const auto found = inspection_of(document->root());
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->state.exit_code, std::nullopt) << status;
    EXPECT_EQ(found->state.error, "no such program");
  }
}

TEST(Summary, TellsOfAContainerThatRuns) {
  const auto document = json::parse(R"({
    "Id": "abc", "Names": ["/a"], "ImageID": "sha256:1", "State": "running",
    "Labels": {"drydock.task": "t"},
    "Ports": [{"IP": "::", "PrivatePort": 80, "PublicPort": 32769, "Type": "tcp"},
              {"IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 32768, "Type": "tcp"},
              {"PrivatePort": 81, "Type": "tcp"},
              {"IP": "127.0.0.1", "PrivatePort": 82, "PublicPort": 4294967377, "Type": "tcp"}],
    "NetworkSettings": {
      "Networks": {"vpc": {"IPAddress": "172.31.0.9", "MacAddress": "02:42:ac:1f:00:09"}}}})");
  const auto state = running_in(document->root());
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->id, "abc");
  EXPECT_EQ(state->name, "a");
  EXPECT_EQ(state->image_id, "sha256:1");
  EXPECT_EQ(state->status, ContainerState::Status::running);
  EXPECT_EQ(state->labels, (std::map<std::string, std::string>{{"drydock.task", "t"}}));
  ASSERT_EQ(state->ports.size(), 1U);
  EXPECT_EQ(state->ports[0].container_port, 80);
  EXPECT_EQ(state->ports[0].host_port, 32768);
  EXPECT_EQ(state->address, "172.31.0.9");
  EXPECT_EQ(state->mac_address, "02:42:ac:1f:00:09");
}

TEST(Summary, DoesNotTellHowAContainerEnded) {
  const auto runs = [](const char* state) {
    const auto document = json::parse(R"({"Id":"abc","State":")"s + state + "\"}");
    return running_in(document->root()).has_value();
  };
  EXPECT_TRUE(runs("running"));
  EXPECT_TRUE(runs("paused")) << "by somebody, and nothing has ended";
  for (const char* state : {"created", "removing", "exited", "dead"}) EXPECT_FALSE(runs(state));
  for (const char* nonsense : {"{}", "[]", R"({"Id":7,"State":"running"})", R"({"Id":"abc"})"}) {
    const auto document = json::parse(nonsense);
    EXPECT_FALSE(running_in(document->root()).has_value()) << nonsense;
  }
}

TEST(Reference, IsSplitSoThatOneTagIsPulled) {
  const auto split = [](std::string_view reference) {
    const ImageName image = split_reference(reference);
    return image.name + " " + image.tag;
  };
  EXPECT_EQ(split("shop"), "shop latest");
  EXPECT_EQ(split("localhost:4566/shop"), "localhost:4566/shop latest");
  EXPECT_EQ(split("localhost:4566/team/shop:v1"), "localhost:4566/team/shop v1");
  EXPECT_EQ(split("shop@sha256:ab"), "shop sha256:ab");
}

TEST(JsonLines, AreFoundHoweverThePiecesCome) {
  const std::string stream = "{\"a\":1}\r\n\r\n{\"b\":2}\n{\"c\"";
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    JsonLines lines;
    std::vector<std::string> found;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      lines.feed(std::string_view(stream).substr(at, size),
                 [&](std::string_view line) { found.emplace_back(line); });
    }
    EXPECT_EQ(found, (std::vector<std::string>{"{\"a\":1}", "{\"b\":2}"})) << size;
  }
}

TEST(JsonLines, DropALineThatHasNoEnd) {
  JsonLines lines;
  std::vector<std::string> found;
  const auto take = [&](std::string_view line) { found.emplace_back(line); };
  for (int i = 0; i < 20; ++i) lines.feed(std::string(100'000, 'x'), take);
  lines.feed("\n{}\n", take);
  EXPECT_EQ(found, std::vector<std::string>{"{}"});
}

TEST(RawStream, PutsStdoutAndStderrTogether) {
  const std::string stream = "\1\0\0\0\0\0\0\5hello\2\0\0\0\0\0\0\1!\1\0\0\0\0\0\0\0"s;
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    RawStream raw(100);
    for (std::size_t at = 0; at < stream.size(); at += size) {
      raw.feed(std::string_view(stream).substr(at, size));
    }
    EXPECT_EQ(raw.output(), "hello!") << size;
  }
}

TEST(RawStream, KeepsNoMoreThanItsLimit) {
  RawStream raw(4);
  raw.feed("\1\0\0\0\0\0\0\3abc\1\0\0\0\0\0\0\3def"s);
  EXPECT_EQ(raw.output(), "abcd");
}

TEST(PauseProgram, IsASmallStaticExecutable) {
  EXPECT_TRUE(pause_program().starts_with("\177ELF"));
  EXPECT_LT(pause_program().size(), 4096U);
}

/// "30412944 ns, 778240 bytes", or "none".
std::string usage_in(const std::string& stats) {
  const auto document = json::parse(stats);
  const auto usage = usage_of(document->root());
  if (!usage) return "none";
  return std::to_string(usage->cpu_time.count()) + " ns, " + std::to_string(usage->memory_bytes) +
         " bytes";
}

TEST(DockerUsage, LeavesOutWhatIsMerelyCached) {
  const std::string cpu = R"({"cpu_stats":{"cpu_usage":{"total_usage":30412944}},"memory_stats":)";
  EXPECT_EQ(usage_in(cpu + R"({"usage":1073152,"stats":{"inactive_file":294912}}})"),
            "30412944 ns, 778240 bytes");
  EXPECT_EQ(usage_in(cpu + R"({"usage":1073152,"stats":{"inactive_file":1,)"
                           R"("total_inactive_file":294912}}})"),
            "30412944 ns, 778240 bytes");
  EXPECT_EQ(usage_in(cpu + R"({"usage":5,"stats":{"inactive_file":9}}})"), "30412944 ns, 0 bytes");
  EXPECT_EQ(usage_in(R"({"cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}})"), "none")
      << "it does not run";
}

}  // namespace
}  // namespace drydock::docker::docker_formats_test
