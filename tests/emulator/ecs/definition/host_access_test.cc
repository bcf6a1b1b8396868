#include "emulator/ecs/definition/host_access.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::host_access_test {
namespace {

using Definition = model::ecs::TaskDefinition;
using model::ecs::NetworkMode;

/// A machine on which some paths lead elsewhere.
class Links : public HostFiles {
 public:
  std::map<std::string, std::optional<std::string>> leads_to;
  mutable std::vector<std::string> made;

  std::optional<std::string> real_path(const std::string& path) const override {
    const auto found = leads_to.find(path);
    return found == leads_to.end() ? path : found->second;
  }
  void make_folder(const std::string& path) const override { made.push_back(path); }
};

model::ecs::Volume& volume(Definition& definition) {
  auto& made = definition.volumes.emplace().emplace_back();
  made.name = "data";
  return made;
}
model::ecs::ContainerDefinition& app(Definition& definition) {
  return definition.container_definitions->front();
}

/// One thing that a definition may ask for beside what every container has.
struct Wish {
  const char* name;
  std::function<void(Definition&)> ask;
  const char* part;  ///< Of the sentence that refuses it.
};

const std::vector<Wish>& wishes_for_privilege() {
  static const std::vector<Wish> wishes = {
      {"host networking", [](Definition& d) { d.network_mode = NetworkMode::host; },
       "networkMode 'host'"},
      {"the host's processes", [](Definition& d) { d.pid_mode = model::ecs::PidMode::host; },
       "pidMode 'host'"},
      {"the host's memory", [](Definition& d) { d.ipc_mode = model::ecs::IpcMode::host; },
       "ipcMode 'host'"},
      {"privilege", [](Definition& d) { app(d).privileged = true; },
       "The container 'app' asks for 'privileged'"},
      {"a capability",
       [](Definition& d) {
         app(d).linux_parameters.emplace().capabilities.emplace().add = {{"CHOWN", "SYS_ADMIN"}};
       },
       "the capability 'SYS_ADMIN'"},
      {"all capabilities",
       [](Definition& d) {
         app(d).linux_parameters.emplace().capabilities.emplace().add = {{"ALL"}};
       },
       "the capability 'ALL'"},
      {"a device",
       [](Definition& d) {
         app(d).linux_parameters.emplace().devices.emplace().emplace_back().host_path = "/dev/sda";
       },
       "the device '/dev/sda'"},
      {"no AppArmor",
       [](Definition& d) { app(d).docker_security_options = {{"apparmor:unconfined"}}; },
       "the security option 'apparmor:unconfined'"},
      {"a volume driver's options",
       [](Definition& d) {
         volume(d).docker_volume_configuration.emplace().driver_opts =
             std::map<std::string, std::string>{{"device", "/"}};
       },
       "The volume 'data' asks for 'driverOpts'"},
      {"a volume driver",
       [](Definition& d) { volume(d).docker_volume_configuration.emplace().driver = "sshfs"; },
       "the volume driver 'sshfs'"},
  };
  return wishes;
}

TEST(HostAccess, IsRefusedByDefaultAndNamesTheOptionThatGivesIt) {
  for (const Wish& wish : wishes_for_privilege()) {
    Definition definition = task_definition({container_definition("app")});
    ASSERT_EQ(host_refusal(definition, {}), std::nullopt);
    wish.ask(definition);
    const auto refused = host_refusal(definition, {});
    ASSERT_TRUE(refused) << wish.name;
    EXPECT_NE(refused->find(wish.part), std::string::npos) << *refused;
    EXPECT_NE(refused->find("--allow-privileged"), std::string::npos) << *refused;
    EXPECT_TRUE(host_refusal(definition, {.mounts = {"/"}})) << wish.name;
    EXPECT_EQ(host_refusal(definition, {.privileged = true}), std::nullopt) << wish.name;
    EXPECT_EQ(host_refusal(definition, {.simulated = true}), std::nullopt) << wish.name;
  }
}

TEST(HostAccess, GivesWhatReachesNoFurtherThanTheContainer) {
  Definition definition = task_definition({container_definition("app")});
  app(definition).docker_security_options = {{"no-new-privileges", "no-new-privileges:true"}};
  auto& parameters = app(definition).linux_parameters.emplace();
  parameters.capabilities.emplace().add = {{"NET_RAW", "KILL"}};
  parameters.capabilities->drop = {{"ALL"}};
  parameters.tmpfs.emplace().push_back({.container_path = "/run", .size = 1, .mount_options = {}});
  definition.pid_mode = model::ecs::PidMode::task;
  definition.ipc_mode = model::ecs::IpcMode::none;
  volume(definition).docker_volume_configuration.emplace().driver = "local";
  EXPECT_EQ(host_refusal(definition, {}), std::nullopt);
}

struct PathRow {
  std::string path;
  std::string part;  ///< Of the refusal; "" where it is allowed.
  bool privileged = false;
};

TEST(HostAccess, GivesPathsBelowWhatIsAllowedWhereverTheyLead) {
  Links files;
  files.leads_to = {{"/srv/out", "/etc"},          {"/srv/../etc", "/etc"}, {"/home/in", "/srv/in"},
                    {"/srv/broken", std::nullopt}, {"/srv/run", "/run"},    {"/srv/.", "/srv"}};
  const std::vector<std::string> mounts{"/srv", "/run"};
  const PathRow rows[] = {
      {"/srv", ""},
      {"/srv/.", ""},
      {"/srv/data", ""},
      {"/home/in", ""},
      {"/etc", "--allow-mount /etc "},
      {"/", "--allow-mount / "},
      {"/srvant", "--allow-mount /srvant "},
      {"/srv/out", "/srv/out (it leads to /etc)"},
      {"/srv/../etc", "it leads to /etc"},
      {"/srv/broken", "cannot be told where it leads"},
      {"/run/other", ""},
      {"/run/docker.sock", "--allow-privileged"},
      {"/run", "the engine's socket"},
      {"/srv/run", "--allow-privileged"},
      {"/run", "", true},
      {"/run/docker.sock", "", true},
      {"/etc", "--allow-mount", true},
  };
  for (const PathRow& row : rows) {
    Definition definition = task_definition({container_definition("app")});
    volume(definition).host.emplace().source_path = row.path;
    const HostAccess access{.privileged = row.privileged,
                            .mounts = mounts,
                            .engine_socket = "/run/docker.sock",
                            .files = &files};
    const auto refused = host_refusal(definition, access);
    EXPECT_EQ(refused.has_value(), !row.part.empty()) << row.path << refused.value_or("");
    EXPECT_NE(refused.value_or("").find(row.part), std::string::npos) << row.path;
  }
}

TEST(HostAccess, MountsThePathThatWasChecked) {
  Links files;
  files.leads_to = {{"/srv/link", "/srv/real"}, {"/srv/moved", "/etc"}};
  const HostAccess access{.mounts = {"/srv"}, .engine_socket = {}, .files = &files};
  std::vector<Mount> mounts(2);
  mounts[0].kind = Mount::Kind::bind;
  mounts[0].source = "/srv/link";
  mounts[1].source = "a-volume";
  EXPECT_EQ(settle_binds(mounts, access), std::nullopt);
  EXPECT_EQ(mounts[0].source, "/srv/real");
  EXPECT_EQ(files.made, std::vector<std::string>{"/srv/real"});
  EXPECT_EQ(mounts[1].source, "a-volume");
  mounts[0].source = "/srv/moved";
  mounts[0].target = "/data";
  const auto refused = settle_binds(mounts, access);
  ASSERT_TRUE(refused);
  EXPECT_NE(refused->find("The mount at /data names the host path /etc"), std::string::npos)
      << *refused;
  EXPECT_EQ(files.made.size(), 1U);
}

}  // namespace
}  // namespace drydock::ecs::host_access_test
